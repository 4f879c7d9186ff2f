import SigmoidExamples

/// The units in which a gradient counts: by features as they are, and by features of variance 1.
struct GradientUnits {
  private let standardization: Standardization?
  private let columns: Int

  init(_ standardization: Standardization?, columns: Int) {
    self.standardization = standardization
    self.columns = columns
  }

  /// Of a gradient by the parameters of standardized features.
  func max(of gradient: [Double]) -> Double {
    let most = standardMax(of: gradient)
    return most.isNaN ? most : Swift.max(most, rawMax(of: gradient))
  }

  /// The same by the weights of features as they are.
  func rawMax(of gradient: [Double]) -> Double {
    guard let standardization else { return standardMax(of: gradient) }
    let features = standardization.means.count
    var most = standardMax(of: Array(gradient[(features * columns)...]))
    if most.isNaN { return most }
    for column in 0..<columns {
      let byIntercept = gradient[columns * features + column]
      for feature in 0..<features where standardization.factors[feature] > 0 {
        let raw =
          gradient[column * features + feature] / standardization.factors[feature]
          + standardization.means[feature] * byIntercept
        most = Swift.max(most, abs(raw))
      }
    }
    return most
  }

  func standardMax(of gradient: [Double]) -> Double {
    gradient.reduce(0) { $1.isNaN ? $1 : Swift.max($0, abs($1)) }
  }
}
