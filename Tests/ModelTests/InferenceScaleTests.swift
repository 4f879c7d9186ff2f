@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
import TestSupport
import Testing

/// What a fit says of its coefficients however its examples are stored and whoever holds them, of many
/// coefficients at once and of a few among many.
@Suite struct InferenceScaleTests {
  /// Bytes of which three quarters are not 0, with labels that a logistic model drew, case weights, and
  /// clusters whose members lie apart.
  private struct Problem: Sendable {
    let features = 7
    let examples: Int
    let bytes: [UInt8]
    let labels: [Int]
    let weights: [Double]
    let clusters: [String]

    init(_ random: inout RandomValues, examples: Int = 2200) {
      self.examples = examples
      bytes = random.bytes(features * examples).map { $0 < 64 ? 0 : $0 }
      var labels: [Int] = []
      for example in 0..<examples {
        let x = bytes[example * features..<(example + 1) * features].map { Double($0) / 128 - 1 }
        let score = 0.3 + x[0] - 0.7 * x[1] + 0.2 * x[2]
        labels.append(abs(random.unit()) < logistic(score) ? 1 : 0)
      }
      self.labels = labels
      weights = (0..<examples).map { Double($0 % 7) / 3 }
      clusters = (0..<examples).map { "c\($0 * $0 % 101)" }
    }

    func matrix(_ range: Range<Int>) -> ByteMatrix {
      var matrix = ByteMatrix(features: features, examples: range.count)
      var span = matrix.mutableSpan
      for index in 0..<features * range.count {
        span[index] = bytes[range.lowerBound * features + index]
      }
      return matrix
    }

    func numbers<Scalar: PassScalar>(_ range: Range<Int>) -> Matrix<Scalar> {
      Matrix(
        rows: features, columns: range.count,
        elements: bytes[range.lowerBound * features..<range.upperBound * features].map {
          Scalar(Float($0) / 64)
        })
    }

    func sparse(_ range: Range<Int>) -> SparseMatrix {
      SparseMatrix(numbers(range) as Matrix<Float>)
    }

    /// Two features as the levels of a column of words, the others as numbers.
    func table(_ range: Range<Int>) -> TableMatrix {
      let numbers = Matrix<Float>(
        rows: features - 2, columns: range.count,
        elements: range.flatMap { example in
          bytes[example * features + 2..<(example + 1) * features].map { Float($0) / 64 }
        })
      return TableMatrix(
        TableMatrix.Layout(numeric: Array(2..<features), levels: [0..<2]), numbers: numbers,
        codes: range.map { TableMatrix.Code(bytes[$0 * features] % 3) })
    }
  }

  private struct Asked: Sendable {
    var options = InferenceOptions()
    var isWeighted = false
  }

  private static let asked: [Asked] = {
    var all = CovarianceKind.allCases.map { kind in
      var asked = Asked()
      asked.options.covariance = kind
      asked.options.keepsCovariance = true
      asked.isWeighted = kind != .model
      return asked
    }
    var tests = Asked()
    (tests.options.intervals, tests.options.testsTerms) = (.profile, true)
    all.append(tests)
    for kind in [CovarianceKind.model, .hc1, .cluster] {
      var chosen = Asked()
      chosen.options.covariance = kind
      (chosen.options.terms, chosen.options.mostTogether) = (["feature3", "(intercept)"], 1)
      chosen.isWeighted = kind == .hc1
      all.append(chosen)
    }
    return all
  }()

  /// All that is said, in a fit of each kind, by so many processes.
  private func said<Features: FeatureStorage>(
    _ problem: Problem, threads: Int, ranks: Int?,
    _ matrix: @escaping @Sendable (Range<Int>) -> Features
  ) throws -> [[Inference]] {
    @Sendable func said(
      _ data: Dataset<Features>, _ range: Range<Int>
    ) throws -> [Inference] {
      try [false, true].flatMap { isWeighted in
        let fit = try LogisticTrainer(solver: .newton(), threads: threads).fit(
          data, BinaryTask(positive: [1]),
          exampleWeights: isWeighted ? Array(problem.weights[range]) : nil)
        return try Self.asked.filter { $0.isWeighted == isWeighted }.map {
          try fit.inference(
            $0.options,
            clusters: $0.options.covariance == .cluster ? Labels(problem.clusters[range]) : nil)
        }
      }
    }
    let all = 0..<problem.examples
    let whole = Dataset(features: matrix(all), labels: Labels(problem.labels))
    guard let ranks else { return [try said(whole, all)] }
    let plan = whole.partition.plan
    return try ThreadCommunicator.run(ranks: ranks) { communicator in
      let partition = Partition(plan, communicator: communicator)
      let labels = Labels(problem.labels[partition.range]).shared(by: communicator)
      return try said(
        Dataset(features: matrix(partition.range), labels: labels, partition: partition),
        partition.range)
    }
  }

  private func expectTheSameBits<Features: FeatureStorage>(
    _ problem: Problem, _ matrix: @escaping @Sendable (Range<Int>) -> Features
  ) throws {
    let alone = try said(problem, threads: 2, ranks: nil, matrix)[0]
    for threads in [1, 3, 4, 5, 6, 7] {
      #expect(
        try said(problem, threads: threads, ranks: nil, matrix)[0] == alone, "\(threads) threads")
    }
    for (ranks, threads) in [(1, 1), (2, 1), (3, 2)] {
      for (rank, one) in try said(problem, threads: threads, ranks: ranks, matrix).enumerated() {
        #expect(one == alone, "rank \(rank) of \(ranks)")
      }
    }
  }

  @Test func bitsOfBytes() throws {
    var random = RandomValues()
    let problem = Problem(&random)
    try expectTheSameBits(problem) { problem.matrix($0) }
  }

  @Test func bitsOfFloats() throws {
    var random = RandomValues()
    let problem = Problem(&random)
    try expectTheSameBits(problem) { problem.numbers($0) as Matrix<Float> }
  }

  @Test func bitsOfDoubles() throws {
    var random = RandomValues()
    let problem = Problem(&random)
    try expectTheSameBits(problem) { problem.numbers($0) as Matrix<Double> }
  }

  @Test func bitsOfSparseRows() throws {
    var random = RandomValues()
    let problem = Problem(&random)
    try expectTheSameBits(problem) { problem.sparse($0) }
  }

  @Test func bitsOfTables() throws {
    var random = RandomValues()
    let problem = Problem(&random)
    try expectTheSameBits(problem) { problem.table($0) }
  }

  // MARK: many at once

  private func fitted(
    _ problem: Problem, l2: Double = 0, isWeighted: Bool = false, threads: Int = 2
  ) throws -> (fit: LogisticFit, data: FittedData<Matrix<Float>>) {
    let fit = try LogisticTrainer(solver: .newton(), l2: l2, threads: threads).fit(
      Dataset(
        features: problem.numbers(0..<problem.examples) as Matrix<Float>,
        labels: Labels(problem.labels)), BinaryTask(positive: [1]),
      exampleWeights: isWeighted ? problem.weights : nil)
    return (fit, try #require(fit.fitted as? FittedData<Matrix<Float>>))
  }

  /// Bounds of all coefficients side by side, and those that are found one by one.
  @Test(arguments: [(0.0, false), (0.0, true), (0.02, false)])
  func profilesAreFoundSideBySide(l2: Double, isWeighted: Bool) throws {
    var random = RandomValues()
    let (fit, data) = try fitted(
      Problem(&random, examples: 600), l2: l2, isWeighted: isWeighted)
    let point = FittedPoint(data.fitted)
    let inverse = try data.fitted.inverseInformation(point)
    let profile = Profile(
      data.fitted, data.standardization, least: try data.fitted.objective(deviance: point.deviance),
      bound: 1.96)
    let columns = ProfileColumns(
      data.fitted, data.standardization, inverse: inverse, bound: 1.96)
    let all = [nil] + (0..<7).map { Optional($0) }
    let found = columns.bounds(of: all)
    let errors = try fit.inference().coefficients.map { $0.standardError ?? .nan }
    for (index, feature) in all.enumerated() {
      let estimate = feature.map { fit.model.weights[$0] } ?? fit.model.intercepts[0]
      let one = try profile.bounds(of: feature, estimate: estimate, error: errors[index])
      for (a, b) in [(found[index].lower, one.lower), (found[index].upper, one.upper)] {
        let (a, b) = (try #require(a), try #require(b))
        #expect(abs(a - b) <= 1e-10 * errors[index], "\(index): \(a) \(b)")
      }
    }
    // What others are looked for beside it makes no difference.
    for index in [0, 3] {
      let alone = columns.bounds(of: [all[index]])[0]
      #expect(alone.lower == found[index].lower && alone.upper == found[index].upper)
    }
  }

  /// More bounds than a pass has columns, in any order.
  @Test func boundsTakeTurns() throws {
    var random = RandomValues()
    let data = try fitted(Problem(&random, examples: 600)).data
    let point = FittedPoint(data.fitted)
    let columns = ProfileColumns(
      data.fitted, data.standardization,
      inverse: try data.fitted.inverseInformation(point), bound: 1.96)
    #expect(ColumnPass(data.fitted).width == 32)
    let once = columns.bounds(of: (0..<7).map { $0 })
    let often = columns.bounds(of: (0..<49).map { $0 * 3 % 7 })
    for (index, one) in often.enumerated() {
      let other = once[index * 3 % 7]
      #expect(one.lower == other.lower && one.upper == other.upper && one.lower != nil)
    }
  }

  /// With an inverse that is far off, columns find nothing; each bound is then looked for alone.
  @Test func whatColumnsDoNotFindIsLookedForAlone() throws {
    var random = RandomValues()
    let (fit, data) = try fitted(Problem(&random, examples: 300))
    let point = FittedPoint(data.fitted)
    let wrong = try data.fitted.inverseInformation(point).times(1e-6)
    let bare = ProfileColumns(data.fitted, data.standardization, inverse: wrong, bound: 1.96)
      .bounds(of: [1])[0]
    #expect(bare.lower == nil && bare.upper == nil)
    let profile = Profile(
      data.fitted, data.standardization, least: try data.fitted.objective(deviance: point.deviance),
      bound: 1.96)
    let (estimate, error) = (fit.model.weights[1], 0.1)
    let found = try profile.bounds(of: [(1, estimate, error)], inverse: wrong)[0]
    let alone = try profile.bounds(of: 1, estimate: estimate, error: error)
    #expect(found.lower == alone.lower && found.upper == alone.upper && found.lower != nil)
  }

  /// The Hessian that proved the fit is the information.
  @Test func whatProvedTheFitIsItsInformation() throws {
    var random = RandomValues()
    for isWeighted in [false, true] {
      // Without a penalty a Hessian is what proves it.
      var data = try fitted(Problem(&random), l2: 0, isWeighted: isWeighted).data.fitted
      let point = FittedPoint(data)
      let proved = try #require(data.proved)
      #expect(proved.parameters == data.parameters)
      let known = try data.inverseInformation(point)
      data.proved = nil
      let anew = try data.inverseInformation(point)
      for index in known.elements.indices {
        #expect(
          abs(known.elements[index] - anew.elements[index]) <= 1e-12 * anew.elements[0] * 1e3)
      }
      // Elsewhere it is not.
      data.proved = proved
      data.parameters[0] += 1
      let other = try data.inverseInformation(FittedPoint(data))
      #expect(abs(other[0, 0] / known[0, 0] - 1) > 1e-3)
    }
  }

  // MARK: a few among many

  @Test(arguments: [CovarianceKind.model, .hc0, .hc1, .cluster])
  func chosenAmongManyAreAsAmongFew(kind: CovarianceKind) throws {
    var random = RandomValues()
    let problem = Problem(&random)
    for (l2, isWeighted) in [(0.0, false), (0.01, true)] {
      let fit = try fitted(problem, l2: l2, isWeighted: isWeighted).fit
      let clusters = kind == .cluster ? Labels(problem.clusters) : nil
      var options = InferenceOptions()
      options.covariance = kind
      let all = try fit.inference(options, clusters: clusters)
      options.terms = ["feature5", "(intercept)"]
      let few = try fit.inference(options, clusters: clusters)
      #expect(few.coefficients == [all.coefficients[0], all.coefficients[6]])
      #expect(few.isOfChosenTerms && !all.isOfChosenTerms && few.aic == all.aic)
      options.mostTogether = 7
      let solved = try fit.inference(options, clusters: clusters)
      #expect(solved.coefficients.map(\.term) == ["(intercept)", "feature5"])
      for (a, b) in zip(solved.coefficients, few.coefficients) {
        let (a, b) = (try #require(a.standardError), try #require(b.standardError))
        #expect(abs(a - b) <= 1e-11 * b, "\(kind) \(a) \(b)")
      }
      #expect(solved.deviance == few.deviance && solved.nullDeviance == few.nullDeviance)
    }
  }

  @Test func manyAreRefusedByName() throws {
    var random = RandomValues()
    let fit = try fitted(Problem(&random)).fit
    func refuse(_ error: InferenceError, _ change: (inout InferenceOptions) -> Void) {
      var options = InferenceOptions()
      options.mostTogether = 7
      change(&options)
      #expect(throws: error) { try fit.inference(options) }
    }
    refuse(.tooMany(8, most: 7)) { _ in }
    refuse(.leveragesOfMany(.hc3)) { ($0.terms, $0.covariance) = (["feature1"], .hc3) }
    refuse(.leveragesOfMany(.hc2)) { ($0.terms, $0.covariance) = (["feature1"], .hc2) }
    refuse(.needsAll(.profile, 8)) { ($0.terms, $0.intervals) = (["feature1"], .profile) }
    refuse(.needsAll(.tests, 8)) { ($0.terms, $0.testsTerms) = (["feature1"], true) }
    refuse(.needsAll(.covariance, nil)) { ($0.terms, $0.keepsCovariance) = (["feature1"], true) }
    let known = ["(intercept)"] + (0..<7).map { "feature\($0)" }
    refuse(.unknownTerm("feature7", known: known)) { $0.terms = ["feature1", "feature7"] }
    refuse(.unknownTerm("", known: known)) { $0.terms = [] }
    #expect("\(InferenceError.tooMany(8, most: 7))".contains("--terms"))
    // As many as there may be are not many.
    var options = InferenceOptions()
    (options.mostTogether, options.intervals, options.testsTerms) = (8, .profile, true)
    #expect(try fit.inference(options).coefficients.count == 8)
  }

  /// Two features that are one, both estimated: what is asked of one of them has no answer.
  @Test func noSolutionIsNoNumber() throws {
    var random = RandomValues()
    let problem = Problem(&random, examples: 300)
    var twice = problem.numbers(0..<300) as Matrix<Float>
    for example in 0..<300 { twice[6, example] = twice[0, example] }
    let fit = try LogisticTrainer(solver: .newton(), threads: 1).fit(
      Dataset(features: twice, labels: Labels(problem.labels)), BinaryTask(positive: [1]))
    let known = try #require(fit.fitted as? FittedData<Matrix<Float>>).fitted
    #expect(known.rows.count == 7)
    let all = FittedLoss(
      loss: known.loss, scoreLoss: known.scoreLoss, penalty: known.penalty,
      parameters: known.parameters, takesPart: [Bool](repeating: true, count: 7))
    let solver = InformationSolver(all, at: FittedPoint(all))
    var right = [Double](repeating: 0, count: 8)
    right[0] = 1
    #expect(throws: InferenceError.self) { try solver.solve(right, of: "feature0") }
    // Of another feature there is one.
    (right[0], right[3]) = (0, 1)
    #expect(try solver.solve(right, of: "feature3").variance > 0)
  }
}
