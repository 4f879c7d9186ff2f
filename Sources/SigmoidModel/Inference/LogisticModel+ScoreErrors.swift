import SigmoidExamples
import SigmoidLinear

extension LogisticModel {
  /// The standard error of each example's score, from the covariance that the model keeps.
  /// - Throws: `HypothesisError` where it keeps none.
  public func scoreErrors<Features: FeatureStorage>(
    of inputs: Features
  ) throws(HypothesisError) -> [Double] {
    guard let inference else { throw .noInference }
    guard !inference.covarianceOfEstimates.isEmpty else { throw .noCovariance }
    let rows = inference.coefficients.filter { $0.standardError != nil }
      .map { $0.feature ?? features }
    let covariance = Matrix(
      rows: rows.count, columns: rows.count, elements: inference.covarianceOfEstimates)
    return inputs.quadraticForms(covariance, rows: rows, threads: 1)
      .map { max(0, $0).squareRoot() }
  }

  /// How many standard errors an interval of this level has on either side.
  package static func normalBound(level: Double) -> Double {
    Distribution.normalBound(ofTails: 1 - level)
  }

  /// The standard error of the logit of each example's predicted class, ln p/(1 − p), by the delta method:
  /// of two classes that of the score.
  /// - Parameters:
  ///   - scores: of these examples.
  ///   - predicted: the position of the class of each.
  /// - Throws: `HypothesisError` where the model keeps no covariance.
  package func logitErrors<Features: FeatureStorage>(
    of inputs: Features, scores: [Double], predicted: [Int]
  ) throws(HypothesisError) -> [Double] {
    if link == .ordinal {
      return try ordinalLogitErrors(of: inputs, scores: scores, predicted: predicted)
    }
    guard link == .softmax else { return try scoreErrors(of: inputs) }
    guard let inference, let reference = inference.reference else { throw .noInference }
    guard !inference.covarianceOfEstimates.isEmpty else { throw .noCovariance }
    let names = classes.map(\.name)
    let contrasts = ClassContrasts(
      reference: names.firstIndex(of: reference) ?? 0, classes: names.count)
    let lines = inference.coefficients.filter { $0.standardError != nil }
    let covariance = Matrix(
      rows: lines.count, columns: lines.count, elements: inference.covarianceOfEstimates)
    let order = lines.count / contrasts.others.count
    let rows = lines.prefix(order).map { $0.feature ?? features }
    let probabilities = probabilities(ofScores: scores)
    // Of z_k less the reference's: 1 for the class itself, and for another −p_l/(1 − p_k).
    let slopes = predicted.indices.map { example in
      let first = example * names.count
      let own = predicted[example]
      let rest = names.indices.reduce(0) { $0 + ($1 == own ? 0 : probabilities[first + $1]) }
      return contrasts.others.map { $0 == own ? 1 : -probabilities[first + $0] / rest }
    }
    var variances = [Double](repeating: 0, count: predicted.count)
    for b in contrasts.others.indices {
      for a in 0...b {
        var block = Matrix<Double>(rows: order, columns: order)
        for column in 0..<order {
          for row in 0..<order {
            block[row, column] =
              (covariance[a * order + row, b * order + column]
                + covariance[a * order + column, b * order + row]) / 2
          }
        }
        let forms = inputs.quadraticForms(block, rows: rows, threads: 1)
        for example in variances.indices {
          variances[example] +=
            (a == b ? 1 : 2) * slopes[example][a] * slopes[example][b] * forms[example]
        }
      }
    }
    return variances.map { max(0, $0).squareRoot() }
  }
}
