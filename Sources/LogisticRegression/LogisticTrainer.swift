import LinearAlgebra
import Optimization

/// Fits a logistic regression: hyperparameters, and `fit`.
///
/// J(W, b) = (1/Σc) Σ c·L + (l2/2)‖W‖², c being what an example counts, 1 unless it is weighted.
/// The intercept b is never penalised.
public struct LogisticTrainer: Sendable {
  public var solver: Solver
  /// The factor of (1/2)‖W‖²; scikit-learn's C is 1/(l2·examples).
  public var l2: Double
  /// Stop when max|∇J| is at most this; nil makes all the evaluations of the solver.
  public var tolerance: Double?
  public var classWeights: ClassWeights
  /// Whether solver and penalty see every feature at mean 0 and variance 1. X is not changed, and
  /// the model is one of the features as they are.
  public var standardizes: Bool
  /// The model that the fit starts from, of the same features and classes; nil starts from zero.
  public var start: LogisticModel?
  public var engine: Engine
  public var threads: Int
  /// Of everything random: the sample that `lbfgs` learns the curvature from, and the order of
  /// the examples in `sgd` and `adam`.
  public var seed: UInt64
  /// Where the fit is saved while it lasts, so that it can go on if it is killed; nil for nowhere.
  public var checkpoint: CheckpointPlan?
  /// Goes on from this checkpoint of the same fit, to the same bits as if it had never been
  /// interrupted. `threads` may be others, and of all solvers whose steps do not shrink towards
  /// their end the limit of evaluations as well.
  public var resume: Checkpoint?

  public init(
    solver: Solver, l2: Double = 0, tolerance: Double? = nil,
    classWeights: ClassWeights = .equal, standardizes: Bool = false, start: LogisticModel? = nil,
    engine: Engine = .auto, threads: Int = BLASThreads.available, seed: UInt64 = 0
  ) {
    self.solver = solver
    self.l2 = l2
    self.tolerance = tolerance
    self.classWeights = classWeights
    self.standardizes = standardizes
    self.start = start
    self.engine = engine
    self.threads = threads
    self.seed = seed
  }

  /// Fits on floats or doubles, features × examples.
  /// - Parameters:
  ///   - exampleWeights: what each example counts, nil for one each; a whole number equals as many
  ///     copies of the example.
  ///   - observe: called once an evaluation; may end the fit.
  /// - Throws: `TrainingDataError`, `InvalidHyperparameter`, `TrainingDiverged`; with `resume`,
  ///   `CheckpointMismatch` and `RunState.Mismatch`.
  public func fit<Features: FeatureStorage & ~Copyable>(
    _ data: Dataset<Features>, _ task: some ClassificationTask,
    exampleWeights: [Double]? = nil,
    observe: (TrainingProgress) -> Continuation = { _ in .proceed }
  ) throws -> LogisticFit where Features.Scalar: LossScalar {
    guard engine != .bytes else {
      throw InvalidHyperparameter(
        "engine", expected: "auto, tiled or blas for data that are not bytes", engine.rawValue)
    }
    let examples = try TrainingSet(
      data, task, exampleWeights: exampleWeights, classWeights: classWeights)
    return try fit(examples, on: engine == .blas ? .blas : .tiled, observe: observe)
  }

  /// Fits on bytes; engines of floats convert them first.
  /// - Parameters:
  ///   - exampleWeights: what each example counts, nil for one each; a whole number equals as many
  ///     copies of the example.
  ///   - observe: called once an evaluation; may end the fit.
  /// - Throws: `TrainingDataError`, `InvalidHyperparameter`, `TrainingDiverged`.
  public func fit(
    _ data: Dataset<ByteMatrix>, _ task: some ClassificationTask,
    exampleWeights: [Double]? = nil,
    observe: (TrainingProgress) -> Continuation = { _ in .proceed }
  ) throws -> LogisticFit {
    let examples = try TrainingSet(
      data, task, exampleWeights: exampleWeights, classWeights: classWeights)
    switch engine {
    case .auto, .bytes: return try fit(examples, on: .bytes, observe: observe)
    case .tiled, .blas: return try fit(examples.converted(), on: engine, observe: observe)
    }
  }

  private func fit<Features: FeatureStorage & ~Copyable>(
    _ examples: TrainingSet<Features>, on engine: Engine,
    observe: (TrainingProgress) -> Continuation
  ) throws -> LogisticFit where Features.Scalar: LossScalar {
    switch examples.link {
    case .logistic:
      try fit(examples, loss: examples.binaryLoss(), on: engine, observe: observe)
    case .softmax:
      try fit(examples, loss: examples.softmaxLoss(), on: engine, observe: observe)
    case .oneVersusRest:
      try fit(examples, loss: examples.oneVersusRestLoss(), on: engine, observe: observe)
    }
  }

  private func fit<Features: FeatureStorage & ~Copyable, Loss: ScoreLoss>(
    _ examples: TrainingSet<Features>, loss: Loss, on engine: Engine,
    observe: (TrainingProgress) -> Continuation
  ) throws -> LogisticFit where Features.Scalar == Loss.Scalar, Loss.Scalar: LossScalar {
    if engine == .blas {
      return try fit(examples, engineName: engine.rawValue, observe: observe) {
        WholeMatrixObjective(examples.data, loss: loss, threads: threads)
      }
    }
    return try fit(examples, engineName: engine.rawValue, observe: observe) {
      TiledObjective(examples.data, loss: loss, threads: threads)
    }
  }

  /// Fits with another evaluation of the mean loss than the engines here.
  /// - Parameters:
  ///   - engineName: what the summary and the model say of it.
  ///   - makeMeanLoss: (1/Σc) Σ c·L over `examples` as a function of the weights (features ×
  ///     columns, column-major), then one intercept a column. Its time counts as training.
  public func fit<Features: FeatureStorage & ~Copyable, MeanLoss: Objective & ~Copyable>(
    _ examples: TrainingSet<Features>, engineName: String,
    observe: (TrainingProgress) -> Continuation = { _ in .proceed },
    makeMeanLoss: () throws -> MeanLoss
  ) throws -> LogisticFit where Features.Scalar: LossScalar {
    try validate()
    let clock = ContinuousClock.now
    let examples = standardizes ? examples.standardized(threads: threads) : examples
    let columns = examples.columns
    let features = examples.data.features.features
    let weights = features * columns
    let begin = try start.map { try examples.parameters(of: $0) }
    let penalty = L2Penalty(l2: l2, penalized: weights)
    let objective = L2Penalized(
      StandardizedObjective(try makeMeanLoss(), examples.standardization, columns: columns),
      penalty)
    var recorder = TrainingRecorder(
      start: clock, penalty: penalty, evaluationLimit: solver.evaluations,
      history: resume?.history ?? [])
    let keeper = try continuing(examples, engineName: engineName)
    let result = try minimize(
      objective, from: begin, examples, penalty,
      continuity: Continuity(state: resume?.state, keeper: keeper)
    ) { iterate in
      let progress = recorder.record(iterate)
      keeper?.append(progress)
      return observe(progress)
    }
    let summary = recorder.summary(
      of: result, solver: solver, engine: engineName, threads: threads, features: features,
      examples: examples.data.partition.examples)
    guard result.termination != .diverged else {
      throw TrainingDiverged(summary: summary, remedy: solver.adviceOnDivergence)
    }
    let parameters =
      examples.standardization?.rawParameters(result.parameters, columns: columns)
      ?? result.parameters
    let model = LogisticModel(
      features: features, weights: Array(parameters[..<weights]),
      intercepts: Array(parameters[weights...]), classes: examples.classes, link: examples.link,
      inputScale: examples.inputScale, training: history(summary))
    keeper?.finish()
    return LogisticFit(model: model, summary: summary, checkpointFailure: keeper?.failure)
  }

  /// Checks what is resumed, and makes the keeper of what is to be saved.
  private func continuing<Features: FeatureStorage & ~Copyable>(
    _ examples: TrainingSet<Features>, engineName: String
  ) throws -> CheckpointKeeper? where Features.Scalar: LossScalar {
    guard checkpoint != nil || resume != nil else { return nil }
    let run = try describe(examples, engineName: engineName)
    try resume?.check(run, evaluationLimit: solver.evaluations)
    // Of several processes, all of which are in the same state, the first one.
    guard examples.data.partition.exchange.rank == 0 else { return nil }
    return checkpoint.map { CheckpointKeeper($0, run: run, history: resume?.history ?? []) }
  }

  private func validate() throws(InvalidHyperparameter) {
    try solver.validate()
    if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw InvalidHyperparameter("tolerance", expected: "a number of at least 0", tolerance)
    }
    guard l2 >= 0 && l2.isFinite else {
      throw InvalidHyperparameter("l2", expected: "a number of at least 0", l2)
    }
    guard threads >= 1 else {
      throw InvalidHyperparameter("threads", expected: "at least 1", threads)
    }
  }

  /// How a model was trained, for its file.
  private func history(_ summary: FitSummary) -> [String: String] {
    var history = solver.hyperparameters
    history["l2"] = "\(l2)"
    history["seed"] = "\(seed)"
    history["tolerance"] = tolerance.map { "\($0)" }
    history["engine"] = summary.engine
    if classWeights != .equal { history["classWeights"] = "\(classWeights)" }
    if standardizes { history["standardized"] = "true" }
    if start != nil { history["warmStart"] = "true" }
    history["examples"] = "\(summary.examples)"
    history["evaluations"] = "\(summary.evaluations)"
    history["loss"] = "\(summary.loss)"
    history["objective"] = "\(summary.objective)"
    history["gradientMax"] = "\(summary.gradientMax)"
    history["terminationReason"] = summary.termination.rawValue
    return history
  }
}
