import SigmoidExamples
import SigmoidLinear

/// Variances of single coefficients among so many that no covariance of all is made: with I·u = a they are
/// aᵀu, and the robust ones Σ c·(r·x̃ᵀu)², or the squares of such sums over clusters.
struct ChosenVariances<Features: FeatureStorage> {
  private let fitted: FittedLoss<Features>
  private let kind: CovarianceKind
  private let solver: InformationSolver<Features>
  /// r = p − y of the examples here.
  private let residuals: [Double]
  private let clusters: Labels?

  /// - Throws: `InferenceError` for a kind that needs the leverage of each example.
  init(
    _ fitted: FittedLoss<Features>, _ kind: CovarianceKind, at point: FittedPoint,
    clusters: Labels?
  ) throws {
    guard kind != .hc2, kind != .hc3 else { throw InferenceError.leveragesOfMany(kind) }
    if kind == .cluster, clusters == nil { throw InferenceError.noClusters }
    self.fitted = fitted
    self.kind = kind
    self.clusters = clusters
    solver = InformationSolver(fitted, at: point)
    residuals = fitted.residuals(point.curvature)
  }

  /// - Parameters:
  ///   - functional: a, one a parameter in the solvers' coordinates.
  ///   - term: whose it is.
  func variance(of functional: [Double], term: String) throws -> Double {
    let (solution, variance) = try solver.solve(functional, of: term)
    guard kind != .model else { return variance }
    let (slopes, weights) = (fitted.loss.scores(at: solution), fitted.examples.weights)
    let moved = zip(residuals, slopes).map { $0 * $1 }
    if kind == .cluster, let clusters {
      return try ClusterSums(
        fitted.examples, rows: [], columns: 0, ones: 1, threads: fitted.loss.threads
      ).squares(of: moved, clusters, estimated: fitted.rows.count)[0, 0]
    }
    let sum = fitted.examples.data.partition.sum(
      of: moved.indices.map { index in
        let weight = weights.isEmpty ? 1 : weights[index]
        return moved[index] * moved[index] * weight * (kind == .sampling ? weight : 1)
      })
    if kind == .sampling { return sum * fitted.sampled / (fitted.sampled - 1) }
    guard kind == .hc1 else { return sum }
    return sum * fitted.count / (fitted.count - Double(fitted.rows.count))
  }
}
