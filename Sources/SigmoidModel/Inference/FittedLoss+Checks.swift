import SigmoidExamples
import SigmoidLinear

extension TrainingSet {
  /// Whether a weight is no whole number, in any process.
  var hasFractions: Bool {
    data.partition.sum(of: (0..<data.examples).map { isWhole($0) ? 0 : 1 }) > 0
  }

  private func isWhole(_ example: Int) -> Bool {
    weights.isEmpty || weights[example] == weights[example].rounded()
  }
}

/// What has to hold before standard errors mean anything.
extension FittedLoss {
  /// Of √(∇ᵀI⁻¹∇): beyond it estimates, and what is computed at them, are off by what a person would see.
  private static var farthest: Double { 0.01 }
  /// Of the variance that examples independent of one another would have.
  private static var leastShare: Double { 1e-6 }

  /// The examples of a weight above 0, in all processes.
  var sampled: Double {
    let weights = weights
    return examples.data.partition.sum(of: weights.map { $0 > 0 ? 1 : 0 })
  }

  /// √(∇ᵀI⁻¹∇) of the log-likelihood and a penalty is how many standard errors the farthest combination of
  /// coefficients is from the optimum: a fit that was allowed a wide gap has converged as it was told to,
  /// and may be several off.
  /// - Parameters:
  ///   - inverse: I⁻¹, in the order of `rows`, of several classes of one column after the other.
  ///   - isSampled: whether the weights may have any common factor.
  /// - Throws: `InferenceError.farFromOptimum`.
  func checkDistance(_ inverse: Matrix<Double>, isSampled: Bool) throws {
    // With the prior the last step of the fit was below that.
    guard !hasJeffreys else { return }
    var gradient = provedHere?.gradient ?? []
    if gradient.isEmpty {
      gradient = parameters
      var objective = loss.objective()
      _ = try objective.evaluate(at: parameters, gradient: &gradient)
      _ = penalty.add(to: &gradient, at: parameters)
    }
    let slopes = loss.places(of: 0..<loss.columns, rows: rows).map { gradient[$0] }
    var square = 0.0
    for j in slopes.indices {
      for i in slopes.indices { square += slopes[i] * inverse[i, j] * slopes[j] }
    }
    let distance = (square * (isSampled ? sampled * count : count * count)).squareRoot()
    guard distance <= Self.farthest else { throw InferenceError.farFromOptimum(distance) }
  }

  /// A coefficient that only the examples of one cluster tell apart from the others has sums of gradients
  /// that are 0 by the fit, whatever its variance, and so has one whose sums the clusters all balance.
  /// - Parameters:
  ///   - covariance: of clusters, in the order of `rows`.
  ///   - inverse: I⁻¹.
  /// - Throws: `InferenceError.loneCluster`.
  func checkClusters(_ covariance: Matrix<Double>, _ inverse: Matrix<Double>) throws {
    let order = rows.count
    guard let factor = try? Cholesky(inverse) else { throw InferenceError.singular }
    // L⁻¹·covariance·L⁻ᵀ with L·Lᵀ = I⁻¹: about 1 on its diagonal, however features are scaled and go
    // together.
    func whitened(_ matrix: Matrix<Double>) -> Matrix<Double> {
      var result = matrix
      var span = result.mutableSpan
      factor.whiten(&span, columns: order)
      return result
    }
    let shares = whitened(whitened(covariance).transposed())
    let mean = (0..<order).reduce(0) { $0 + shares[$1, $1] } / Double(order)
    guard mean.isFinite, mean > 0, let root = try? Cholesky(shares),
      root.leastPivotShare(diagonal: [Double](repeating: mean, count: order)) > Self.leastShare
    else { throw InferenceError.loneCluster }
  }
}
