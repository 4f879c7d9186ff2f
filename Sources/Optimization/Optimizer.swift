/// An algorithm that minimises an objective from a start.
///
/// Its properties are its parameters; the state of a run lives inside `minimize`.
public protocol Optimizer: Sendable {
  /// - Parameters:
  ///   - start: where the first evaluation is made.
  ///   - observe: called once an evaluation, before the step that follows it.
  /// - Throws: what the objective throws.
  func minimize<Target: Objective & ~Copyable>(
    _ objective: inout Target, from start: [Double], observe: (borrowing Iterate) -> Continuation
  ) throws -> Minimization
}

/// One evaluation of a run.
public struct Iterate: ~Copyable {
  /// 1 for the first.
  public let evaluation: Int
  public let value: Double
  /// max|∇J|; NaN when any component is.
  public let gradientMax: Double
  /// The factor on the direction of the step that is about to be made.
  public let stepSize: Double
  /// Where the value was computed.
  public let parameters: [Double]

  public init(
    evaluation: Int, value: Double, gradient: [Double], stepSize: Double, parameters: [Double]
  ) {
    self.evaluation = evaluation
    self.value = value
    gradientMax = gradient.reduce(0) { $1.isNaN ? $1 : max($0, abs($1)) }
    self.stepSize = stepSize
    self.parameters = parameters
  }
}

/// What an observer wants.
public enum Continuation: Sendable {
  case proceed
  /// End with what has been reached.
  case stop
}

/// How a run ended.
public struct Minimization: Equatable, Sendable {
  /// After the last step; always finite if the start was.
  public let parameters: [Double]
  public let termination: TerminationReason
  public let evaluations: Int
  /// At the last evaluation, so before the last step.
  public let value: Double
  /// max|∇J| at the last evaluation.
  public let gradientMax: Double
}
