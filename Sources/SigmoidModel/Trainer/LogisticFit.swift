import SigmoidOptimization

/// A trained model and how the training went.
package struct LogisticFit: Sendable {
  package var model: LogisticModel
  package let summary: FitSummary
  /// Why the last checkpoint could not be saved; nil when it was, or none was asked for.
  package let checkpointFailure: (any Error)?
}

/// How a training went.
package struct FitSummary: Equatable, Sendable {
  package let solver: String
  package let engine: String
  package let threads: Int
  package let features: Int
  package let examples: Int
  /// What this process was expected to have in memory at most, before the training; without what it had
  /// then where the system does not tell.
  package let expectedPeakBytes: Int
  package let termination: TerminationReason
  package let evaluations: Int
  /// Steps made; a line search evaluates more often.
  package let iterations: Int
  /// Whether the fit converged: the duality gap (or, without a penalty, its estimate) is within the
  /// gap asked for (a millionth of the objective by default), or max|∇J| is within the tolerance.
  package let isConverged: Bool
  /// An estimate of the objective minus its optimum; nil where it can neither be bounded nor
  /// estimated from the curvature.
  package let gapEstimate: Double?
  /// With a penalty, the duality gap: a proven upper bound of the objective minus its optimum.
  package let dualityGap: Double?
  /// With a penalty, a proven lower bound of the optimum.
  package let lowerBound: Double?
  /// How the gap is known; nil where it is not.
  package let gapIs: GapKind?
  /// Without a penalty: that the classes are separated, so that no optimum exists; nil where that
  /// is not known.
  package let separation: Separation?
  /// Features that are constant and, without a penalty, those that are combinations of others: their
  /// weights are 0.
  package let aliased: [AliasedFeature]
  /// Notes on the run for a person, such as a Hessian that was not positive definite.
  package let notes: [String]
  /// Mean loss without the penalty, at the last evaluation.
  package let loss: Double
  /// Loss and penalty, at the last evaluation.
  package let objective: Double
  /// max|∇J| at the last evaluation.
  package let gradientMax: Double
  /// One evaluation and the step after it.
  package let secondsPerEpochMedian: Double
  /// From the start of training to its end, any set-up of the engine included.
  package let secondsTraining: Double
}

/// One evaluation of a running training.
package struct TrainingProgress: Equatable, Sendable {
  /// 1 for the first.
  package let evaluation: Int
  /// The maximum number of evaluations.
  package let evaluationLimit: Int
  /// Since training began.
  package let seconds: Double
  /// Mean loss without the penalty.
  package let loss: Double
  /// Loss and penalty.
  package let objective: Double
  package let gradientMax: Double
  /// The factor on the direction of the step that follows.
  package let stepSize: Double
}
