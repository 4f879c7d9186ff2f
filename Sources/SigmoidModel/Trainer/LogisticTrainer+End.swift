import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// What stands at the two ends of a run: the checks before it, and what is known and kept after it.
extension LogisticTrainer {
  /// What the summary and the model call the algorithm.
  func solverName(_ solver: Solver) -> String {
    run.optimizer.map { "\(type(of: $0))" } ?? solver.name
  }

  /// What is known of the result of a solver of the textbook: with a penalty or a tolerance there is
  /// something to prove, at the cost of two passes.
  func end<Features: FeatureStorage>(
    of result: OptimizationResult, _ set: TrainingSet<Features>, _ penalty: any Penalty,
    _ examples: TrainingSet<Features>
  ) throws -> FitEnd {
    let isClaim = result.termination == .gradientBelowTolerance
    guard isPenalized || isClaim, result.termination != .diverged else {
      return try FitEnd(
        textbook: result, at: [], tolerance: regression.tolerance, nil as Optimality<Features>?)
    }
    let problem = FitProblem(examples, self, isConditioned: true)
    do {
      try problem.checkScales()
    } catch {
      return try FitEnd(
        textbook: result, at: [], tolerance: nil, nil as Optimality<Features>?)
    }
    let raw =
      set.standardization?.rawParameters(result.parameters, columns: set.columns)
      ?? result.parameters
    let parameters =
      problem.examples.standardization?.parameters(ofRaw: raw, columns: set.columns) ?? raw
    let features = set.data.features.features
    let isConstant = problem.examples.standardization.map { $0.factors.map { $0 == 0 } } ?? []
    let costOfConstants =
      regression.standardizes
      ? 0
      : isConstant.indices.reduce(0) { sum, feature in
        guard isConstant[feature] else { return sum }
        return (0..<set.columns).reduce(sum) { sum, column in
          let weight = raw[column * features + feature]
          let curvature = penalty.curvature(of: column * features + feature)
          return sum + curvature / 2 * weight * weight
        }
      }
    return try FitEnd(
      textbook: result, at: parameters, costOfConstants: costOfConstants,
      tolerance: regression.tolerance,
      problem.optimality(gap: regression.gap, tolerance: nil, isPrecise: false))
  }

  /// Checks what is resumed, and makes the keeper of what is to be saved.
  func continuing<Features: FeatureStorage>(
    _ examples: TrainingSet<Features>, solver: Solver, engineName: String
  ) throws -> CheckpointWriter? {
    guard run.checkpoint != nil || run.resume != nil else { return nil }
    let description = try describe(examples, solver: solver, engineName: engineName)
    try run.resume?.check(description, evaluationLimit: solver.evaluations)
    // Of several processes, all of which are in the same state, the first one.
    guard examples.data.partition.communicator.rank == 0 else { return nil }
    return run.checkpoint.map {
      CheckpointWriter($0, run: description, history: run.resume?.history ?? [])
    }
  }

  func validate() throws(InvalidHyperparameter) {
    try regression.solver.validate()
    if let tolerance = regression.tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw InvalidHyperparameter(.tolerance, expected: "a number of at least 0", tolerance)
    }
    try validatePenalty()
    if let gap = regression.gap, !(gap >= 0 && gap.isFinite) {
      throw InvalidHyperparameter(.gap, expected: "a number of at least 0", gap)
    }
    guard threads >= 1 else {
      throw InvalidHyperparameter(.threads, expected: "at least 1", threads)
    }
  }

  /// How a model was trained, for its file.
  func history(_ summary: FitSummary, _ solver: Solver) -> [String: String] {
    var history = run.optimizer == nil ? solver.hyperparameters : ["solver": summary.solver]
    history.merge(penaltyDescription) { $1 }
    history["seed"] = "\(regression.seed)"
    history["tolerance"] = regression.tolerance.map { "\($0)" }
    history["engine"] = summary.engine
    if regression.classWeights != .equal { history["classWeights"] = "\(regression.classWeights)" }
    if regression.standardizes { history["standardized"] = "true" }
    if run.start != nil { history["warmStart"] = "true" }
    history["examples"] = "\(summary.examples)"
    history["evaluations"] = "\(summary.evaluations)"
    history["loss"] = "\(summary.loss)"
    history["objective"] = "\(summary.objective)"
    history["gradientMax"] = "\(summary.gradientMax)"
    history["dualityGap"] = summary.dualityGap.map { "\($0)" }
    history["converged"] = "\(summary.isConverged)"
    if !regression.fitsIntercept { history["intercept"] = "none" }
    history["terminationReason"] = summary.termination.rawValue
    history[LogisticModel.separatedKey] = summary.separation.map { separation in
      separation.features.prefix(LogisticModel.mostSeparated).map(String.init).joined(
        separator: ",")
    }
    return history
  }
}
