import SigmoidExamples
import SigmoidOptimization

/// Firth's estimates of a fit, whatever the storage of its examples.
struct FirthEstimates: Sendable {
  /// By features as they are: weights, and then the intercept.
  let parameters: [Double]
  /// The mean loss, and with it what the prior takes.
  let loss, objective: Double
  let gradientMax: Double
  let steps: Int
  let isConverged: Bool
  let fitted: any FittedExamples
}

extension LogisticFit {
  /// The same question with Jeffreys' prior on the coefficients, Firth's penalty: estimates with less bias,
  /// which are finite however the classes are separated. See `FittedLoss.minimumWithJeffreys`.
  ///
  /// Their inference has the model's standard errors, profile intervals of the penalised likelihood where
  /// these are asked for, and p-values by its ratio.
  /// - Throws: `InferenceError` for several classes, class weights, a penalty, or an information without an
  ///   inverse.
  public func firth() throws -> LogisticFit {
    guard model.isBinary else { throw InferenceError.severalClasses }
    guard let fitted else { throw InferenceError.notConverged }
    let found = try fitted.firth()
    var training = model.training
    training[LogisticModel.penaltyKey] = LogisticModel.firth
    training["loss"] = "\(found.loss)"
    training["objective"] = "\(found.objective)"
    training["gradientMax"] = "\(found.gradientMax)"
    training["converged"] = "\(found.isConverged)"
    training["terminationReason"] = TerminationReason.noFurtherProgress.rawValue
    training[LogisticModel.separatedKey] = nil
    training["dualityGap"] = nil
    let model = LogisticModel(
      features: model.features, weights: Array(found.parameters.dropLast()),
      intercepts: [found.parameters.last ?? 0], classes: model.classes, link: model.link,
      training: training, schema: model.schema)
    let summary = FitSummary(
      solver: summary.solver, engine: summary.engine, threads: summary.threads,
      features: summary.features, examples: summary.examples,
      expectedPeakBytes: summary.expectedPeakBytes, termination: .noFurtherProgress,
      evaluations: summary.evaluations + found.steps, iterations: summary.iterations + found.steps,
      isConverged: found.isConverged, gapEstimate: nil, dualityGap: nil, lowerBound: nil,
      gapIs: nil, separation: nil, aliased: summary.aliased, notes: summary.notes,
      loss: found.loss, objective: found.objective, gradientMax: found.gradientMax,
      secondsPerEpochMedian: summary.secondsPerEpochMedian,
      secondsTraining: summary.secondsTraining)
    return LogisticFit(
      model: model, summary: summary, checkpointFailure: checkpointFailure, curvature: nil,
      fitted: found.fitted)
  }
}

extension FittedData {
  func firth() throws -> FirthEstimates {
    guard !hasClassWeights else { throw InferenceError.classWeights }
    guard fitted.penalty.isZero else { throw InferenceError.twoPenalties }
    var fitted = fitted
    fitted.hasJeffreys = true
    // From no effect at all: where the classes are separated, the fit ended far out.
    let none = [Double](repeating: 0, count: fitted.parameters.count)
    var start = none
    for feature in 0..<fitted.features where !fitted.takesPart[feature] {
      start[feature] = fitted.parameters[feature]
    }
    if !fitted.loss.fitsIntercept { start[fitted.features] = fitted.parameters[fitted.features] }
    let found = try fitted.minimum(from: start, takesPart: fitted.takesPart)
    fitted.parameters = found.parameters
    return FirthEstimates(
      parameters: standardization?.rawParameters(found.parameters, columns: 1) ?? found.parameters,
      loss: found.deviance / 2 / fitted.count,
      objective: (found.objective - fitted.jeffreysShift(standardization)) / fitted.count,
      gradientMax: found.gradientMax / fitted.count, steps: found.steps,
      isConverged: found.isConverged,
      fitted: FittedData(
        fitted: fitted, standardization: standardization, entangled: entangled,
        hasClassWeights: false))
  }
}
