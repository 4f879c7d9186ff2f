import Sigmoid
import Synchronization
import Testing

/// Newton's first cousin, written here: steps down the gradient, and halves a step that goes up.
struct Halving: Optimizer {
  func minimize<Target: Objective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    var point = start
    var gradient = [Double](repeating: 0, count: objective.dimension)
    var value = try objective.evaluate(at: point, gradient: &gradient)
    var step = 1.0
    var (evaluations, iterations) = (1, 0)
    var termination = TerminationReason.evaluationsUsedUp
    var trialGradient = gradient
    while evaluations < 20_000 {
      let most = objective.gradientMax(of: gradient)
      let iterate = Iterate(
        evaluation: evaluations, value: value, gradientMax: most, stepSize: step, parameters: point)
      if observe(iterate) == .stop {
        termination = .interrupted
        break
      }
      if most <= 1e-7 {
        termination = .gradientBelowTolerance
        break
      }
      let trial = zip(point, gradient).map { $0 - step * $1 }
      let next = try objective.evaluate(at: trial, gradient: &trialGradient)
      evaluations += 1
      if next <= value {
        (point, value, gradient) = (trial, next, trialGradient)
        step *= 1.2
        iterations += 1
      } else {
        step /= 2
      }
    }
    return OptimizationResult(
      parameters: point, termination: termination, evaluations: evaluations, iterations: iterations,
      value: value, gradientMax: objective.gradientMax(of: gradient))
  }
}

/// A storage with no more than its products: features computed where they are needed.
struct Waves: FeatureStorage {
  typealias Scalar = Double
  let phases: [Double]
  let features = 3

  var examples: Int { phases.count }

  private func value(_ feature: Int, _ example: Int) -> Double {
    let x = phases[example]
    return [x, x * x, x.truncatingRemainder(dividingBy: 0.7)][feature]
  }

  func forward(
    weights: Span<Double>, classes: Int, columns: Range<Int>, into scores: inout MutableSpan<Double>
  ) {
    for (position, example) in columns.enumerated() {
      for column in 0..<classes {
        var sum = 0.0
        for feature in 0..<features {
          sum += weights[column * features + feature] * value(feature, example)
        }
        scores[position * classes + column] = sum
      }
    }
  }

  func accumulate(
    residuals: Span<Double>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    for (position, example) in columns.enumerated() {
      for column in 0..<classes {
        for feature in 0..<features {
          gradient[column * features + feature] +=
            residuals[position * classes + column] * value(feature, example)
        }
      }
    }
  }

  func selecting(_ columns: [Int]) -> Waves { Waves(phases: columns.map { phases[$0] }) }
}

/// Evaluates at the start until it is stopped, and says so.
struct Endless: Optimizer {
  let hasEnded: Flag

  func minimize<Target: Objective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    var evaluation = 0
    while true {
      evaluation += 1
      let (value, _) = try objective.evaluate(at: start)
      let iterate = Iterate(
        evaluation: evaluation, value: value, gradientMax: 1, stepSize: 0, parameters: start)
      guard observe(iterate) == .stop else { continue }
      hasEnded.set()
      return OptimizationResult(
        parameters: start, termination: .interrupted, evaluations: evaluation, iterations: 0,
        value: value, gradientMax: 1)
    }
  }
}

final class Flag: Sendable {
  private let value = Mutex(false)

  var isSet: Bool { value.withLock { $0 } }

  func set() { value.withLock { $0 = true } }
}

/// An optimizer that is wrong about its result.
struct Careless: Optimizer {
  let parameters: @Sendable ([Double]) -> [Double]

  func minimize<Target: Objective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    OptimizationResult(
      parameters: parameters(start), termination: .gradientBelowTolerance, evaluations: 1,
      iterations: 1, value: 0, gradientMax: 0)
  }
}

/// Parts that are written outside take the place of the library's own.
@Suite struct FromOutside {
  private static let phases = (0..<400).map { Double($0 % 37) / 10 - 1.5 }
  private static let labels = phases.enumerated().map { $1 + Double($0 % 5) / 3 > 0.8 }

  @Test func anOptimizerIsGivenToTheTrainer() throws {
    let table = try Examples(
      rows: Self.phases.map { [$0, $0 * $0] }, labels: Labels(Self.labels))
    let regression = LogisticRegression(l2: 1e-2)
    let own = try regression.fit(table)
    let other = try regression.fit(table, run: RunOptions(optimizer: Halving()))
    #expect(other.summary.termination == .gradientBelowTolerance)
    for (a, b) in zip(own.model.weights, other.model.weights) { #expect(abs(a - b) < 1e-4) }
    #expect(other.summary.solver == "Halving")
    #expect(other.summary.isConverged)
    #expect(try #require(other.summary.dualityGap) <= 1e-6 * other.summary.objective)
  }

  @Test func whatAnOptimizerClaimsIsComputedAgain() throws {
    let table = try Examples(
      rows: Self.phases.map { [$0, $0 * $0] }, labels: Labels(Self.labels))
    let regression = LogisticRegression(l2: 1e-2)
    func run(_ parameters: @escaping @Sendable ([Double]) -> [Double]) throws -> LogisticFit {
      try regression.fit(table, run: RunOptions(optimizer: Careless(parameters: parameters)))
    }
    let far = try run { $0.map { _ in 5 } }
    let optimum = try regression.fit(table)
    #expect(far.summary.objective > optimum.summary.objective && !far.summary.isConverged)
    #expect(throws: InvalidHyperparameter.self) { try run { _ in [1] } }
    #expect(throws: TrainingDiverged.self) { try run { $0.map { _ in .nan } } }
  }

  @Test(arguments: [Solver.lbfgs, .newton, .gradientDescent(epochs: 50, learningRate: 0.1)])
  func aStorageNeedsItsProductsAlone(solver: Solver) throws {
    let waves = Waves(phases: Self.phases)
    var matrix = Matrix<Double>(rows: 3, columns: waves.examples)
    for example in 0..<waves.examples {
      let x = Self.phases[example]
      matrix[0, example] = x
      matrix[1, example] = x * x
      matrix[2, example] = x.truncatingRemainder(dividingBy: 0.7)
    }
    let regression = LogisticRegression(solver: solver, l2: 1e-2)
    let labels = Labels(Self.labels)
    let own = try regression.fit(Examples(waves, labels: labels))
    let dense = try regression.fit(Examples(matrix, labels: labels))
    for (a, b) in zip(own.model.weights, dense.model.weights) { #expect(abs(a - b) < 1e-7) }
    #expect(own.summary.isConverged == dense.summary.isConverged)
    let accuracy = try own.model.evaluate(Examples(waves, labels: labels)).accuracy
    #expect(throws: TableShapeError.self) { try Examples(waves, labels: Labels([true, false])) }
    #expect(throws: TableShapeError.self) { try Examples(waves, featureNames: ["phase"]) }
    #expect(throws: TableShapeError.self) {
      try Examples(waves, imageSize: ImageSize(width: .max, height: 2))
    }
    #expect(accuracy == (try dense.model.evaluate(Examples(matrix, labels: labels)).accuracy))
  }
}
