import SigmoidOptimization

/// A lower bound of the optimum of a mean loss with a penalty, by duality.
///
/// With p the probabilities at a point, r = p − y and g = X r/Σc, any q whose residuals add up to 0 in
/// each class (the intercept is free) gives D(q) = mean H(q) − P*(−v) ≤ J*, v = X (q − y)/Σc, where P* is
/// the conjugate of the penalty, one term a weight (see `Penalty` for h and λ):
///
///     P*(a) = max(0, |a| − λ)²/(2h);  of h = 0, 0 where |a| ≤ λ and else infinite
///
/// P_k = Σ p_k, m_k the class counts:
///
///     t = 1 − min(1, min_k m_k/P_k)
///     s_k = (m_k − (1 − t)·P_k)/(t·Σc),  q = y + τ·((1 − t)·p + t·s − y)
///     v_k = τ·((1 − t)·g_k + t·(s_k·x̄ − X y_k/Σc))
///
/// (binary: two classes, one column). Residuals that shrink by τ ≤ 1 still add up to 0; where h is 0, or
/// next to it, τ = min λ/|v| makes the conjugate finite. Counts are weighted as examples are; one-vs-rest
/// is a binary problem a column. Without an intercept t = 0 will do. In coordinates of the solvers x̄ = 0,
/// and h and λ are those of the penalty there.
///
/// J − D(q) is summed from terms that are small at the optimum, so that nothing cancels:
///
///     Σ (P(u) + P*(−v) + u·v) + Σ u·(g − v) + Σ b·mean r + mean H(p) − mean H(q)
///
/// A feature with a weight that is fixed, an offset, h = λ = 0, adds −u·v to −D(q), and so to this sum
/// u·(g − v) alone.
struct DualBound {
  /// Of one group of classes: those of a softmax, or the two of a column.
  struct Mixture: Equatable {
    /// t.
    let share: Double
    /// s, one a class of the group.
    let classes: [Double]
    /// τ.
    var shrinkage = 1.0

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

    /// Whether q is another point than p.
    var changesProbabilities: Bool { share > 0 || shrinkage < 1 }
  }

  /// Of the parameters of a group, weights (features × columns) and then intercepts.
  struct Point {
    let parameters: [Double]
    /// g, of the mean loss.
    let gradient: [Double]
    let penalty: any Penalty
    let features: Int
    /// Those of the group, of so many in all.
    let columns: Range<Int>
    let allColumns: Int
    /// X y_k/Σc in the same coordinates, features × columns; needed where a share is above 0.
    let classSums: [Double]
  }

  /// τ: the most that keeps |v| ≤ λ wherever λ is above 0, whatever is rounded.
  static func shrinkage(at point: Point, _ mixture: Mixture) -> Double {
    var least = 1.0
    forEachWeight(of: point, mixture) { index, shift in
      let (kink, slope) = (point.penalty.kink(of: index), abs(point.gradient[index] - shift))
      if kink > 0, slope > kink { least = min(least, kink / slope * (1 - 4 * .ulpOfOne)) }
    }
    return least
  }

  /// - Parameter entropyLoss: mean H(p) − mean H(q).
  static func gap(at point: Point, mixture: Mixture, entropyLoss: Double) -> Double {
    var gap = entropyLoss
    let (u, g, penalty) = (point.parameters, point.gradient, point.penalty)
    forEachWeight(of: point, mixture) { index, shift in
      let v = mixture.shrinkage * (g[index] - shift)
      let change = mixture.shrinkage == 1 ? shift : g[index] - v
      let (curvature, kink) = (penalty.curvature(of: index), penalty.kink(of: index))
      // An offset, whose u is fixed; of a feature that is constant nothing is known, and nothing lost.
      let loss =
        curvature > 0 || kink > 0
        ? pairLoss(u[index], slope: v, curvature: curvature, kink: kink) : 0
      gap += loss + u[index] * change
    }
    for column in point.columns {
      let intercept = point.allColumns * point.features + column
      gap += u[intercept] * g[intercept]
    }
    return gap
  }

  /// The same to first order in what residuals shrink by, where t is next to nothing: entropies then change
  /// by as much as the products of weights and slopes do.
  static func estimate(at point: Point) -> Double {
    var mixture = Mixture(actual: [], excess: [])
    func sum() -> Double {
      var sum = 0.0
      forEachWeight(of: point, mixture) { index, _ in
        let (curvature, kink) = (point.penalty.curvature(of: index), point.penalty.kink(of: index))
        guard curvature > 0 || kink > 0 else { return }
        sum += pairLoss(
          point.parameters[index], slope: mixture.shrinkage * point.gradient[index],
          curvature: curvature, kink: kink)
      }
      return sum
    }
    let full = sum()
    mixture.shrinkage = shrinkage(at: point, mixture)
    // An intercept's Newton step at a curvature of ¼ gives half as much.
    let intercepts = point.gradient[(point.allColumns * point.features)...]
    return intercepts.reduce(min(full, sum())) { $0 + 4 * $1 * $1 }
  }

  /// P(u) + P*(−v) + u·v ≥ 0 of one weight.
  private static func pairLoss(
    _ u: Double, slope v: Double, curvature h: Double, kink: Double
  ) -> Double {
    let excess = max(0, abs(v) - kink)
    // Where v has the sign of u there is nothing that the two could agree in.
    let isOpposed = u * v > 0
    let size = abs(u)
    guard excess > 0 else {
      return size * (isOpposed ? kink + abs(v) : kink - abs(v)) + h / 2 * u * u
    }
    guard h > 0 else { return .infinity }
    let residual = isOpposed ? h * size + excess : h * size - excess
    return residual * residual / (2 * h) + (isOpposed ? 2 * kink * size : 0)
  }

  /// Hands over the place of each weight, and what the mixture takes from its slope.
  private static func forEachWeight(
    of point: Point, _ mixture: Mixture, _ body: (_ index: Int, _ shift: Double) -> Void
  ) {
    for column in point.columns {
      for index in column * point.features..<(column + 1) * point.features {
        body(
          index,
          mixture.share > 0
            ? mixture.share * (point.gradient[index] + point.classSums[index]) : 0)
      }
    }
  }
}
