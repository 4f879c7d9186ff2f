import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

extension LogisticTrainer {
  /// Fits classes in an order, by Newton's method in double, in the coordinates of the solvers that run to
  /// the optimum.
  func fitOrdinal<Features: FeatureStorage>(
    _ examples: TrainingSet<Features>, observe: (TrainingProgress) -> ObserverDecision
  ) throws -> LogisticFit {
    try validate()
    try validateOrdinal()
    let clock = ContinuousClock.now
    let examples = try examples.offset(by: offset, threads: threads)
    let memory = FitMemory(examples, self)
    try examples.data.partition.agree(memory.check)
    let solver = Solver.newton(evaluations: regression.solver.evaluations)
    let problem = FitProblem(examples, self, isConditioned: true)
    try problem.checkScales()
    let curvature = problem.curvature(isPrecise: true)
    // Without a penalty a combination of others has no weight of its own.
    if problem.penalty.isZero { curvature.findAliases() }
    let loss = OrdinalLoss(
      curvature.loss, classes: examples.classes.count, penalty: problem.penalty)
    let features = loss.features
    var recorder = TrainingRecorder(
      start: clock, penalty: problem.penalty, evaluationLimit: solver.evaluations)
    let units = curvature.units
    func gradientMax(_ gradient: [Double]) -> Double {
      let byThresholds = gradient[features...]
      return max(
        units.max(of: Array(gradient[..<features]) + [-byThresholds.reduce(0, +)]),
        byThresholds.reduce(0) { max($0, abs($1)) })
    }
    let begin = loss.start([Double](repeating: 0, count: features))
    let end = loss.minimum(
      from: begin, takesPart: curvature.takesPart, steps: solver.evaluations - 1
    ) { point, steps, size in
      let iterate = Iterate(
        evaluation: steps + 1, value: point.objective, gradientMax: gradientMax(point.gradient),
        stepSize: size, parameters: Array(point.parameters[..<features]))
      return observe(recorder.record(iterate))
    }
    guard let end else {
      preconditionFailure("the shares of the classes ascend")
    }
    let point = end.point
    let certificate = Certificate(
      parameters: point.parameters, gradient: point.gradient, objective: point.objective,
      loss: point.loss, gradientMax: gradientMax(point.gradient),
      standardGradientMax: units.standardMax(of: point.gradient),
      rawGradientMax: units.rawMax(
        of: Array(point.gradient[..<features]) + [-point.gradient[features...].reduce(0, +)]),
      dualityGap: nil, estimate: end.gap, rounding: 0)
    let isConverged =
      end.gap != nil
      && ((regression.tolerance.map { $0 > 0 && certificate.gradientMax <= $0 } ?? false)
        || certificate.isWithin(regression.gap ?? Optimality<Features>.usualGap))
    let separation =
      isConverged || end.isStopped || isPenalized
      ? nil
      : try OrdinalSeparation.find(examples, takesPart: curvature.takesPart, threads: threads)
    let termination: TerminationReason =
      end.isStopped
      ? .interrupted
      : end.steps + 1 >= solver.evaluations && !isConverged
        ? .evaluationsUsedUp : .noFurtherProgress
    let result = OptimizationResult(
      parameters: point.parameters, termination: termination, evaluations: end.steps + 1,
      iterations: end.steps, value: point.objective, gradientMax: certificate.gradientMax)
    let summary = recorder.summary(
      of: FitEnd(
        result, certificate, isConverged: isConverged, separation: separation,
        aliased: curvature.constants + (curvature.aliases ?? [])),
      solver: solver, solverName: solver.name, engine: Engine.tiled.rawValue, threads: threads,
      features: features, examples: examples.data.partition.examples, memory: memory)
    let raw = OrdinalCoordinates(problem.examples.standardization, features: features)
      .raw(point.parameters)
    let model = LogisticModel(
      features: features, weights: Array(raw[..<features]), intercepts: Array(raw[features...]),
      classes: examples.classes, link: .ordinal, inputScale: examples.inputScale,
      training: history(summary, solver))
    let fitted = end.inverse.map { inverse in
      FittedOrdinal(
        loss: loss, point: point, takesPart: curvature.takesPart, inverse: inverse,
        standardization: problem.examples.standardization,
        entangled: curvature.entangled, hasClassWeights: regression.classWeights != .equal)
    }
    return LogisticFit(
      model: model, summary: summary, checkpointFailure: nil, curvature: nil, fitted: fitted)
  }

  private func validateOrdinal() throws(InvalidHyperparameter) {
    switch regression.solver {
    case .auto, .newton: break
    default:
      throw InvalidHyperparameter(
        .solver, expected: "auto or newton for classes in an order", regression.solver.name)
    }
    guard regression.fitsIntercept else {
      throw InvalidHyperparameter(
        .intercept, expected: "thresholds between classes in an order, which are fitted", "none")
    }
    guard run.start == nil else {
      throw InvalidHyperparameter(
        .start, expected: "none for classes in an order", "a model to start from")
    }
    guard run.checkpoint == nil, run.resume == nil else {
      throw InvalidHyperparameter(
        .checkpoint, expected: "none for classes in an order", "one to save or to resume")
    }
    guard run.optimizer == nil else {
      throw InvalidHyperparameter(
        .optimizer, expected: "none for classes in an order", "one from outside")
    }
  }
}

/// Parameters of classes in an order between the coordinates of the solvers and the features as they are:
/// w = v·factor, and a threshold is larger by Σ w·mean.
struct OrdinalCoordinates {
  private let standardization: Standardization?
  private let features: Int

  init(_ standardization: Standardization?, features: Int) {
    self.standardization = standardization
    self.features = features
  }

  func raw(_ parameters: [Double]) -> [Double] {
    guard let standardization else { return parameters }
    var result = parameters
    var shift = 0.0
    for feature in 0..<features {
      result[feature] *= standardization.factors[feature]
      shift += result[feature] * standardization.means[feature]
    }
    for index in features..<result.count { result[index] += shift }
    return result
  }

  /// T·C·Tᵀ of the covariance of some weights and the thresholds.
  func raw(_ matrix: Matrix<Double>, rows: [Int]) -> Matrix<Double> {
    guard let standardization else { return matrix }
    let count = matrix.rows
    var change = Matrix<Double>(rows: count, columns: count)
    for (index, row) in rows.enumerated() {
      let factor = standardization.factors[row]
      change[index, index] = factor
      for place in rows.count..<count {
        change[place, index] = factor * standardization.means[row]
      }
    }
    for place in rows.count..<count { change[place, place] = 1 }
    return change.product(with: matrix).product(with: change.transposed())
  }
}
