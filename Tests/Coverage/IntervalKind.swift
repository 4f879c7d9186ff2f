import SigmoidExamples
import SigmoidLinear
import SigmoidModel

/// A kind of interval that the library makes.
enum IntervalKind: String, CaseIterable, Sendable {
  case model, hc0, hc1, hc2, hc3, cluster, profile, firth, frequency, sampling
  /// Those of the model at 94 %: what a level that is off by 1 % would give.
  case modelAt94

  /// Whether an interval takes some dozens of fits.
  var isOfFits: Bool { self == .profile || self == .firth }

  /// The sets of one design whose intervals have the truth: one set.
  /// - Parameter hasFits: whether those are wanted that take many fits.
  /// - Returns: for each kind which coefficients, the intercept first; none where the fit has no answer.
  static func inside(
    _ set: CoverageSet, _ design: CoverageDesign, hasFits: Bool
  ) throws -> [IntervalKind: [Bool]] {
    let features = Matrix<Double>(
      rows: set.features, columns: set.labels.count, elements: set.values)
    let fit = try LogisticTrainer(solver: .newton(), threads: 1).fit(
      Dataset(features: features, labels: Labels(set.labels)),
      BinaryTask(positive: ["1"], versus: ["0"]),
      exampleWeights: set.weights.isEmpty ? nil : set.weights)
    let clusters = set.clusters.isEmpty ? nil : Labels(set.clusters)
    var result: [IntervalKind: [Bool]] = [:]
    for kind in design.kinds where hasFits || !kind.isOfFits {
      guard let found = try? kind.inference(of: fit, clusters) else { continue }
      result[kind] = Self.inside(found, design.truth)
    }
    if result[.model] != nil, let found = try? fit.inference(level: 0.94) {
      result[.modelAt94] = Self.inside(found, design.truth)
    }
    return result
  }

  private static func inside(_ found: Inference, _ truth: [Double]) -> [Bool] {
    zip(found.coefficients, truth).map { line, truth in
      guard let lower = line.lower, let upper = line.upper else { return false }
      return lower <= truth && truth <= upper
    }
  }

  private func inference(of fit: LogisticFit, _ clusters: Labels?) throws -> Inference {
    switch self {
    case .model, .frequency, .modelAt94: try fit.inference()
    case .hc0: try fit.inference(covariance: .hc0)
    case .hc1: try fit.inference(covariance: .hc1)
    case .hc2: try fit.inference(covariance: .hc2)
    case .hc3: try fit.inference(covariance: .hc3)
    case .cluster: try fit.inference(covariance: .cluster, clusters: clusters)
    case .profile: try fit.inference(intervals: .profile)
    case .firth: try fit.firth().inference(intervals: .profile)
    case .sampling: try fit.inference(weightKind: .sampling)
    }
  }
}
