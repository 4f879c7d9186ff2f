import SigmoidExamples

extension LogisticModel {
  /// Of the deviance, relative: rows that agree by more are those that the model was fitted to.
  private static var likeDeviance: Double { 1e-9 }
  /// Of scores that may be those of float passes.
  private static var roughlyLikeDeviance: Double { 1e-3 }
  /// Of a coefficient, or of its standard error where that is larger.
  private static var likeParameters: Double { 1e-8 }

  /// The fit whose inference the model keeps, with its examples: made once more, beginning with the
  /// model. It is proved that these are its examples: their number and their deviance are those that the
  /// model keeps, and the fit ends at the model.
  /// - Parameters:
  ///   - examples: read as the model takes them, with the case weights and the offset of its training.
  ///   - threads: nil for all cores.
  /// - Throws: `RefitError` where it is another fit.
  package func fittedAgain(
    to examples: Examples, threads: Int? = nil
  ) throws(RefitError) -> LogisticFit {
    guard isBinary, let inference else { throw .noInference }
    // Their residuals and leverages are not those of counts.
    guard inference.weightKind == .frequency else { throw .samplingWeights }
    // Without a fit, which takes its time, most other examples are told from those of the model.
    try checkRoughly(examples, inference)
    let fit: LogisticFit
    do {
      var trainer = LogisticTrainer(
        solver: .auto, l2: training["l2"].flatMap(Double.init) ?? 0,
        standardizes: training["standardized"] == "true", start: self,
        fitsIntercept: inference.hasIntercept)
      trainer.run.threads = threads
      let likelihood = try trainer.fit(examples, TaskOfModel(model: self))
      var result = hasFirth ? try likelihood.firth() : likelihood
      result.model.inputs = inputs
      fit = result
      let fitted = try fit.twoClassesAtTheOptimum()
      try require(fitted.count, inference.examples, fitted.deviance(of: self), inference.deviance)
    } catch let error as RefitError {
      throw error
    } catch {
      throw .noFit("\(error)")
    }
    let away = inference.coefficients.compactMap { line in
      line.standardError.map { error in
        let found = line.feature.map { fit.model.weights[$0] } ?? fit.model.intercepts[0]
        return abs(found - line.estimate) / max(abs(line.estimate), error)
      }
    }.max()
    guard let away, away <= Self.likeParameters else { throw .otherOptimum(away ?? .nan) }
    return fit
  }

  private func checkRoughly(
    _ examples: Examples, _ inference: Inference
  ) throws(RefitError) {
    do {
      let classes = classes(of: try examples.requiredLabels())
      let own = classes.indices.filter { classes[$0] != nil }
      let weights = examples.caseWeights
      let count = own.reduce(0.0) { $0 + (weights?[$1] ?? 1) }
      let all = try scores(ofFinite: examples.features)
      let losses = losses(
        ofScores: own.map { all[$0] }, classOfExample: own.map { classes[$0] ?? 0 })
      let deviance = 2 * zip(own, losses).reduce(0.0) { $0 + (weights?[$1.0] ?? 1) * $1.1 }
      try require(
        count, inference.examples, deviance, inference.deviance, by: Self.roughlyLikeDeviance)
    } catch let error as RefitError {
      throw error
    } catch {
      throw .noFit("\(error)")
    }
  }

  private func require(
    _ count: Double, _ expectedCount: Double, _ deviance: Double, _ expected: Double,
    by tolerance: Double = likeDeviance
  ) throws(RefitError) {
    guard abs(count - expectedCount) <= Self.likeDeviance * expectedCount else {
      throw .otherCount(count, expected: expectedCount)
    }
    // NaN is none of them either.
    guard abs(deviance - expected) <= tolerance * abs(expected) else {
      throw .otherDeviance(deviance, expected: expected)
    }
  }
}

/// Why examples are not those that a model's inference is of, as a sentence.
package enum RefitError: Error, Equatable, CustomStringConvertible {
  /// The model keeps none.
  case noInference
  /// Weights that count no rows.
  case samplingWeights
  /// Examples that count this together.
  case otherCount(Double, expected: Double)
  /// At the model's parameters.
  case otherDeviance(Double, expected: Double)
  /// So far from the model, in units of a coefficient or its standard error.
  case otherOptimum(Double)
  /// With the reason.
  case noFit(String)

  package var description: String {
    switch self {
    case .noInference:
      "The model keeps no standard errors."
    case .samplingWeights:
      "With sampling weights there is no likelihood of the rows, and there are no pictures of one."
    case .otherCount(let count, let expected):
      "These are other rows than those that the model was fitted to: \(count.formattedCount), where the "
        + "fit had \(expected.formattedCount)."
    case .otherDeviance(let deviance, let expected):
      "These are other rows than those that the model was fitted to: their deviance at the model’s "
        + "coefficients is \(deviance), that of the fit \(expected)."
    case .otherOptimum(let distance):
      "A fit to these rows that begins with the model ends elsewhere, by \(distance) of a coefficient or "
        + "its standard error: the model is not at its optimum."
    case .noFit(let reason):
      "The model cannot be fitted to these rows once more: \(reason)."
    }
  }
}

extension FittedData {
  var count: Double { fitted.count }

  func deviance(of model: LogisticModel) -> Double {
    var other = fitted
    let raw = model.weights + model.intercepts
    other.parameters = standardization?.parameters(ofRaw: raw, columns: 1) ?? raw
    return other.deviance
  }
}
