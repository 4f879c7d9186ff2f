/// An algorithm that minimises an objective from a start.
///
/// Its properties are its parameters; the state of a run lives inside `minimize`.
public protocol Optimizer: Sendable {
  /// - Parameters:
  ///   - start: where the first evaluation is made.
  ///   - continuity: resumes from its state instead, and keeps the states of this run.
  ///   - observe: called once an evaluation, before the step that follows it; line-search trials
  ///     are evaluations.
  /// - Throws: what the objective throws; `RunState.Mismatch` for a state of another run.
  func minimize<Target: Objective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult
}

extension Optimizer {
  /// The same from the start, without keeping states.
  public func minimize<Target: Objective & ~Copyable>(
    _ objective: inout Target, from start: [Double],
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    try minimize(&objective, from: start, continuity: Resumption(), observe: observe)
  }
}

/// One evaluation of a run.
public struct Iterate: ~Copyable {
  /// 1 for the first.
  public let evaluation: Int
  /// The objective's value at `parameters`.
  public let value: Double
  /// max|∇J|; NaN when any component is.
  public let gradientMax: Double
  /// The factor on the direction of the step that is about to be made; with a line search, of the
  /// trial step that led here (0 at the start).
  public let stepSize: Double
  /// Where the value was computed.
  public let parameters: [Double]

  /// - Parameters: the properties of the same names.
  public init(
    evaluation: Int, value: Double, gradientMax: Double, stepSize: Double, parameters: [Double]
  ) {
    self.evaluation = evaluation
    self.value = value
    self.gradientMax = gradientMax
    self.stepSize = stepSize
    self.parameters = parameters
  }
}

/// The observer's decision: proceed or stop.
public enum ObserverDecision: Sendable {
  /// Go on until the optimizer itself ends.
  case proceed
  /// End with what has been reached.
  case stop
}

/// How a run ended.
///
/// Solvers with a fixed rule for the step (gradient descent, momentum) return the parameters after
/// their last step, and the value before it. Solvers with a line search (L-BFGS, Newton) return
/// the last point they accepted, with its own value and gradient.
public struct OptimizationResult: Equatable, Sendable {
  /// Always finite if the start was.
  public var parameters: [Double]
  /// Why it ended.
  public var termination: TerminationReason
  /// Evaluations made, those of the run that it resumed included.
  public var evaluations: Int
  /// Steps made: moves from one point to the next. Line-search trials are evaluations alone.
  public var iterations: Int
  /// The objective's value at `parameters`; of a fixed rule for the step, before the last step.
  public let value: Double
  /// max|∇J| where `value` was computed.
  public let gradientMax: Double
  /// An estimate of the value minus the optimum, ½·∇JᵀM⁻¹∇J with the preconditioner or the
  /// Hessian M at hand; nil without one.
  public let gapEstimate: Double?
  /// Notes on the run for a person, such as a Hessian that could not be factored.
  public var notes: [String]

  /// - Parameters: the properties of the same names.
  public init(
    parameters: [Double], termination: TerminationReason, evaluations: Int, iterations: Int,
    value: Double, gradientMax: Double, gapEstimate: Double? = nil, notes: [String] = []
  ) {
    self.parameters = parameters
    self.termination = termination
    self.evaluations = evaluations
    self.iterations = iterations
    self.value = value
    self.gradientMax = gradientMax
    self.gapEstimate = gapEstimate
    self.notes = notes
  }
}
