import Optimization

/// A trained model and how the training went.
public struct LogisticFit: Sendable {
  public var model: LogisticModel
  public let summary: FitSummary
  /// Why the last checkpoint could not be saved; nil when it was, or none was asked for.
  public let checkpointFailure: (any Error)?
}

/// How a training went.
public struct FitSummary: Equatable, Sendable {
  public let solver: String
  public let engine: String
  public let threads: Int
  public let features: Int
  public let examples: Int
  /// What this process was expected to have in memory at most, before the training; without what it had
  /// then where the system does not tell.
  public let expectedPeakBytes: Int
  public let termination: TerminationReason
  public let evaluations: Int
  /// Steps made; a line search evaluates more often.
  public let iterations: Int
  /// At the optimum: proved, or without a penalty estimated, to be within the gap that was asked (a
  /// millionth of the objective unless told), or with a gradient within the tolerance.
  public let isConverged: Bool
  /// What the objective probably lies above its optimum; nil where that can neither be bounded nor
  /// estimated by the curvature.
  public let gapEstimate: Double?
  /// With a penalty, a proven upper bound of what the objective lies above its optimum.
  public let dualityGap: Double?
  /// With a penalty, a proven lower bound of the optimum.
  public let lowerBound: Double?
  /// How the gap is known; nil where it is not.
  public let gapIs: GapKind?
  /// Without a penalty: that the classes can be told apart, and so no optimum exists; nil where that
  /// is not known.
  public let separation: Separation?
  /// Features that are constant and, without a penalty, those that are combinations of others: their
  /// weights are 0.
  public let aliased: [AliasedFeature]
  /// What a person should know of the run, such as a Hessian that was not positive definite.
  public let notes: [String]
  /// Mean loss without the penalty, at the last evaluation.
  public let loss: Double
  /// Loss and penalty, at the last evaluation.
  public let objective: Double
  /// max|∇J| at the last evaluation.
  public let gradientMax: Double
  /// One evaluation and the step after it.
  public let secondsPerEpochMedian: Double
  /// From the start of training to its end, any set-up of the engine included.
  public let secondsTraining: Double
}

/// One evaluation of a training that is under way.
public struct TrainingProgress: Equatable, Sendable {
  /// 1 for the first.
  public let evaluation: Int
  /// The most that there will be.
  public let evaluationLimit: Int
  /// Since training began.
  public let seconds: Double
  /// Mean loss without the penalty.
  public let loss: Double
  /// Loss and penalty.
  public let objective: Double
  public let gradientMax: Double
  /// The factor on the direction of the step that follows.
  public let stepSize: Double
}
