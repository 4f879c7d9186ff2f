import SigmoidLinear
import SigmoidOptimization

/// A shared owner of a factor, which itself cannot be kept in an array.
final class Factor<Scalar: PassScalar>: Sendable {
  let cholesky: Cholesky<Scalar>

  init(_ cholesky: consuming Cholesky<Scalar>) { self.cholesky = cholesky }
}

/// The intercept has no penalty that keeps its pivot from rounding to nothing.
private let interceptDamping = 1e-6

extension TrainingSet {
  /// Σ curvature·x̃x̃ᵀ + D + damping over these examples, factored, D being the penalty's curvature;
  /// more damping where rounding makes it fail.
  ///
  /// Where features share a unit, such as pixels, damping is the same for all in that unit: those that
  /// are rare vary together, which a small sample does not show, and are better held back. Elsewhere a
  /// feature of little variance is one of a small unit, and damping is the same by its variance.
  /// - Parameter damping: as a share of the mean diagonal, in the unit meant.
  func sampledFactor(
    _ curvatures: [Double], penalty: any Penalty, damping: Double, threads: Int
  ) throws(NotPositiveDefinite) -> Factor<Features.Scalar> {
    // One thread: LAPACK's bits depend on their number.
    try BLASThreads.scoped(1) { () throws(NotPositiveDefinite) in
      try factor(curvatures, penalty, damping, threads)
    }
  }

  private func factor(
    _ curvatures: [Double], _ penalty: any Penalty, _ damping: Double, _ threads: Int
  ) throws(NotPositiveDefinite) -> Factor<Features.Scalar> {
    let features = data.features.features
    let scales = standardization?.factors ?? []
    let isInUnit = data.features.sharesUnit && !penalty.isUniform && !scales.isEmpty
    // Of each feature, what one unit of damping gives to its diagonal.
    let units = (0..<features).map { isInUnit ? scales[$0] * scales[$0] : 1 }
    // Room for the squares that a factor is made of.
    let most = Double(Scalar.greatestFiniteMagnitude).squareRoot() / Double(features + 1)
    var tries = 1.0
    while true {
      var gram = sampledGram(curvatures: curvatures, threads: threads)
      let corner = Double(gram[features, features])
      let total = (0..<features).reduce(0) {
        units[$1] > 0 ? $0 + Double(gram[$1, $1]) / units[$1] : $0
      }
      let mean = total / Double(max(1, features))
      guard mean.isFinite else { throw NotPositiveDefinite(leadingMinor: nil) }
      let added = tries * max(damping * mean, Double(Scalar.leastNormalMagnitude))
      for feature in 0..<features {
        // A feature's mean square is 1, and so its curvature about the mean one, which is in the corner;
        // a sample that hardly has a rare feature would say that it is flat.
        let diagonal = max(Double(gram[feature, feature]), isInUnit ? 0 : corner)
        let sum = diagonal + penalty.curvature(of: feature) + added * units[feature]
        // A feature that is constant takes no part.
        gram[feature, feature] = sum > 0 ? Scalar(min(sum, most)) : 1
      }
      gram[features, features] += Scalar(added + interceptDamping)
      do throws(NotPositiveDefinite) {
        return Factor(try Cholesky(gram))
      } catch {
        guard added < mean else { throw error }
        tries *= 10
      }
    }
  }
}
