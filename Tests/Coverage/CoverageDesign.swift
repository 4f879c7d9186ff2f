import Foundation
import SigmoidSystem

/// Where data sets come from: truth.py has the same designs, drawn by NumPy.
enum CoverageDesign: String, CaseIterable, Sendable {
  /// 400 rows that follow the model: theory says that every kind is right.
  case large
  /// 50 rows for 5 coefficients that follow the model: kinds differ, and by how much is known.
  case small
  /// 400 rows whose log-odds are a square of the feature that the model lacks: the variance of the gradient
  /// is not the model's.
  case misspecified
  /// 80 clusters of 5 rows with an effect of their own, which the model lacks.
  case clustered
  /// 400 rows of which the positive class was drawn five times as often.
  case sampled

  /// What is estimated, the intercept first. Of the misspecified and the clustered rows it is what a fit of
  /// infinitely many of them has, where E[x·(P(y = 1) − σ(x·β))] = 0: truth.py integrates over the features
  /// and effects by Gauss–Hermite quadrature.
  var truth: [Double] {
    switch self {
    case .large: [-0.5, 0.7, -0.6]
    case .small: [0.3, 0.6, -0.4, 0.3, 0]
    case .misspecified: [-0.7155533847119652, 0.39270296103035945]
    case .clustered: [-0.21469502107817826, 0.429688305785043, 0.429688305785043]
    case .sampled: [-2, 0.8]
    }
  }

  /// Rows of a set.
  var count: Int { self == .small ? 50 : 400 }

  /// Rows of a cluster.
  static let clusterSize = 5

  var kinds: [IntervalKind] {
    switch self {
    case .large, .small: [.model, .hc0, .hc1, .hc2, .hc3, .profile, .firth]
    case .misspecified: [.model, .hc0, .hc1, .hc2, .hc3]
    case .clustered: [.model, .hc3, .cluster]
    case .sampled: [.frequency, .sampling]
    }
  }

  /// A set of this design.
  func draw(_ random: inout SeededGenerator) -> CoverageSet {
    var set = CoverageSet(features: truth.count - 1)
    switch self {
    case .large:
      for _ in 0..<count {
        let x = [random.normal(), random.uniform() < 0.4 ? 1 : 0]
        set.append(x, random.answers(linear(x)))
      }
    case .small:
      for _ in 0..<count {
        let x = (1..<truth.count).map { _ in random.normal() }
        set.append(x, random.answers(linear(x)))
      }
    case .misspecified:
      for _ in 0..<count {
        let x = random.normal()
        set.append([x], random.answers(-1.5 + 0.5 * x + 0.8 * x * x))
      }
    case .clustered:
      for cluster in 0..<count / Self.clusterSize {
        let (z, effect) = (random.normal(), random.normal())
        for _ in 0..<Self.clusterSize {
          let x = random.normal()
          set.append([z, x], random.answers(-0.3 + 0.6 * z + 0.6 * x + 1.5 * effect))
          set.clusters.append(cluster)
        }
      }
    case .sampled:
      while set.labels.count < count {
        let x = random.normal()
        let isPositive = random.answers(linear([x]))
        guard isPositive || random.uniform() < 0.2 else { continue }
        set.append([x], isPositive)
        set.weights.append(isPositive ? 1 : 5)
      }
    }
    return set
  }

  private func linear(_ x: [Double]) -> Double {
    zip(truth.dropFirst(), x).reduce(truth[0]) { $0 + $1.0 * $1.1 }
  }
}

/// The rows of a design.
struct CoverageSet {
  let features: Int
  /// A row after the other.
  var values: [Double] = []
  /// 0 or 1, one a row.
  var labels: [Int] = []
  /// Empty where each row counts 1.
  var weights: [Double] = []
  /// Empty where each row stands for itself.
  var clusters: [Int] = []

  init(features: Int) { self.features = features }

  mutating func append(_ row: [Double], _ isPositive: Bool) {
    values += row
    labels.append(isPositive ? 1 : 0)
  }
}

extension SeededGenerator {
  /// Uniform in 0 ..< 1, one of 2⁵³ values.
  fileprivate mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Mean 0 and variance 1 (Box and Muller).
  fileprivate mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  /// Whether an event of these log-odds happens.
  fileprivate mutating func answers(_ logOdds: Double) -> Bool {
    uniform() < 1 / (1 + exp(-logOdds))
  }
}
