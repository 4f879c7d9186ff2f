@testable import SigmoidOptimization
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
import TestSupport
import Testing

/// A feature whose weight is 1: what is fitted beside it, what is proved, and what it does not tell.
@Suite struct OffsetTests {
  private static let place = 1
  private static let features = 4

  /// Labels by chance, of a score with the offset in it.
  private struct Problem {
    var matrix: Matrix<Double>
    var labels: [Int] = []
    let weights: [Double]?

    init(_ matrix: Matrix<Double>, _ labels: [Int], weights: [Double]?) {
      (self.matrix, self.labels, self.weights) = (matrix, labels, weights)
    }

    init(_ random: inout RandomValues, count: Int = 300, isWeighted: Bool) {
      matrix = Matrix<Double>(rows: OffsetTests.features, columns: count)
      for example in 0..<count {
        var score = 0.0
        for feature in 0..<OffsetTests.features {
          // Whole numbers, so that some are 0.
          let value =
            feature == OffsetTests.place
            ? 3 + 2 * random.unit() : (3 * random.unit()).rounded() * 0.5
          matrix[feature, example] = value
          score +=
            feature == OffsetTests.place ? 0.2 * (value - 3) : 0.7 * value * Double(feature - 1)
        }
        labels.append(random.unit() < 2 * logistic(score) - 1 ? 1 : 0)
      }
      weights = isWeighted ? (0..<count).map { _ in Double(random.int(in: 1..<4)) } : nil
    }

    /// The gradient of the mean loss of a model by all weights and the intercept.
    func gradient(of model: LogisticModel) -> [Double] {
      var sums = [Double](repeating: 0, count: OffsetTests.features + 1)
      var total = 0.0
      for (example, label) in labels.enumerated() {
        let x = (0..<OffsetTests.features).map { matrix[$0, example] }
        let score = zip(model.weights, x).reduce(model.intercepts[0]) { $0 + $1.0 * $1.1 }
        let weight = weights?[example] ?? 1
        total += weight
        let residual = weight * (logistic(score) - Double(label))
        for (index, value) in (x + [1]).enumerated() { sums[index] += residual * value }
      }
      return sums.map { $0 / total }
    }
  }

  private func fit(
    _ problem: Problem, _ solver: Solver, l2: Double = 0, isSparse: Bool = false,
    change: (inout LogisticTrainer) -> Void = { _ in }
  ) throws -> LogisticFit {
    var trainer = LogisticTrainer(solver: solver, l2: l2, threads: 2)
    trainer.offset = Self.place
    change(&trainer)
    func fit(_ features: some FeatureStorage) throws -> LogisticFit {
      try trainer.fit(
        Dataset(features: features, labels: Labels(problem.labels)),
        BinaryTask(positive: ["1"], versus: ["0"]), exampleWeights: problem.weights)
    }
    return try isSparse ? fit(SparseMatrix(problem.matrix)) : fit(problem.matrix)
  }

  /// All but the offset's weight are at an optimum: their gradient, computed here, is 0.
  @Test(arguments: OptimalityTests.solvers, [0.0, 0.01])
  func theRestIsAtItsOptimum(solver: Solver, l2: Double) throws {
    var random = RandomValues(of: "\(solver.name), l2 \(l2)")
    for (isSparse, isWeighted, fitsIntercept) in [
      (false, false, true), (true, true, true), (false, true, false),
    ] {
      let problem = Problem(&random, isWeighted: isWeighted)
      let found = try fit(problem, solver, l2: l2, isSparse: isSparse) {
        $0.fitsIntercept = fitsIntercept
      }
      #expect(found.summary.isConverged && found.model.weights[Self.place] == 1)
      let gradient = problem.gradient(of: found.model)
      for index in gradient.indices where index != Self.place {
        guard index < Self.features || fitsIntercept else { continue }
        let penalty = index < Self.features ? l2 * found.model.weights[index] : 0
        #expect(abs(gradient[index] + penalty) < 1e-7)
      }
      // There is something to fit beside it.
      #expect(abs(gradient[Self.place]) > 1e-3)
      let penalty =
        l2 / 2
        * found.model.weights.indices.reduce(0) {
          $0 + ($1 == Self.place ? 0 : found.model.weights[$1] * found.model.weights[$1])
        }
      #expect(abs(found.summary.objective - found.summary.loss - penalty) < 1e-12)
    }
  }

  /// The textbook's solvers leave the weight alone too.
  @Test(
    arguments: [
      Solver.gradientDescent(epochs: 3000, learningRate: 0.3),
      .momentum(epochs: 1500, learningRate: 0.1),
      .sgd(epochs: 200, learningRate: 0.1, batchSize: 16, schedule: .cosine),
      .adam(epochs: 200, learningRate: 0.05, batchSize: 16, schedule: .cosine),
    ], [false, true])
  func everySolverLeavesItAlone(solver: Solver, standardizes: Bool) throws {
    var random = RandomValues(of: "\(solver.name), standardizes \(standardizes)")
    let problem = Problem(&random, isWeighted: false)
    let best = try fit(problem, .newton(), l2: 1e-3) { $0.standardizes = standardizes }
    let found = try fit(problem, solver, l2: 1e-3) { $0.standardizes = standardizes }
    #expect(found.model.weights[Self.place] == 1 && best.model.weights[Self.place] == 1)
    #expect(found.summary.objective > best.summary.objective - 1e-7)
    #expect(found.summary.objective < best.summary.objective + 2e-3)
  }

  /// Wherever a run ends, its bound is below the optimum: the offset is in it.
  @Test(arguments: [false, true]) func boundsHold(standardizes: Bool) throws {
    var random = RandomValues(of: "standardizes \(standardizes)")
    for l2 in [1e-3, 0.1] {
      let problem = Problem(&random, isWeighted: true)
      let best = try fit(problem, .newton(), l2: l2) { $0.standardizes = standardizes }.summary
      #expect(try best.gapIs == .proved && #require(best.dualityGap) < 1e-9)
      for evaluations in 1...12 {
        let early = try fit(problem, .lbfgs(evaluations: evaluations), l2: l2) {
          $0.standardizes = standardizes
        }.summary
        guard let bound = early.lowerBound else { continue }
        #expect(bound <= best.objective + 1e-12)
        #expect(early.objective >= best.objective - 1e-12)
      }
      let textbook = try fit(
        problem, .gradientDescent(epochs: 40, learningRate: 0.1), l2: l2
      ) { $0.standardizes = standardizes }.summary
      #expect(try #require(textbook.lowerBound) <= best.objective + 1e-12)
    }
  }

  /// An offset that separates the classes tells nothing of the features, and one that does not hides no
  /// separation by them.
  @Test(arguments: OptimalityTests.solvers) func itIsNoEvidenceOfSeparation(solver: Solver) throws {
    var random = RandomValues(of: solver.name)
    var problem = Problem(&random, count: 80, isWeighted: false)
    for (example, label) in problem.labels.enumerated() {
      problem.matrix[Self.place, example] = label == 1 ? 9 : -9
    }
    let overlapping = try fit(problem, solver).summary
    #expect(overlapping.separation == nil && overlapping.isConverged)

    for (example, label) in problem.labels.enumerated() {
      problem.matrix[Self.place, example] = 4 * random.unit()
      problem.matrix[2, example] = label == 1 ? 1 + random.unit() / 2 : -1 + random.unit() / 2
    }
    let separated = try fit(problem, solver).summary
    let separation = try #require(separated.separation)
    #expect(separation.kind == .complete && !separated.isConverged)
    #expect(separation.features.contains(2) && !separation.features.contains(Self.place))
  }

  /// A group of one class is named beside an offset of any size, and with examples that count nothing.
  @Test(arguments: OptimalityTests.solvers, [0.5, 8])
  func aGroupOfOneClassIsNamed(solver: Solver, size: Double) throws {
    var random = RandomValues(of: "\(solver.name), size \(size)")
    let count = 60
    var matrix = Matrix<Double>(rows: Self.features, columns: count)
    var labels: [Int] = []
    for example in 0..<count {
      let group = example % 3
      if group > 0 { matrix[group + 1, example] = 1 }
      matrix[Self.place, example] = size * random.unit()
      labels.append(group == 2 ? 1 : (example / 3) % 2)
    }
    let problem = Problem(matrix, labels, weights: (0..<count).map { $0 % 7 == 6 ? 0 : 1 })
    for fitsIntercept in [false, true] {
      let found = try fit(problem, solver) { $0.fitsIntercept = fitsIntercept }.summary
      let separation = try #require(found.separation)
      #expect(separation.features == [3] && separation.kind != .complete)
    }
  }

  /// From a start at which every example is decided, and wrongly, L-BFGS comes to the optimum, and `auto` by
  /// it. Newton's method has no curvature there, and claims nothing.
  @Test(arguments: OptimalityTests.solvers) func offsetsThatAreFarOff(solver: Solver) throws {
    var random = RandomValues(of: solver.name)
    let signs: [Double] = (0..<40).map { $0 % 2 == 0 ? 1 : -1 }
    var matrix = Matrix<Double>(rows: Self.features, columns: signs.count)
    for example in signs.indices {
      matrix[Self.place, example] = signs[example] * (150 + 50 * random.unit())
      for feature in [0, 2, 3] { matrix[feature, example] = random.unit() }
    }
    let problem = Problem(matrix, signs.map { $0 > 0 ? 0 : 1 }, weights: nil)
    let found = try fit(problem, solver)
    let best = try fit(problem, .lbfgs(evaluations: 1000))
    #expect(best.summary.isConverged)
    if case .newton = solver, !found.summary.isConverged { return }
    #expect(found.summary.isConverged)
    #expect(abs(found.summary.objective - best.summary.objective) < 1e-9 * best.summary.objective)
  }

  /// A constant offset is the intercept; without one it is an intercept that is known.
  @Test func aConstantOffset() throws {
    var random = RandomValues()
    var problem = Problem(&random, isWeighted: false)
    for example in problem.labels.indices { problem.matrix[Self.place, example] = 2 }
    let found = try fit(problem, .newton())
    #expect(found.summary.isConverged && found.model.weights[Self.place] == 1)
    #expect(abs(problem.gradient(of: found.model)[Self.features]) < 1e-9)
    let known = try fit(problem, .newton()) { $0.fitsIntercept = false }
    #expect(known.summary.isConverged && known.model.weights[Self.place] == 1)
    #expect(abs(problem.gradient(of: known.model)[0]) < 1e-9)
  }

  /// It is the same in all classes of a softmax, and so would change nothing.
  @Test func itIsForTwoClasses() throws {
    var random = RandomValues()
    var problem = Problem(&random, isWeighted: false)
    for example in problem.labels.indices { problem.labels[example] = example % 3 }
    var trainer = LogisticTrainer(solver: .newton())
    trainer.offset = Self.place
    #expect(throws: InvalidHyperparameter.self) {
      try trainer.fit(
        Dataset(features: problem.matrix, labels: Labels(problem.labels)), MulticlassTask())
    }
  }
}
