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
}

/// The covariance of the estimated parameters, in the solvers' coordinates and in the order of
/// `FittedLoss.rows`.
struct Covariance {
  /// k × k, symmetric.
  let matrix: Matrix<Double>
  /// Of each example here, h = w·x̃ᵀI⁻¹x̃ with its curvature w = p(1 − p): of one copy of it. Empty where
  /// nobody needs them.
  let leverages: [Double]

  /// - Parameters:
  ///   - clusters: of each example here; for `cluster`.
  ///   - keepsLeverages: whether they are wanted, whatever the kind.
  /// - Throws: `InferenceError` where there is none.
  init<Features: FeatureStorage>(
    _ fitted: FittedLoss<Features>, _ kind: CovarianceKind, clusters: Labels? = nil,
    keepsLeverages: Bool = false
  ) throws {
    let (loss, rows) = (fitted.loss, fitted.rows)
    let examples = fitted.examples
    let scores = loss.scores(at: fitted.parameters)
    let curvature = loss.curvature(ofScores: scores)
    let curvatures = (0..<examples.data.examples).map {
      curvature.probabilities[$0] * curvature.complements[$0]
    }
    let weights = fitted.weights
    var information = fitted.gram(fitted.variances(curvature), of: examples)
    for (index, place) in loss.places(of: 0..<1, rows: rows).enumerated() {
      information[index, index] += fitted.count * fitted.penalty.curvature(of: place)
    }
    guard let factor = try? Cholesky(information) else { throw InferenceError.singular }
    let inverse = factor.inverse()
    let needsLeverages = keepsLeverages || kind == .hc2 || kind == .hc3
    leverages =
      needsLeverages
      ? examples.quadraticForms(
        inverse, rows: rows, times: curvatures, threads: loss.threads) : []
    guard kind != .model else {
      matrix = inverse
      return
    }
    // s = r·x̃ with r = y − p, whose sign does not matter.
    let residuals = (0..<examples.data.examples).map { example in
      examples.classOfExample[example] == 1
        ? curvature.complements[example] : curvature.probabilities[example]
    }
    let meat: Matrix<Double>
    if kind == .cluster {
      guard let clusters else { throw InferenceError.noClusters }
      let signed = residuals.indices.map {
        examples.classOfExample[$0] == 1 ? residuals[$0] : -residuals[$0]
      }
      meat = try ClusterSums(examples, rows: rows, columns: 1).squares(of: signed, clusters)
    } else {
      let leverages = leverages
      let squares = residuals.indices.map { example in
        let square = residuals[example] * residuals[example] * weights[example]
        switch kind {
        case .hc2: return square / (1 - leverages[example])
        case .hc3: return square / ((1 - leverages[example]) * (1 - leverages[example]))
        default: return square
        }
      }
      guard squares.allSatisfy(\.isFinite) else { throw InferenceError.leverageOfOne }
      meat = fitted.gram(squares, of: examples)
    }
    var result = Self.sandwich(inverse, meat)
    if kind == .hc1 {
      let free = fitted.count - Double(rows.count)
      result = result.times(fitted.count / free)
    }
    matrix = result
  }

  /// A·B·A of symmetric matrices.
  private static func sandwich(_ bread: Matrix<Double>, _ meat: Matrix<Double>) -> Matrix<Double> {
    bread.product(with: meat).product(with: bread)
  }
}
