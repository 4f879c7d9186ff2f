/// A point, and what the objective says there.
struct Point {
  var parameters: [Double]
  var gradient: [Double]
  var value = Double.nan
  /// max|∇J|; NaN when any component is.
  var gradientMax = Double.nan

  init(_ parameters: [Double]) {
    self.parameters = parameters
    gradient = [Double](repeating: 0, count: parameters.count)
  }

  var isFinite: Bool { value.isFinite && gradientMax.isFinite }

  /// Where the next evaluation is made, and what the last one said.
  func savePoint(to state: inout RunState) {
    state.vectors["parameters"] = parameters
    state.numbers["value"] = value
    state.numbers["gradientMax"] = gradientMax
  }

  mutating func restorePoint(from state: RunState) throws(RunState.Mismatch) {
    parameters = try state.vector("parameters", count: parameters.count)
    value = try state.number("value")
    gradientMax = try state.number("gradientMax")
  }

  /// The same with the gradient, where it is that of `parameters`.
  func save(to state: inout RunState) {
    savePoint(to: &state)
    state.vectors["gradient"] = gradient
  }

  mutating func restore(from state: RunState) throws(RunState.Mismatch) {
    try restorePoint(from: state)
    gradient = try state.vector("gradient", count: parameters.count)
  }
}

/// The evaluations of a run, counted and shown to the observer.
struct EvaluationBudget {
  let stopping: StoppingRule
  private(set) var evaluations = 0

  init(stopping: StoppingRule) { self.stopping = stopping }

  func save(to state: inout RunState) { state.numbers["evaluations"] = Double(evaluations) }

  mutating func restore(from state: RunState) throws(RunState.Mismatch) {
    evaluations = try state.count("evaluations")
    guard evaluations <= stopping.evaluations else {
      throw RunState.Mismatch(
        expected: "at most \(stopping.evaluations) evaluations", found: "\(evaluations)")
    }
  }

  /// Whether no more may be made.
  var isUsedUp: Bool { evaluations == stopping.evaluations }

  /// Evaluates at `point.parameters` and writes the rest of `point`.
  /// - Parameter stepSize: the trial step that led to the point.
  /// - Returns: why to make no further evaluation; nil to go on. Whether the point is good
  ///   enough to end at is for the caller to judge.
  mutating func evaluate<Target: Objective & ~Copyable>(
    _ objective: inout Target, _ point: inout Point, stepSize: Double,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> TerminationReason? {
    point.value = try objective.evaluate(at: point.parameters, gradient: &point.gradient)
    point.gradientMax = objective.gradientMax(of: point.gradient)
    return show(point, stepSize: stepSize, observe: observe)
  }

  /// Counts an evaluation that `point` holds.
  mutating func show(
    _ point: Point, stepSize: Double, observe: (borrowing Iterate) -> ObserverDecision
  ) -> TerminationReason? {
    evaluations += 1
    let iterate = Iterate(
      evaluation: evaluations, value: point.value, gradientMax: point.gradientMax,
      stepSize: stepSize, parameters: point.parameters)
    if observe(iterate) == .stop { return .interrupted }
    return isUsedUp ? .evaluationsUsedUp : nil
  }

  /// Whether max|∇J| is down to the tolerance.
  func isBelowTolerance(_ point: Point) -> Bool {
    stopping.tolerance.map { point.isFinite && point.gradientMax <= $0 } ?? false
  }
}

/// Notices that steps no longer promise more than the noise of a value.
struct Stagnation {
  /// Of a value, relative: steps that promise less are small.
  private let leastPromise: Double
  /// A run with a tolerance goes on for as long as max|∇J| still falls: gradients are less noisy.
  private let untilGradientStalls: Bool
  /// So many small steps in a row end a run.
  private let patience: Int
  private var smallSteps = 0
  private var lowestGradient = Double.infinity

  /// Less than a tenth lower is no fall of max|∇J|.
  private static let fall = 0.9

  /// - Parameters:
  ///   - patience: so many small steps in a row end a run.
  ///   - patienceForGradient: the same where max|∇J| must have stalled as well.
  init(leastPromise: Double, stopping: StoppingRule, patience: Int, patienceForGradient: Int) {
    self.leastPromise = leastPromise
    untilGradientStalls = stopping.tolerance != nil
    self.patience = untilGradientStalls ? patienceForGradient : patience
  }

  func save(to state: inout RunState) {
    state.numbers["smallSteps"] = Double(smallSteps)
    state.numbers["lowestGradient"] = lowestGradient
  }

  mutating func restore(from state: RunState) throws(RunState.Mismatch) {
    smallSteps = try state.count("smallSteps")
    lowestGradient = try state.number("lowestGradient")
  }

  /// To be asked once an iteration, at the point the step would start from.
  /// - Parameter predictedDecrease: of the value, by a full step.
  mutating func isReached(at point: Point, predictedDecrease: Double) -> Bool {
    let falls = point.gradientMax < Self.fall * lowestGradient
    if falls { lowestGradient = point.gradientMax }
    let isSmall = predictedDecrease <= leastPromise * abs(point.value)
    smallSteps = isSmall && !(falls && untilGradientStalls) ? smallSteps + 1 : 0
    return smallSteps >= patience
  }
}
