import SigmoidExamples
import SigmoidLinear

/// How the covariance of the coefficients is estimated. Names and factors are those of R's sandwich
/// (Zeileis, Köll, Graham: "Various Versatile Variances", Journal of Statistical Software 95, 2020).
public enum CovarianceKind: String, CaseIterable, Codable, Sendable {
  /// I⁻¹, the inverse of the information: right where the model is.
  case model
  /// I⁻¹·Σ s sᵀ·I⁻¹, s being the gradient of the log-likelihood of an example: right for independent
  /// examples, whatever their variance.
  case hc0
  /// The same times n/(n − k), for n examples and k coefficients.
  case hc1
  /// As `hc0`, s being divided by √(1 − h) with the leverage h of the example.
  case hc2
  /// As `hc0`, s being divided by 1 − h.
  case hc3
  /// As `hc0` of sums of s over clusters of examples, times G/(G − 1) for G clusters: right for examples
  /// that depend on one another within a cluster alone.
  case cluster
  /// As `hc0`, s being multiplied by the weight of the example, times n/(n − 1) for n examples of a weight
  /// above 0: what sampling weights have, whichever of the others is asked for but `cluster`. It is that
  /// of clusters of one example each, of Stata's `pweight`, and of `svyglm` of R's survey for a design
  /// without strata.
  case sampling
}

/// The covariance of the estimated parameters, in the solvers' coordinates and in the order of
/// `FittedLoss.rows`.
struct Covariance {
  /// k × k, symmetric.
  let matrix: Matrix<Double>
  /// I⁻¹, whatever the kind.
  let inverse: Matrix<Double>
  /// Of each example here, h = w·x̃ᵀI⁻¹x̃ with its curvature w = p(1 − p): of one copy of it. Empty where
  /// nobody needs them.
  let leverages: [Double]

  /// - Parameters:
  ///   - clusters: of each example here; for `cluster`.
  ///   - keepsLeverages: whether they are wanted, whatever the kind.
  /// - Throws: `InferenceError` where there is none.
  init<Features: FeatureStorage>(
    _ fitted: FittedLoss<Features>, _ kind: CovarianceKind, at point: FittedPoint,
    clusters: Labels? = nil, keepsLeverages: Bool = false
  ) throws {
    let (loss, rows) = (fitted.loss, fitted.rows)
    guard !rows.isEmpty else { throw InferenceError.noCoefficients }
    let examples = fitted.examples
    let curvature = point.curvature
    let inverse = try fitted.inverseInformation(point)
    self.inverse = inverse
    try fitted.checkDistance(inverse, isSampled: kind == .sampling)
    let needsLeverages = keepsLeverages || kind == .hc2 || kind == .hc3
    leverages =
      needsLeverages
      ? examples.quadraticForms(
        inverse, rows: rows,
        times: zip(curvature.probabilities, curvature.complements).map { $0 * $1 },
        threads: loss.threads) : []
    guard kind != .model else {
      matrix = inverse
      return
    }
    // s = r·x̃ with r = p − y.
    let residuals = fitted.residuals(curvature)
    let meat: Matrix<Double>
    if kind == .cluster {
      guard let clusters else { throw InferenceError.noClusters }
      meat = try ClusterSums(examples, rows: rows, columns: 1, threads: loss.threads)
        .squares(of: residuals, clusters, estimated: rows.count)
    } else {
      let (leverages, weights) = (leverages, examples.weights)
      try examples.data.partition.communicator.collectively {
        let isDefined = leverages.indices.allSatisfy {
          !weights.isEmpty && weights[$0] == 0 || 1 - leverages[$0] > Self.leastFreedom
        }
        guard isDefined else { throw InferenceError.leverageOfOne }
      }
      let squares = residuals.indices.map { example in
        let square =
          residuals[example] * residuals[example] * (weights.isEmpty ? 1 : weights[example])
        switch kind {
        case .hc2: return square / (1 - leverages[example])
        case .hc3: return square / ((1 - leverages[example]) * (1 - leverages[example]))
        case .sampling: return weights.isEmpty ? square : square * weights[example]
        default: return square
        }
      }
      meat = fitted.gram(squares, of: examples)
    }
    var result = Self.sandwich(inverse, meat)
    if kind == .cluster { try fitted.checkClusters(result, inverse) }
    if kind == .hc1 {
      let free = fitted.count - Double(rows.count)
      result = result.times(fitted.count / free)
    }
    if kind == .sampling {
      let sampled = fitted.sampled
      guard sampled > 1 else { throw InferenceError.saturated(sampled, coefficients: rows.count) }
      result = result.times(sampled / (sampled - 1))
    }
    matrix = result
  }

  /// Of 1 − leverage: with less, its digits are those of rounding.
  private static var leastFreedom: Double { 1e-10 }

  /// A·B·A of symmetric matrices. One thread: BLAS's bits may depend on their number.
  static func sandwich(_ bread: Matrix<Double>, _ meat: Matrix<Double>) -> Matrix<Double> {
    BLASThreads.scoped(1) { bread.product(with: meat).product(with: bread) }
  }
}
