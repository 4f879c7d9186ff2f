import TestSupport
import Testing

@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidOptimization

/// The parts of the loss against one another and against differences, in all its forms.
@Suite struct LinearLossTests {
  private static let tasks: [any ClassificationTask] = [
    BinaryTask(positive: [1]), MulticlassTask(), MulticlassTask(oneVersusRest: true),
  ]
  private static let features = 3
  private static let examples = 90

  private func set(
    _ task: any ClassificationTask, standardized: Bool, random: inout RandomValues
  ) throws -> TrainingSet<Matrix<Double>> {
    let features: Matrix<Double> = random.matrix(rows: Self.features, columns: Self.examples)
    let data = Dataset(
      features: features, labels: Labels((0..<Self.examples).map { $0 % 3 }))
    let weights = (0..<Self.examples).map { _ in 0.2 + abs(random.unit()) }
    func made(_ task: some ClassificationTask) throws -> TrainingSet<Matrix<Double>> {
      let set = try TrainingSet(data, task, exampleWeights: weights)
      return standardized ? set.standardized(threads: 2) : set
    }
    return try made(task)
  }

  private func forEachForm(
    _ body: (LinearLoss<Matrix<Double>>, _ point: [Double], _ direction: [Double]) throws -> Void
  ) throws {
    var random = RandomValues()
    print("LinearLossTests: seed \(random.seed)")
    for task in Self.tasks {
      for standardized in [false, true] {
        for fitsIntercept in [true, false] {
          let set = try set(task, standardized: standardized, random: &random)
          let loss = LinearLoss(set, fitsIntercept: fitsIntercept, threads: 2)
          let (point, direction): ([Double], [Double]) = (
            random.array(loss.dimension), random.array(loss.dimension)
          )
          try body(loss, point, direction)
        }
      }
    }
  }

  @Test func hessianIsTheDifferenceOfGradients() throws {
    try forEachForm { loss, point, _ in
      var objective = loss.objective()
      let hessian = loss.hessian(at: point)
      let h = 1e-5
      let moved = loss.fitsIntercept ? loss.dimension : loss.features * loss.columns
      for column in 0..<moved {
        var (above, below) = (point, point)
        above[column] += h
        below[column] -= h
        let (high, low) = try (
          objective.evaluate(at: above).gradient, objective.evaluate(at: below).gradient
        )
        for row in 0..<loss.dimension {
          let difference = (high[row] - low[row]) / (2 * h)
          #expect(abs(hessian[row, column] - difference) < 1e-8, "\(loss.examples.link)")
        }
      }
    }
  }

  @Test func productIsThatOfTheHessian() throws {
    try forEachForm { loss, point, direction in
      let hessian = loss.hessian(at: point)
      let product = loss.hessianProduct(at: point, direction: direction)
      for row in 0..<loss.dimension {
        let sum = (0..<loss.dimension).reduce(0.0) { $0 + hessian[row, $1] * direction[$1] }
        #expect(abs(product[row] - sum) < 1e-12, "\(loss.examples.link)")
      }
    }
  }

  @Test func lineHasTheValuesAndSlopesOfTheObjective() throws {
    try forEachForm { loss, point, direction in
      guard loss.fitsIntercept else { return }
      var objective = loss.objective()
      var onLine = ScoreLine(
        loss.examples.loss(), loss.examples.data.partition, threads: loss.threads)
      onLine.begin(at: loss.scores(at: point), along: loss.scores(at: direction))
      for step in [0, 0.3, -2] {
        let line = onLine.valueAndSlope(atStep: step)
        let place = zip(point, direction).map { $0 + step * $1 }
        let (value, gradient) = try objective.evaluate(at: place)
        #expect(abs(line.value - value) < 1e-12)
        #expect(abs(line.slope - dot(gradient, direction)) < 1e-12)
      }
    }
  }

  /// By the formulas of its specification, example by example.
  @Test func valueIsThatOfItsSpecification() throws {
    try forEachForm { loss, point, _ in
      let set = loss.examples
      let (n, columns) = (loss.features, loss.columns)
      var x = [Double](repeating: 1, count: n + 1)
      var (sum, total) = (0.0, 0.0)
      for example in 0..<Self.examples {
        set.write(example, of: set.data.features, to: &x)
        let z = (0..<columns).map { k in
          (0..<n).reduce(point[columns * n + k]) { $0 + point[k * n + $1] * x[$1] }
        }
        let label = Int(set.classOfExample[example])
        let one: Double =
          switch set.link {
          case .logistic: log1pExp(z[0]) - Double(label) * z[0]
          case .oneVersusRest:
            z.indices.reduce(0) { $0 + log1pExp(z[$1]) - ($1 == label ? z[$1] : 0) }
          case .softmax: softmaxLoss(z[...], of: label)
          case .ordinal: fatalError("not of these tests")
          }
        sum += set.weights[example] * one
        total += set.weights[example]
      }
      var objective = loss.objective()
      let value = try objective.evaluate(at: point).value
      #expect(abs(value - sum / total) < 1e-12)
    }
  }
}
