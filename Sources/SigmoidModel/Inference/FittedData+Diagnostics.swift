import SigmoidExamples
import SigmoidLinear

extension FittedData {
  /// - Throws: `InferenceError` for class weights, too few examples, and those of several processes.
  func diagnostics(of model: LogisticModel) throws -> Diagnostics {
    try checkLikelihood()
    let examples = fitted.examples
    guard examples.data.partition.communicator.ranks == 1 else {
      throw InferenceError.diagnosticsInProcesses
    }
    let rows = fitted.rows
    let most = InferenceOptions().mostTogether
    guard rows.count <= most else { throw InferenceError.tooMany(rows.count, most: most) }
    let point = FittedPoint(fitted)
    let covariance = try Covariance(fitted, .model, at: point, keepsLeverages: true)
    let (scores, curvature) = (point.scores, point.curvature)
    let weights = fitted.weights
    let isPenalised = !fitted.penalty.isZero
    let all = try covariance.leverages.indices.map { index in
      let isPositive = examples.classOfExample[index] == 1
      let (p, q) = (curvature.probabilities[index], curvature.complements[index])
      let (weight, sign) = (weights[index], isPositive ? 1.0 : -1.0)
      let loss = Double.binaryLossAndResidual(score: scores[index], target: isPositive ? 1 : 0).0
      let leverage = try Self.leverage(weight * covariance.leverages[index])
      let left = 1 - leverage
      return Diagnostics.Example(
        position: examples.positions?[index] ?? index, isPositive: isPositive, weight: weight,
        probability: p, complement: q, deviance: sign * (2 * weight * loss).squareRoot(),
        pearson: sign * (weight * (isPositive ? q / p : p / q)).squareRoot(), leverage: leverage,
        spread: isPenalised || left < Self.leastLeft ? nil : left.squareRoot(), order: rows.count)
    }
    let raw = ofRaw(covariance.matrix, rows)
    let ofFeatures = fitted.gram(weights, of: examples)
    let ofFit = fitted.gram(fitted.variances(curvature), of: examples)
    return Diagnostics(
      examples: all, marginalEffects: marginalEffects(of: model, curvature, raw),
      varianceInflation: varianceInflation(
        of: model, ofFeatures, covariance: isPenalised ? nil : raw),
      conditionNumber: conditionNumber(ofFeatures), weightedConditionNumber: conditionNumber(ofFit),
      isPenalised: isPenalised, hasFirth: fitted.hasJeffreys,
      hasIntercept: fitted.loss.fitsIntercept)
  }

  /// Of 1 − h: less is rounding.
  private static var leastLeft: Double { 1e-9 }

  /// No leverage is above 1: one that is by no more than rounding is 1.
  /// - Throws: `InferenceError.singular` for one that no rounding explains.
  private static func leverage(_ found: Double) throws(InferenceError) -> Double {
    guard found <= 1 + leastLeft else { throw .singular }
    return min(1, found)
  }

  private func marginalEffects(
    of model: LogisticModel, _ curvature: ScoreCurvature, _ covariance: Matrix<Double>
  ) -> [Diagnostics.MarginalEffect] {
    let (examples, rows) = (fitted.examples, fitted.rows)
    let (count, features) = (fitted.count, fitted.features)
    let variances = fitted.variances(curvature)
    let mean = variances.reduce(0, +) / count
    // Σ c·p(1 − p)(1 − 2p)·x by features as they are, and of the one.
    let changes = variances.indices.map {
      variances[$0] * (curvature.complements[$0] - curvature.probabilities[$0])
    }
    let sums = examples.products(with: changes, columns: 1, threads: fitted.loss.threads)
    let slopes = rows.map { row -> Double in
      guard let standardization, row < features else { return sums[row] / count }
      return
        (sums[row] / standardization.factors[row] + standardization.means[row] * sums[features])
        / count
    }
    return rows.enumerated().filter { $0.1 < features }.map { index, row in
      let weight = model.weights[row]
      var gradient = slopes.map { $0 * weight }
      gradient[index] += mean
      var variance = 0.0
      for j in rows.indices {
        for i in rows.indices { variance += gradient[i] * covariance[i, j] * gradient[j] }
      }
      return Diagnostics.MarginalEffect(
        term: model.featureNames[row], effect: mean * weight, standardError: variance.squareRoot())
    }
  }
}
