import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// Runs a fit: hyperparameters, and how they are run.
@dynamicMemberLookup package struct LogisticTrainer: Sendable {
  package var regression: LogisticRegression
  package var run: RunOptions

  /// Asked in the work behind the last evaluation, by all processes at the same moments: true leaves out
  /// what is still to be proved. `observe` is for evaluations.
  package var isInterrupted: @Sendable () -> Bool = { false }

  package var thrift = Thrift()

  /// The penalties that are fitted one after the other in place of that of the regression, which is then
  /// that of λ = 1.
  var path: PathPlan?

  /// The feature that is an offset, which `Examples` know of theirs.
  package var offset: Int?

  package init(_ regression: LogisticRegression, _ run: RunOptions = RunOptions()) {
    self.regression = regression
    self.run = run
  }

  package init(
    solver: Solver, l1: Double = 0, l2: Double = 0, tolerance: Double? = nil,
    classWeights: ClassWeights = .equal, standardizes: Bool = false, start: LogisticModel? = nil,
    engine: Engine = .auto, threads: Int = BLASThreads.available, seed: UInt64 = 0,
    gap: Double? = nil, fitsIntercept: Bool = true
  ) {
    self.init(
      LogisticRegression(
        solver: solver, l1: l1, l2: l2, tolerance: tolerance, gap: gap,
        fitsIntercept: fitsIntercept,
        classWeights: classWeights, standardizes: standardizes, engine: engine, seed: seed),
      RunOptions(threads: threads, start: start))
  }

  /// A run that takes more may be drifting along a direction in which the loss falls for ever.
  private static var evaluationsToAnOptimum: Int { 40 }

  /// Fits on floats or doubles, features × examples.
  /// - Parameters:
  ///   - exampleWeights: the case weight of each example, nil for 1 each; a whole number equals as
  ///     many copies of the example.
  ///   - observe: called once per evaluation; may stop the fit.
  /// - Throws: `TrainingDataError`, `InvalidHyperparameter`, `TrainingDiverged`; with `resume`,
  ///   `CheckpointMismatch` and `RunState.Mismatch`.
  package func fit<Features: FeatureStorage>(
    _ data: Dataset<Features>, _ task: some ClassificationTask,
    exampleWeights: [Double]? = nil,
    observe: (TrainingProgress) -> ObserverDecision = { _ in .proceed }
  ) throws -> LogisticFit {
    guard regression.engine != .bytes else {
      throw InvalidHyperparameter(
        .engine, expected: "auto, tiled or blas for data that are not bytes",
        regression.engine.rawValue)
    }
    let examples = try TrainingSet(
      data, task, exampleWeights: exampleWeights, classWeights: regression.classWeights)
    return try fit(examples, on: regression.engine == .blas ? .blas : .tiled, observe: observe)
  }

  /// Fits on bytes; engines of floats convert them first.
  /// - Parameters:
  ///   - exampleWeights: the case weight of each example, nil for 1 each; a whole number equals as
  ///     many copies of the example.
  ///   - observe: called once per evaluation; may stop the fit.
  /// - Throws: `TrainingDataError`, `InvalidHyperparameter`, `TrainingDiverged`.
  package func fit(
    _ data: Dataset<ByteMatrix>, _ task: some ClassificationTask,
    exampleWeights: [Double]? = nil,
    observe: (TrainingProgress) -> ObserverDecision = { _ in .proceed }
  ) throws -> LogisticFit {
    let examples = try TrainingSet(
      data, task, exampleWeights: exampleWeights, classWeights: regression.classWeights)
    switch regression.engine {
    case .auto, .bytes: return try fit(examples, on: .bytes, observe: observe)
    case .tiled, .blas:
      return try fit(examples.converted(), on: regression.engine, observe: observe)
    }
  }

  /// Fits on examples in any storage.
  /// - Parameters:
  ///   - exampleWeights: case weights, one an example; nil for those of the examples.
  ///   - observe: called once an evaluation; may end the fit.
  /// - Throws: as the others; `FileError` for examples without labels.
  package func fit(
    _ examples: Examples, _ task: some ClassificationTask, exampleWeights: [Double]? = nil,
    observe: (TrainingProgress) -> ObserverDecision = { _ in .proceed }
  ) throws -> LogisticFit {
    let exampleWeights = exampleWeights ?? examples.caseWeights
    var trainer = self
    trainer.offset = offset ?? examples.inputs.offsetFeature
    return try trainer.fitAnyStorage(
      examples, task, exampleWeights: exampleWeights, observe: observe)
  }

  private func fitAnyStorage(
    _ examples: Examples, _ task: some ClassificationTask, exampleWeights: [Double]?,
    observe: (TrainingProgress) -> ObserverDecision
  ) throws -> LogisticFit {
    // The overload of bytes has engines of its own.
    if let bytes = examples.features as? ByteMatrix {
      return try fit(
        examples.dataset(of: bytes), task, exampleWeights: exampleWeights, observe: observe)
    }
    func fitted(_ features: some FeatureStorage) throws -> LogisticFit {
      try fit(
        examples.dataset(of: features), task, exampleWeights: exampleWeights, observe: observe)
    }
    return try fitted(examples.features)
  }

  private func fit<Features: FeatureStorage>(
    _ examples: TrainingSet<Features>, on engine: Engine,
    observe: (TrainingProgress) -> ObserverDecision
  ) throws -> LogisticFit {
    switch examples.link {
    case .logistic:
      try fit(examples, loss: examples.binaryLoss(), on: engine, observe: observe)
    case .softmax:
      try fit(examples, loss: examples.softmaxLoss(), on: engine, observe: observe)
    case .oneVersusRest:
      try fit(examples, loss: examples.oneVersusRestLoss(), on: engine, observe: observe)
    case .ordinal: try fitOrdinal(examples, observe: observe)
    }
  }

  private func fit<Features: FeatureStorage, Loss: ScoreLoss>(
    _ examples: TrainingSet<Features>, loss: Loss, on engine: Engine,
    observe: (TrainingProgress) -> ObserverDecision
  ) throws -> LogisticFit where Features.Scalar == Loss.Scalar {
    let isOwnChoice = self.engine == .auto
    if engine == .blas {
      return try fit(
        examples, engineName: engine.rawValue, isOwnChoice: isOwnChoice, observe: observe
      ) {
        WholeMatrixObjective(examples.data, loss: loss, threads: threads)
      }
    }
    return try fit(
      examples, engineName: engine.rawValue, isOwnChoice: isOwnChoice, observe: observe
    ) {
      TiledObjective(examples.data, loss: loss, threads: threads)
    }
  }

  /// Fits with another evaluation of the mean loss than the engines here.
  /// - Parameters:
  ///   - engineName: its name in the summary and in the model.
  ///   - makeMeanLoss: (1/Σc) Σ c·L over `examples` as a function of the weights (features ×
  ///     columns, column-major), then one intercept per column. Its time counts as training.
  package func fit<Features: FeatureStorage, MeanLoss: Objective & ~Copyable>(
    _ examples: TrainingSet<Features>, engineName: String,
    observe: (TrainingProgress) -> ObserverDecision = { _ in .proceed },
    makeMeanLoss: () throws -> MeanLoss
  ) throws -> LogisticFit {
    try fit(
      examples, engineName: engineName, isOwnChoice: false, observe: observe,
      makeMeanLoss: makeMeanLoss)
  }

  /// - Parameter isOwnChoice: whether the engine was chosen here: then passes over little data are in
  ///   double from the beginning.
  private func fit<Features: FeatureStorage, MeanLoss: Objective & ~Copyable>(
    _ examples: TrainingSet<Features>, engineName: String, isOwnChoice: Bool,
    observe: (TrainingProgress) -> ObserverDecision,
    makeMeanLoss: () throws -> MeanLoss
  ) throws -> LogisticFit {
    try validate()
    let clock = ContinuousClock.now
    let examples = try examples.offset(by: offset, threads: threads)
    let memory = FitMemory(examples, self)
    try examples.data.partition.agree(memory.check)
    // An algorithm from outside sees the features as they are, as the solvers of the textbook do.
    let solver =
      run.optimizer == nil
      ? regression.solver.resolved(
        for: examples, isPenalized: isPenalized, hasKinks: path != nil || regression.l1 > 0)
      : .gradientDescent(epochs: regression.solver.evaluations, learningRate: 1)
    let problem = FitProblem(examples, self, isConditioned: solver.isConditioned)
    try problem.checkScales()
    let set = problem.examples
    let begin = try run.start.map {
      try set.parameters(of: $0, fitsIntercept: regression.fitsIntercept)
    }
    var recorder = TrainingRecorder(
      start: clock, penalty: problem.penalty, evaluationLimit: solver.evaluations,
      history: run.resume?.history ?? [])
    let keeper = try continuing(set, solver: solver, engineName: engineName)
    let continuity = Resumption(state: run.resume?.state, keeper: keeper)
    var end: FitEnd
    var curvature: FitCurvature?
    var fitted: (any FittedExamples)?
    var pathed: PenaltyPath.Fits?
    if solver.isConditioned {
      // A loss below this has no example on the wrong side.
      let separated = problem.penalty.isZero ? problem.examples.mostLossOfSeparated : -1
      var isSeparated = false
      let optimality = problem.optimality(
        gap: regression.gap, tolerance: regression.tolerance,
        isPrecise: isOwnChoice && (problem.isSmall || problem.isDouble))
      let result: OptimizationResult
      func note(_ iterate: borrowing Iterate, _ before: Int) -> ObserverDecision {
        let progress = recorder.record(iterate, after: before)
        if before == 0 { keeper?.append(progress) }
        let wish = observe(progress)
        isSeparated = iterate.value < separated
        let isDrifting =
          iterate.evaluation == Self.evaluationsToAnOptimum
          && optimality.curvature.rememberFeaturesOfMany()
        return isSeparated || isDrifting ? .stop : wish
      }
      if let path {
        let found = try follow(
          path, problem, optimality, makeFast: { problem.conditioned(try makeMeanLoss()) }
        ) { iterate, point in
          observe(recorder.progress(iterate, of: optimality.penalty, point: point, of: path))
        }
        pathed = found.path
        result = found.last
      } else {
        result =
          solver.kind == .proximal
          ? try minimizeSparse(
            optimality, solver, from: begin, set, continuity: continuity,
            makeFast: { problem.conditioned(try makeMeanLoss()) }, observe: { note($0, 0) })
          : try minimize(
            optimality, solver, from: begin, set, continuity: continuity,
            makeFast: { Penalized(problem.conditioned(try makeMeanLoss()), problem.penalty) },
            observe: note)
      }
      if isSeparated { optimality.curvature.checkMargins(at: result.parameters) }
      curvature = optimality.curvature.ofPreconditioner
      end = try FitEnd(result, optimality)
      let known = optimality.curvature
      fitted = FittedData(
        fitted: FittedLoss(
          loss: known.loss, scoreLoss: known.scoreLoss, penalty: known.penalty,
          parameters: end.result.parameters,
          takesPart: known.takesPart, proved: optimality.latestStep),
        standardization: set.standardization,
        entangled: known.entangled,
        hasClassWeights: regression.classWeights != .equal)
    } else {
      let result = try minimize(
        Penalized(problem.conditioned(try makeMeanLoss()), problem.penalty), solver, from: begin,
        set, problem.penalty, continuity: continuity
      ) { iterate in
        let progress = recorder.record(iterate)
        keeper?.append(progress)
        return observe(progress)
      }
      end = try self.end(of: result, set, problem.penalty, examples)
    }
    let features = set.data.features.features
    let columns = set.columns
    let summary = recorder.summary(
      of: end, solver: solver, solverName: solverName(solver), engine: engineName, threads: threads,
      features: features,
      examples: set.data.partition.examples, memory: memory)
    guard end.result.termination != .diverged else {
      throw TrainingDiverged(summary: summary, remedy: solver.adviceOnDivergence)
    }
    var parameters =
      set.standardization?.rawParameters(end.result.parameters, columns: columns)
      ?? end.result.parameters
    // With kinks the weights of the classes need not add up to 0, which would centre these.
    if set.link == .softmax, problem.penalty.hasKinks {
      parameters.centreIntercepts(columns: columns)
    }
    let weights = features * columns
    let model = LogisticModel(
      features: features, weights: Array(parameters[..<weights]),
      intercepts: Array(parameters[weights...]), classes: set.classes, link: set.link,
      inputScale: set.inputScale, training: history(summary, solver))
    keeper?.finish()
    var fit = LogisticFit(
      model: model, summary: summary, checkpointFailure: keeper?.failure, curvature: curvature,
      fitted: fitted)
    fit.hasKinks = problem.penalty.hasKinks
    fit.path = pathed.map { points in
      PenaltyPath(points, last: model)
    }
    return fit
  }
}
