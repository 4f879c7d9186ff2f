@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
import SigmoidOptimization
import TestSupport
import Testing

/// Numbers beside levels, against the same numbers with their zeros.
@Suite(.timeLimit(.minutes(20))) struct TableMatrixTests {
  private static func run(_ count: Int, _ body: (inout MutableSpan<Double>) -> Void) -> [Double] {
    var result = [Double](repeating: 0.5, count: count)
    var span = result.mutableSpan
    body(&span)
    return result
  }

  private static func run(_ count: Int, _ body: (inout MutableSpan<Float>) -> Void) -> [Double] {
    var result = [Float](repeating: 0.5, count: count)
    var span = result.mutableSpan
    body(&span)
    return result.map { Double($0) }
  }

  private func expectClose(_ one: [Double], _ other: [Double], _ bound: Double, _ what: String) {
    #expect(one.count == other.count)
    let off = zip(one, other).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(off <= bound, "\(what)")
  }

  @Test(arguments: RandomTable.layouts.indices, [1, 3])
  func passesAreThoseOfTheDenseMatrix(layout: Int, classes: Int) {
    var random = RandomValues()
    let layout = RandomTable.layouts[layout]
    for hasDoubles in [false, true] {
      let (examples, features) = (90, layout.features)
      let table = RandomTable(layout, examples: examples, hasDoubles: hasDoubles, &random)
      let (matrix, dense) = (table.matrix, table.dense)
      let floats = Matrix(
        rows: features, columns: examples, elements: dense.elements.map { Float($0) })
      let columns = 2..<examples - 1
      let chosen = (0..<30).map { _ in random.int(in: 0..<examples) }
      let weights: [Double] = random.array(features * classes)
      let residuals: [Double] = random.array(columns.count * classes)
      let factors: [Double] = random.array(chosen.count)
      let counts = (0..<columns.count).map { _ in abs(random.unit()) }
      let (narrowWeights, narrowResiduals) = (
        weights.map { Float($0) }, residuals.map { Float($0) }
      )
      let narrowFactors = factors.map { Float($0) }
      func narrow<X: FeatureStorage>(_ x: X) -> [[Double]] where X.Scalar == Float {
        [
          Self.run(classes * columns.count) { (span: inout MutableSpan<Float>) in
            x.forward(
              weights: narrowWeights.span, classes: classes, columns: columns, into: &span)
          },
          Self.run(classes * features) { (span: inout MutableSpan<Float>) in
            x.accumulate(
              residuals: narrowResiduals.span, classes: classes, columns: columns, into: &span)
          },
          Self.run(features * chosen.count) { (span: inout MutableSpan<Float>) in
            x.gather(chosen[...], times: narrowFactors.span, into: &span)
          },
        ]
      }
      let bound = Tolerance.product(Float.self, terms: features + examples)
      for (one, other) in zip(narrow(matrix), narrow(floats)) {
        expectClose(one, other, bound, "in float")
      }
      for centre in [
        [],
        matrix.centre(
          for: random.array(features),
          Partition(ChunkPlan(examples: examples, exampleBytes: 4, gradientBytes: 4))),
      ] {
        func wide(_ x: some FeatureStorage) -> [[Double]] {
          [
            Self.run(classes * columns.count) { (span: inout MutableSpan<Double>) in
              x.forward(
                weights: weights.span, less: centre.span, classes: classes, columns: columns,
                into: &span)
            },
            Self.run(classes * features) { (span: inout MutableSpan<Double>) in
              x.accumulate(
                residuals: residuals.span, less: centre.span, classes: classes, columns: columns,
                into: &span)
            },
            Self.run(features * chosen.count) { (span: inout MutableSpan<Double>) in
              x.gather(chosen[...], less: centre.span, times: factors.span, into: &span)
            },
            Self.run(2 * features) { (span: inout MutableSpan<Double>) in
              let squares = Self.run(features) { (squares: inout MutableSpan<Double>) in
                span.withPart(0..<features) { sums in
                  x.addMoments(
                    of: columns, weights: counts.span, less: centre.span, to: &sums,
                    squares: &squares)
                }
              }
              for feature in 0..<features { span[features + feature] = squares[feature] }
            },
          ]
        }
        for (one, other) in zip(wide(matrix), wide(dense)) {
          expectClose(one, other, 1e-12, "in double")
        }
        let ones = [Double](repeating: 1, count: columns.count)
        let rows = Self.run(features * columns.count) { (span: inout MutableSpan<Double>) in
          dense.gather(ArraySlice(columns), less: centre.span, times: ones.span, into: &span)
        }
        var border = [Double](repeating: 0.5, count: features)
        let square = Self.run(features * features) { (span: inout MutableSpan<Double>) in
          var sums = border.mutableSpan
          matrix.addSquares(
            of: columns, times: counts.span, less: centre.span, to: &span, &sums)
        }
        for one in 0..<features {
          var sum = 0.5
          for row in 0..<columns.count { sum += counts[row] * rows[row * features + one] }
          #expect(abs(border[one] - sum) <= 1e-12)
          for other in one..<features {
            var sum = 0.5
            for row in 0..<columns.count {
              sum += counts[row] * rows[row * features + one] * rows[row * features + other]
            }
            #expect(abs(square[one * features + other] - sum) <= 1e-12)
          }
        }
      }
    }
  }

  /// A walk over the elements meets each that is not 0 once, whatever the storage.
  @Test(arguments: RandomTable.layouts.indices) func walkMeetsEveryElement(layout: Int) {
    var random = RandomValues()
    let layout = RandomTable.layouts[layout]
    let (examples, features) = (40, layout.features)
    for hasDoubles in [false, true] {
      let table = RandomTable(layout, examples: examples, hasDoubles: hasDoubles, &random)
      let centre = table.matrix.centre(
        for: random.array(features),
        Partition(ChunkPlan(examples: examples, exampleBytes: 4, gradientBytes: 4)))
      func rows(_ x: some FeatureStorage, _ centre: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: features * examples)
        x.forEachExample(in: 3..<examples - 2, less: centre.span) { example, places, values in
          #expect(places.count == values.count)
          for index in places.indices {
            result[example * features + Int(places[index])] += values[index]
          }
        }
        return result
      }
      for centre in [[], centre] {
        var expected = [Double](repeating: 0, count: features * examples)
        for index in 3 * features..<(examples - 2) * features {
          expected[index] =
            table.dense.elements[index] - (centre.isEmpty ? 0 : centre[index % features])
        }
        #expect(rows(table.matrix, centre) == expected)
        #expect(rows(table.dense, centre) == expected)
        let data = Dataset(
          features: table.matrix, labels: Labels([Int](repeating: 0, count: examples)))
        #expect(rows(CentredFeatures(data, centre: centre), []) == expected)
      }
      #expect(rows(table.matrix.sparse(), []) == rows(table.dense, []))
    }
  }

  /// What a Newton step proves is made of the longest example: in the sparse form no shorter than in the
  /// dense one, and no more than rounding longer.
  @Test(arguments: [0, 2, 4], [1.0, 1e6]) func stepsProveTheSame(
    layout: Int, magnitude: Double
  ) throws {
    var random = RandomValues()
    let layout = RandomTable.layouts[layout]
    let table = RandomTable(
      layout, examples: 600, hasDoubles: true, magnitude: magnitude, &random)
    let labels = Labels((0..<600).map { _ in random.int(in: 0..<2) })
    func bounds<X: FeatureStorage>(_ features: X) throws -> [Double] {
      let set = try TrainingSet(
        Dataset(features: features, labels: labels), BinaryTask(positive: [1])
      ).standardized(threads: 2)
      let standardization = try #require(set.standardization)
      let curvature = Curvature(
        fast: set, examples: set.centred(standardization),
        penalty: L2Penalty(l2: 0.01, penalized: layout.features),
        fitsIntercept: true, isPrecise: true, threads: 2)
      var gradient = [Double](repeating: 0, count: set.data.features.features + 1)
      gradient[0] = 1e-4
      let start = [Double](repeating: 0, count: gradient.count)
      let hessian = try #require(curvature.preciseHessian(at: start, ofRows: true))
      let step = try #require(
        NewtonStep(
          hessian, gradient: gradient, loss: 0.69, of: curvature.examples, threads: 2))
      return step.bounds
    }
    let (sparse, dense) = try (bounds(table.matrix), bounds(table.dense))
    #expect(dense[0].isFinite && dense[0] > 0)
    #expect(abs(sparse[0] - dense[0]) <= 1e-9 * dense[0])
  }

  @Test(arguments: RandomTable.layouts.indices) func copiesHoldTheSameNumbers(layout: Int) {
    var random = RandomValues()
    let layout = RandomTable.layouts[layout]
    let examples = 17
    for hasDoubles in [false, true] {
      let table = RandomTable(layout, examples: examples, hasDoubles: hasDoubles, &random)
      let plain = RandomTable(layout, examples: 5, hasDoubles: false, &random)
      func elements(_ matrix: TableMatrix) -> [Double] {
        #expect(matrix.layout == layout)
        return (0..<matrix.examples).flatMap { matrix.values(of: $0) }
      }
      #expect(elements(table.matrix) == table.dense.elements)
      #expect(table.matrix.sparse().convertedToDoubles().elements == table.dense.elements)
      #expect(table.matrix.sparse().hasDoubles == hasDoubles)
      let chosen = (0..<examples + 3).map { _ in random.int(in: 0..<examples) }
      #expect(elements(table.matrix.selecting(chosen)) == table.dense.selecting(chosen).elements)
      let joined = plain.matrix.joining(
        [plain.matrix, table.matrix, plain.matrix].map { $0.packed() })
      #expect(
        elements(joined) == plain.dense.elements + table.dense.elements + plain.dense.elements)
      #expect(joined.holdsDoubles == hasDoubles)
      #expect(elements(table.matrix.withDoubles()) == table.dense.elements)
    }
  }

  @Test func aCodeOfAnotherColumnStops() async {
    await #expect(processExitsWith: .failure) {
      _ = TableMatrix(
        TableMatrix.Layout(numeric: [0], levels: [1..<3, 3..<5]),
        numbers: Matrix(rows: 1, columns: 1), codes: [2, 3])
    }
  }

  @Test func aFeatureThatIsMissingStops() async {
    await #expect(processExitsWith: .failure) {
      _ = TableMatrix.Layout(numeric: [0], levels: [2..<3])
    }
  }

  @Test func firstNonFiniteIsFound() {
    let layout = TableMatrix.Layout(numeric: [1, 3], levels: [0..<1, 2..<3])
    func first(_ numbers: [Float]) -> ElementPosition? {
      TableMatrix(
        layout, numbers: Matrix(rows: 2, columns: 2, elements: numbers), codes: [1, 3, 0, 0]
      ).firstNonFinite()
    }
    #expect(first([1, 2, 3, 4]) == nil)
    #expect(first([1, 2, 3, .nan]) == ElementPosition(feature: 3, example: 1))
  }

  /// The optimum by each solver that proves one, standardized or not, is that of the dense matrix.
  @Test(arguments: [Solver.newton(), .lbfgs(), .auto()], [0, 4])
  func modelsAreThoseOfTheDenseMatrix(solver: Solver, layout: Int) throws {
    var random = RandomValues()
    let layout = RandomTable.layouts[layout]
    let table = RandomTable(layout, examples: 900, hasDoubles: false, magnitude: 3, &random)
    let labels = Labels(
      (0..<900).map { example in
        let score = table.dense.column(example)[layout.features - 1] + 2 * random.unit()
        return score > 0.8 ? 2 : score > 0 ? 1 : 0
      })
    for isStandardized in [false, true] {
      let trainer = LogisticTrainer(
        solver: solver, l2: 1e-3, standardizes: isStandardized, threads: 2)
      for task in [BinaryTask(positive: [2]), MulticlassTask()] as [any ClassificationTask] {
        let one = try trainer.fit(Dataset(features: table.matrix, labels: labels), task)
        let other = try trainer.fit(Dataset(features: table.dense, labels: labels), task)
        #expect(one.summary.termination == other.summary.termination)
        #expect(abs(one.summary.objective - other.summary.objective) <= 1e-9)
      }
    }
  }

  /// Whatever the threads, the same bits.
  @Test func modelsDoNotDependOnThreads() throws {
    var random = RandomValues()
    let layout = RandomTable.layouts[4]
    let table = RandomTable(layout, examples: 20_000, hasDoubles: true, &random)
    let labels = Labels((0..<20_000).map { table.dense[7, $0] + random.unit() > 0 ? 1 : 0 })
    let weights = try [1, 2, 3].map { threads in
      try LogisticTrainer(solver: .newton(), l2: 1e-3, threads: threads).fit(
        Dataset(features: table.matrix, labels: labels), BinaryTask(positive: [1])
      ).model.weights
    }
    #expect(weights[0] == weights[1] && weights[0] == weights[2])
  }
}
