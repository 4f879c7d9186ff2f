/// What is asked of a fit.
package struct InferenceOptions: Sendable {
  /// How the covariance is estimated.
  package var covariance = CovarianceKind.model
  /// What case weights say.
  package var weightKind = WeightKind.frequency
  /// How intervals are made.
  package var intervals = Inference.Intervals.wald
  /// Of the intervals: above 0 and below 1.
  package var level = 0.95
  /// Of several classes, the one that the others are compared with; nil for the first.
  package var reference: String?
  /// Of several classes together, of one covariance.
  package var mostCoefficients = FactoredHessian.affordableParameters
  /// Whether each column, or feature, is tested against the model without it, which is fitted.
  package var testsTerms = false
  /// Whether the result has the covariance of all coefficients.
  package var keepsCovariance = false
  /// The coefficients that are meant: columns of a table, features and `(intercept)`; nil for all.
  package var terms: [String]?
  /// Of more there is no covariance of all: it would have as many numbers as the square.
  package var mostTogether = 5000

  /// Wald intervals of 95 % from the model's covariance.
  package init() {}

  /// Whether weights are of a sample: that covariance is of nothing else.
  var isSampled: Bool { weightKind == .sampling || covariance == .sampling }
  /// The covariance that there is.
  var resolvedCovariance: CovarianceKind {
    isSampled && covariance != .cluster ? .sampling : covariance
  }
}
