import SigmoidOptimization

/// What is known of how far an objective lies above its optimum, computed in double at one point.
struct Certificate: Equatable, Sendable {
  /// Where it was computed, in the coordinates of the solvers.
  let parameters: [Double]
  /// ∇J there.
  let gradient: [Double]
  /// J there, and its part without the penalty.
  private(set) var objective: Double
  let loss: Double
  /// The largest component of ∇J, by features as they are and by features of variance 1.
  let gradientMax: Double
  /// The same by features of variance 1 alone, and by features as they are.
  let standardGradientMax: Double
  let rawGradientMax: Double
  /// With a penalty, a proven upper bound of J − J*.
  var dualityGap: Double?
  /// Without one, an estimate of J − J*: half the squared Newton decrement.
  var estimate: Double?

  /// The same of a model whose objective is higher by so much.
  func above(by cost: Double) -> Certificate {
    var result = self
    result.objective += cost
    result.dualityGap = dualityGap.map { $0 + cost }
    return result
  }

  /// The bound, or else the estimate.
  var gap: Double? { dualityGap ?? estimate }

  /// What of the gap is an allowance for rounding.
  let rounding: Double

  /// Whether J is known to be, or estimated, at most this share of itself above the optimum.
  func isWithin(_ share: Double) -> Bool {
    gap.map { $0 <= share * abs(objective) } ?? false
  }

  /// The same but for what no more steps can take away.
  func isWithinButForRounding(_ share: Double) -> Bool {
    gap.map { $0 - rounding <= share * abs(objective) } ?? false
  }
}

/// How a gap is known.
public enum GapKind: String, Codable, Sendable {
  /// The gap is no larger.
  case proved
  /// It is about so large.
  case estimated
}

/// An upper bound of J − J* by self-concordance (Francis Bach, "Self-concordant analysis for logistic
/// regression", Electronic J. Statistics 4, 2010, proposition 1): with the Newton decrement λ by the
/// exact Hessian, and ρ such that no score changes by more than ρ times a step's length in its norm,
///
///     J − J* ≤ (λρ + (1 − λρ)·ln(1 − λρ))/ρ²   where λρ < 1
///
/// It holds with or without a penalty, however weak; where the penalty is next to nothing for some
/// feature, it is what can still be computed of the two.
enum DecrementBound {
  static func gap(decrementSquared: Double, reachSquared: Double) -> Double? {
    let product = (decrementSquared * reachSquared).squareRoot()
    guard decrementSquared.isFinite, product < 0.5 else { return nil }
    // λ²/2·(1 + y/3 + y²/6 + …), each term below the one before it by half.
    return decrementSquared / 2 * (1 + product)
  }
}
