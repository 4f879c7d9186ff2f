extension Inference.Coefficient {
  /// With the interval of its standard error.
  /// - Parameters:
  ///   - variance: nil where it is not estimated.
  ///   - bound: standard errors on either side.
  /// - Throws: `InferenceError.singular` for a variance without a root.
  init(
    className: String? = nil, term: String, feature: Int?, estimate: Double, variance: Double?,
    bound: Double
  ) throws {
    let error = variance?.squareRoot()
    guard error?.isFinite ?? true else { throw InferenceError.singular }
    self.init(
      className: className, term: term, feature: feature, estimate: estimate,
      standardError: error, lower: error.map { estimate - bound * $0 },
      upper: error.map { estimate + bound * $0 })
  }
}
