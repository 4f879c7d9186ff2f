import LinearAlgebra
import Optimization

/// A shared owner of a factor, which itself cannot be kept in an array.
final class Factor<Scalar: BLASScalar>: Sendable {
  let cholesky: Cholesky<Scalar>

  init(_ cholesky: consuming Cholesky<Scalar>) { self.cholesky = cholesky }
}

/// The intercept has no penalty that keeps its pivot from rounding to nothing.
private let interceptDamping = 1e-6

extension TrainingSet where Features: ~Copyable, Features.Scalar: LossScalar {
  /// Σ curvature·x̃x̃ᵀ + D + damping over these examples, factored, D being the penalty's curvature;
  /// more damping where rounding makes it fail.
  ///
  /// Where features share a unit, such as pixels, damping is the same for all in that unit: those that
  /// are rare vary together, which a small sample does not show, and are better held back. Elsewhere a
  /// feature of little variance is one of a small unit, and damping is the same by its variance.
  /// - Parameter damping: as a share of the mean diagonal, in the unit meant.
  func sampledFactor(
    _ curvatures: [Double], penalty: L2Penalty, damping: Double, threads: Int
  ) throws(NotPositiveDefinite) -> Factor<Features.Scalar> {
    let features = data.features.features
    let gram = gram(curvatures: curvatures, threads: threads)
    let scales = standardization?.factors ?? []
    let isInUnit = data.features.sharesUnit && !penalty.factors.isEmpty && !scales.isEmpty
    // Of each feature, what one unit of damping gives to its diagonal.
    let units = (0..<features).map { isInUnit ? scales[$0] * scales[$0] : 1 }
    let total = (0..<features).reduce(0) { units[$1] > 0 ? $0 + gram[$1, $1] / units[$1] : $0 }
    let mean = total / Double(max(1, features))
    guard mean.isFinite else { throw NotPositiveDefinite(leadingMinor: nil) }
    // A feature's mean square is 1, and so its curvature about the mean one, which is in the corner; a
    // sample that hardly has a rare feature would say that it is flat.
    let least = isInUnit ? 0 : gram[features, features]
    let diagonal = (0..<features).map {
      max(gram[$0, $0], least) + penalty.curvature(of: $0)
    }
    var damping = max(damping * mean, Double(Features.Scalar.leastNormalMagnitude))
    while true {
      do throws(NotPositiveDefinite) {
        // One thread: LAPACK's bits depend on their number.
        return try BLASThreads.scoped(1) { () throws(NotPositiveDefinite) in
          Factor(
            try Cholesky(
              damped(
                gram, diagonal: zip(diagonal, units).map { $0 + damping * $1 }, by: damping)))
        }
      } catch {
        guard damping < mean else { throw error }
        damping *= 10
      }
    }
  }

  private func damped(
    _ gram: borrowing Matrix<Double>, diagonal: [Double], by damping: Double
  ) -> Matrix<Features.Scalar> {
    let features = data.features.features
    var matrix = Matrix<Scalar>(rows: features + 1, columns: features + 1)
    var target = matrix.mutableSpan
    Scalar.narrow(gram.span, times: 1, into: &target)
    // Room for the squares that a factor is made of. A feature that is constant takes no part.
    let most = Double(Scalar.greatestFiniteMagnitude).squareRoot() / Double(features + 1)
    for feature in 0..<features {
      let value = diagonal[feature] > 0 ? min(diagonal[feature], most) : 1
      target[feature * (features + 2)] = Scalar(value)
    }
    target[features * (features + 2)] += Scalar(damping + interceptDamping)
    return matrix
  }
}
