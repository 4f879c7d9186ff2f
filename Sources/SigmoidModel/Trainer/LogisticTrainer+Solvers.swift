import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

extension LogisticTrainer {
  /// Runs a solver of the textbook on an objective of these examples.
  /// - Parameter start: of standardized features where these are; nil is zero.
  func minimize<Features: FeatureStorage, Target: Objective & ~Copyable>(
    _ objective: consuming Target, _ solver: Solver, from start: [Double]?,
    _ examples: TrainingSet<Features>, _ penalty: any Penalty, continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    let stopping = StoppingRule(evaluations: solver.evaluations, tolerance: regression.tolerance)
    let begin = start ?? examples.start(dimension: objective.dimension)
    if let optimizer = run.optimizer {
      let result = try optimizer.minimize(
        &objective, from: begin, continuity: continuity, observe: observe)
      return try Self.checked(result, &objective)
    }
    switch solver {
    case .gradientDescent(_, let learningRate):
      return try GradientDescent(learningRate: learningRate, stopping: stopping)
        .minimize(&objective, from: begin, continuity: continuity, observe: observe)
    case .momentum(_, let learningRate):
      return try Momentum(learningRate: learningRate, stopping: stopping)
        .minimize(&objective, from: begin, continuity: continuity, observe: observe)
    case .sgd(_, let learningRate, let batchSize, let schedule):
      var batches = MiniBatchObjective(
        objective, examples, penalty, fitsIntercept: regression.fitsIntercept)
      return try SGD(
        learningRate: learningRate,
        batches: MiniBatches(size: batchSize, seed: regression.seed, schedule: schedule),
        stopping: stopping
      ).minimize(&batches, from: begin, continuity: continuity, observe: observe)
    case .adam(_, let learningRate, let batchSize, let schedule):
      var batches = MiniBatchObjective(
        objective, examples, penalty, fitsIntercept: regression.fitsIntercept)
      return try Adam(
        learningRate: learningRate,
        batches: MiniBatches(size: batchSize, seed: regression.seed, schedule: schedule),
        stopping: stopping
      ).minimize(&batches, from: begin, continuity: continuity, observe: observe)
    case .lbfgs, .newton, .proximal, .auto: fatalError("\(solver.name) has coordinates of its own")
    }
  }

  /// What an algorithm from outside says of its result, computed again where it ended.
  private static func checked<Target: Objective & ~Copyable>(
    _ result: OptimizationResult, _ objective: inout Target
  ) throws -> OptimizationResult {
    let (count, dimension) = (result.parameters.count, objective.dimension)
    guard count == dimension else {
      throw InvalidHyperparameter(
        .optimizer, expected: "a result of \(dimension) parameters, as the start has", count)
    }
    var gradient = [Double](repeating: 0, count: dimension)
    let isFinite = result.parameters.allSatisfy(\.isFinite)
    let value =
      isFinite ? try objective.evaluate(at: result.parameters, gradient: &gradient) : .nan
    return OptimizationResult(
      parameters: result.parameters, termination: value.isFinite ? result.termination : .diverged,
      evaluations: result.evaluations, iterations: result.iterations, value: value,
      gradientMax: objective.gradientMax(of: gradient), notes: result.notes)
  }

  /// Runs a solver to the optimum; with `auto` the other one from where the first came to a stop short
  /// of it, or has had its share of the evaluations.
  /// - Parameters:
  ///   - start: in the coordinates of `examples`; nil is zero.
  ///   - makeFast: the objective by passes of the engine.
  ///   - observe: gets an evaluation and how many a solver before this one made.
  func minimize<Features: FeatureStorage, Fast: Objective & ~Copyable>(
    _ optimality: Optimality<Features>, _ solver: Solver, from start: [Double]?,
    _ examples: TrainingSet<Features>, continuity: Resumption, makeFast: () throws -> Fast,
    observe: (borrowing Iterate, _ before: Int) -> ObserverDecision
  ) throws -> OptimizationResult {
    let isPrecise = optimality.curvature.isPrecise
    let share = firstShare(of: solver, optimality.curvature)
    var first = try minimize(
      CertifiedObjective<Features, Fast>(isPrecise ? nil : try makeFast(), optimality), optimality,
      share, from: start, examples, continuity: continuity
    ) { observe($0, 0) }
    guard [.noFurtherProgress, .evaluationsUsedUp].contains(first.termination),
      let other = solver.other(evaluations: solver.evaluations - first.evaluations),
      mayGoOn(by: other, optimality.curvature)
    else { return first }
    let certificate = try optimality.certify(at: first.parameters)
    guard !optimality.isConverged(certificate), optimality.curvature.separation == nil,
      !optimality.curvature.rememberFeatures()
    else { return first }
    optimality.curvature.becomePrecise()
    var second = try minimize(
      CertifiedObjective<Features, Fast>(nil, optimality), optimality, other,
      // Newton's method from where examples are not decided: at a bad point there is no curvature left.
      // L-BFGS too, where no step was made: a start that is given counts as one that decides examples.
      from: other.kind == .newton || first.iterations == 0 ? start : first.parameters, examples,
      continuity: Resumption()
    ) { observe($0, first.evaluations) }
    second.evaluations += first.evaluations
    second.iterations += first.iterations
    guard second.value.isFinite, second.value <= first.value || !first.value.isFinite else {
      first.evaluations = second.evaluations
      first.iterations = second.iterations
      return first
    }
    second.notes =
      first.notes
      + [
        solver.name
          + (first.termination == .evaluationsUsedUp
            ? " used its share of the evaluations" : " stopped")
          + "; \(other.name) continued"
      ]
      + second.notes
    return second
  }

  /// When a run to the optimum ends: one that is asked for nothing goes on as far as it can.
  func stopping(after evaluations: Int) -> StoppingRule {
    StoppingRule(
      evaluations: evaluations, tolerance: regression.tolerance.flatMap { $0 > 0 ? $0 : nil },
      gap: regression.gap)
  }

  /// What the first solver gets of the evaluations: of those of `auto` enough are left for the other one.
  private func firstShare<Features: FeatureStorage>(
    of first: Solver, _ curvature: Curvature<Features>
  ) -> Solver {
    guard case .auto = regression.solver else { return first }
    let enough = 100
    let evaluations = first.evaluations
    return switch first {
    case .newton: .newton(evaluations: min(evaluations, max(enough, evaluations / 10)))
    case .lbfgs where curvature.hasAffordableHessian:
      .lbfgs(evaluations: min(evaluations, max(enough, evaluations / 2)))
    default: first
    }
  }

  /// `auto` goes on by the other solver; so does `lbfgs` where a Hessian costs next to nothing.
  private func mayGoOn<Features: FeatureStorage>(
    by other: Solver, _ curvature: Curvature<Features>
  ) -> Bool {
    guard case .newton = other else {
      if case .auto = regression.solver { return true }
      return false
    }
    if case .auto = regression.solver { return curvature.hasHessian }
    return curvature.hasCheapHessian
  }

  private func minimize<Features: FeatureStorage, Fast: Objective & ~Copyable>(
    _ objective: consuming CertifiedObjective<Features, Fast>, _ optimality: Optimality<Features>,
    _ solver: Solver, from start: [Double]?, _ examples: TrainingSet<Features>,
    continuity: Resumption, observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    let curvature = optimality.curvature
    let stopping = stopping(after: solver.evaluations)
    let noise = curvature.passNoise
    var begin = start ?? examples.start(dimension: optimality.dimension)
    // Steps have no such part, and would leave a start's where it is.
    if examples.link == .softmax { begin.removeCommonPart(columns: examples.columns) }
    if case .newton = solver {
      guard curvature.hasHessian else {
        let features = examples.data.features.features
        throw InvalidHyperparameter(
          .solver,
          expected: "lbfgs for \(features) features"
            + (examples.link == .softmax ? " × \(examples.columns) classes" : "")
            + ", more than \(FactoredHessian.mostParameters) in all", solver.name)
      }
      var newton = LogisticNewtonObjective(objective, curvature)
      return try Newton(valueNoise: noise, stopping: stopping)
        .minimize(&newton, from: begin, continuity: continuity, observe: observe)
    }
    let lbfgs = LBFGS(valueNoise: noise, stopping: stopping)
    let features = examples.data.features.features
    if curvature.isPrecise {
      return try minimize(
        &objective, lbfgs, curvature.examples, curvature, from: begin, isGiven: start != nil,
        features: features, continuity: continuity, observe: observe)
    }
    return try minimize(
      &objective, lbfgs, examples, curvature, from: begin, isGiven: start != nil,
      features: features, continuity: continuity, observe: observe)
  }

  /// L-BFGS with a preconditioner of these examples.
  /// - Parameter isGiven: whether the start is a model, at which examples are decided already.
  private func minimize<
    Features: FeatureStorage, Seen: FeatureStorage,
    Fast: Objective & ~Copyable
  >(
    _ objective: inout CertifiedObjective<Features, Fast>, _ lbfgs: LBFGS,
    _ examples: TrainingSet<Seen>, _ curvature: Curvature<Features>, from begin: [Double],
    isGiven: Bool, features: Int, continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    if features > 0, features <= CurvaturePreconditioner<Seen>.mostFeatures,
      var preconditioner = try? CurvaturePreconditioner(
        examples, penalty: curvature.penalty, fitsIntercept: regression.fitsIntercept,
        threads: threads,
        seed: regression.seed, start: isGiven ? begin : nil,
        given: run.checkpoint == nil && run.resume == nil ? run.startCurvature : nil,
        exactHessian: { curvature.preciseHessian(at: $0) },
        isExactCheap: curvature.isPrecise && curvature.hasCheapHessian)
    {
      defer { curvature.ofPreconditioner = preconditioner.learnt }
      return try lbfgs.minimize(
        &objective, from: begin, preconditioner: &preconditioner, continuity: continuity,
        observe: observe)
    }
    var diagonal = DiagonalPreconditioner(
      dimension: begin.count, penalty: curvature.penalty,
      curvature: examples.meanClassVariance())
    return try lbfgs.minimize(
      &objective, from: begin, preconditioner: &diagonal, continuity: continuity, observe: observe)
  }
}

extension Solver {
  /// Of `auto`, the one to begin with: by the operations that each takes, BLAS doing several times as
  /// many of a Hessian's in a second as of a pass's, which memory bounds.
  /// - Parameters:
  ///   - isPenalized: without a penalty L-BFGS takes several times as many evaluations.
  ///   - hasKinks: whether the penalty has some, which one solver alone knows.
  func resolved<Features: FeatureStorage>(
    for examples: TrainingSet<Features>, isPenalized: Bool, hasKinks: Bool
  ) -> Solver {
    guard case .auto(let most) = self else { return self }
    guard !hasKinks else { return .proximal(evaluations: most) }
    let features = Double(examples.data.features.features + 1)
    let columns = Double(examples.columns)
    let count = Double(examples.data.partition.examples)
    let order = examples.link == .softmax ? features * columns : features
    let hessian =
      (examples.squareOperations + order * order * order / 3) * examples.hessianBlocks
    let newton = Self.newtonSteps * hessian / TrainingSet<Features>.productSpeed
    let evaluations = isPenalized ? Self.evaluationsPenalized : Self.evaluationsUnpenalized
    let lbfgs = evaluations * 4 * (examples.storedElements ?? count * features) * columns
    let isNewton =
      order <= Double(FactoredHessian.affordableParameters)
      && newton <= max(lbfgs, Self.nothing)
    return isNewton ? .newton(evaluations: most) : .lbfgs(evaluations: most)
  }

  private static var newtonSteps: Double { 8 }
  private static var evaluationsPenalized: Double { 40 }
  private static var evaluationsUnpenalized: Double { 100 }
  /// Operations that take no time that anybody would notice.
  private static var nothing: Double { 2e7 }

  /// The one that `auto` goes on with.
  func other(evaluations: Int) -> Solver? {
    guard evaluations > 0 else { return nil }
    return switch self {
    case .newton: .lbfgs(evaluations: evaluations)
    case .lbfgs: .newton(evaluations: evaluations)
    default: nil
    }
  }
}

extension TrainingSet {
  /// A model's parameters as a start of a fit on these examples.
  /// - Throws: `InvalidHyperparameter` for a model of other features or classes.
  func parameters(
    of model: LogisticModel, fitsIntercept: Bool = true
  ) throws(InvalidHyperparameter) -> [Double] {
    let features = data.features.features
    guard model.features == features else {
      throw InvalidHyperparameter(
        .start, expected: "a model of \(features) features, as the examples have",
        "one of \(model.features)")
    }
    guard model.classes == classes && model.link == link else {
      throw InvalidHyperparameter(
        .start, expected: "a \(link.rawValue) model of \(Self.describe(classes))",
        "a \(model.link.rawValue) model of \(Self.describe(model.classes))")
    }
    let scale = model.inputScale / inputScale
    let raw =
      model.weights.map { $0 * scale } + model.intercepts.map { fitsIntercept ? $0 : 0 }
    if let offset, raw[offset.feature] != 1 {
      throw InvalidHyperparameter(
        .start, expected: "a model with the weight 1 of the offset", "\(raw[offset.feature])")
    }
    return standardization?.parameters(ofRaw: raw, columns: columns) ?? raw
  }

  private static func describe(_ classes: [ModelClass]) -> String {
    classes.map(\.name).joined(separator: ", ")
  }
}
