import SigmoidOptimization

/// How one fit is run: what the model does not depend on, or begins with.
public struct RunOptions: Sendable {
  /// Threads to use; nil for all cores. The model does not depend on them.
  public var threads: Int?
  /// The model that the fit starts from, of the same features and classes; nil starts from zero.
  public var start: LogisticModel?
  /// The curvature that it starts with, of a fit like it; nil finds it out. Not used by a fit that is
  /// saved or resumed, which has to come to the same bits.
  public var startCurvature: FitCurvature?
  /// Where the fit is saved while it lasts, so that it can be resumed; nil for nowhere.
  public var checkpoint: CheckpointPlan?
  /// Resumes this checkpoint of the same fit, to the same bits as if it had never been interrupted.
  /// `threads` may differ.
  public var resume: Checkpoint?
  /// An algorithm from outside in place of the solver. It sees the mean loss and the penalty as one
  /// objective in the features as they are; its result is certified as that of any other solver.
  public var optimizer: (any Optimizer)?

  /// - Parameters: the properties of the same names.
  public init(
    threads: Int? = nil, start: LogisticModel? = nil, startCurvature: FitCurvature? = nil,
    checkpoint: CheckpointPlan? = nil, resume: Checkpoint? = nil,
    optimizer: (any Optimizer)? = nil
  ) {
    self.threads = threads
    self.start = start
    self.startCurvature = startCurvature
    self.checkpoint = checkpoint
    self.resume = resume
    self.optimizer = optimizer
  }

  /// Starts where another fit ended, with the curvature that it found: a fit of the same features and
  /// classes, such as one with another penalty or of other examples.
  public init(after fit: LogisticFit, threads: Int? = nil) {
    self.init(threads: threads, start: fit.model, startCurvature: fit.curvature)
  }
}
