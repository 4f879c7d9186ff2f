import SigmoidSystem

/// The shift and the factor that give every feature mean 0 and variance 1: (x − mean)·factor.
///
/// X itself is never changed: whoever computes with standardized features moves both into the
/// weights and the intercept.
package struct Standardization: Equatable, Sendable {
  /// Of the features' values, one a feature.
  package let means: [Double]
  /// 1 / standard deviation, one a feature; 0 for a constant feature, which so takes no part; NaN for
  /// one whose squares no double holds.
  package private(set) var factors: [Double]
  /// The variance that is left of a feature times its factor: 1, or less where the factor is that of
  /// the mean square about 0.
  package let variances: [Double]

  /// - Parameter variances: empty for ones.
  package init(means: [Double], factors: [Double], variances: [Double] = []) {
    require(means.count == factors.count, "\(means.count) means, \(factors.count) factors")
    self.means = means
    self.factors = factors
    self.variances =
      variances.isEmpty ? [Double](repeating: 1, count: means.count) : variances
  }

  /// That leaves so many features as they are.
  package static func identity(features: Int) -> Standardization {
    Standardization(
      means: [Double](repeating: 0, count: features),
      factors: [Double](repeating: 1, count: features))
  }

  /// Over the examples of `data`, in one parallel pass in double, chunk by chunk: the same bits for
  /// any number of threads and processes.
  /// - Parameters:
  ///   - weights: the case weight of each example; empty when all are 1.
  ///   - centres: false leaves the means at 0 and divides by the root of the mean square: for a
  ///     model without an intercept, which could not take the means up.
  package init<Features: FeatureStorage>(
    _ data: Dataset<Features>, weights: [Double] = [], centres: Bool = true, threads: Int
  ) {
    let moments = FeatureMoments(data, weights: weights, threads: threads)
    guard !centres else {
      self.init(
        means: moments.means, factors: moments.variances.map(Self.factor))
      return
    }
    let squares = zip(moments.means, moments.variances).map { mean, variance in
      let square = mean * mean
      return (square > 0 || mean == 0) && square.isFinite ? square + variance : .nan
    }
    self.init(
      means: [Double](repeating: 0, count: squares.count),
      factors: squares.map(Self.factor),
      variances: zip(moments.variances, squares).map { $1 == 0 ? 0 : $0 / $1 })
  }

  /// NaN of a variance that is not known.
  private static func factor(_ variance: Double) -> Double {
    variance == 0 ? 0 : 1 / variance.squareRoot()
  }

  /// Leaves the scale of a feature as it is.
  package mutating func keepScale(of feature: Int) { factors[feature] = 1 }

  /// Lets a feature take no part.
  package mutating func leaveOut(_ feature: Int) { factors[feature] = 0 }

  /// What is left to do for features of which a pass takes off a centre already.
  /// - Parameter centre: in units of the values; empty where nothing is taken off.
  package func less(_ centre: [Double]) -> Standardization {
    guard !centre.isEmpty else { return self }
    return Standardization(
      means: zip(means, centre).map { $0 - $1 }, factors: factors, variances: variances)
  }
}
