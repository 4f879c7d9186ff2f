import SigmoidModel

/// What a coefficient that is not estimated is a combination of, by the names of the model's features.
struct CombinationText {
  /// Factors by names, and a constant as that of `(intercept)`.
  let factors: [String: Double]

  /// - Returns: nil where it is estimated, or nobody knows why not.
  init?(of line: Inference.Coefficient, _ model: LogisticModel) {
    guard let combination = line.combination else { return nil }
    let names = model.featureNames
    factors = AliasReport.named(combination.factors, combination.constant) { names[$0] }
    isConstant = combination.factors.isEmpty
  }

  private let isConstant: Bool

  /// `= 2·a − b + 1`, or `constant`.
  var text: String { isConstant ? "constant" : "= \(AliasReport.sum(factors))" }
}
