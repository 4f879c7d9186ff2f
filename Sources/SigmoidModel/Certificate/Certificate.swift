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

/// A lower bound of the optimum of a mean loss with an L2 penalty, by duality.
///
/// With p the probabilities at a point, r = p − y and g = X r/Σc, any q whose residuals add up to 0 in
/// each class (the intercept is free) gives D(q) = mean H(q) − ‖v‖²/(2 l2) ≤ J*. Here
///
///     P_k = Σ p_k, m_k the class counts: t = 1 − min(1, min_k m_k/P_k)
///     s_k = (m_k − (1 − t)·P_k)/(t·Σc),  q = (1 − t)·p + t·s
///     v_k = (1 − t)·g_k + t·(s_k·x̄ − X y_k/Σc)
///
/// (binary: two classes, one column). Counts are weighted as examples are; one-vs-rest is a binary
/// problem a column. Without an intercept q = p will do. In coordinates of the solvers x̄ = 0, and the
/// norm is that of the penalty's factors.
///
/// J − D(q) is summed from terms that are small at the optimum, so that nothing cancels:
///
///     Σ (v + l2·d·u)²/(2·l2·d) + Σ u·(g − v) + Σ b·mean r + mean H(p) − mean H(q)
///
/// A feature with a weight that is fixed, d = 0, adds −u·v to −D(q), and so to this sum u·(g − v) alone.
struct DualBound {
  /// Of one group of classes: those of a softmax, or the two of a column.
  struct Mixture: Equatable {
    /// t.
    let share: Double
    /// s, one a class of the group.
    let classes: [Double]

    /// - Parameters:
    ///   - actual: m_k/Σc.
    ///   - excess: (P_k − m_k)/Σc, the mean residual: from it t and s lose no digits.
    init(actual: [Double], excess: [Double]) {
      let share = zip(actual, excess).map { $1 > 0 ? $1 / ($0 + $1) : 0 }.max() ?? 0
      self.share = share
      classes =
        share > 0
        ? zip(actual, excess).map { max(0, $0 + $1 - $1 / share) } : actual
    }

  }

  /// - Parameters:
  ///   - gradient: of the mean loss, weights (features × columns), then intercepts.
  ///   - classSums: X y_k/Σc in the same coordinates, features × columns; needed where a share is
  ///     above 0.
  ///   - columns: those of one group, of so many in all.
  ///   - entropyLoss: mean H(p) − mean H(q).
  static func gap(
    parameters u: [Double], gradient g: [Double], penalty: L2Penalty, features: Int,
    columns: Range<Int>, of allColumns: Int, mixture: Mixture, classSums: [Double],
    entropyLoss: Double
  ) -> Double {
    var gap = entropyLoss
    let share = mixture.share
    for column in columns {
      for feature in 0..<features {
        let index = column * features + feature
        let curvature = penalty.curvature(of: index)
        let shift = share > 0 ? share * (g[index] + classSums[index]) : 0
        // An offset, whose u is fixed; of a feature that is constant nothing is known, and nothing lost.
        guard curvature > 0 else {
          gap += u[index] * shift
          continue
        }
        let v = g[index] - shift
        let residual = v + curvature * u[index]
        gap += residual * residual / (2 * curvature) + u[index] * shift
      }
      let intercept = allColumns * features + column
      gap += u[intercept] * g[intercept]
    }
    return gap
  }
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
