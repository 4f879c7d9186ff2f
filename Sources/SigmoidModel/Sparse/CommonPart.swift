import SigmoidOptimization

extension [Double] {
  /// Takes from the weights that a feature has in all classes of a softmax what they have in common, so that the
  /// penalty on them is least: it changes no probability, and no step of a quadratic model finds it, as the
  /// model is flat there. With an L1 penalty the median of the weights is then 0 (Friedman, Hastie and
  /// Tibshirani, J. Statistical Software 33, 2010, section 4.1).
  mutating func reduce(_ penalty: any Penalty, columns: Int) {
    let features = count / columns - 1
    for feature in 0..<features {
      let places = (0..<columns).map { $0 * features + feature }
      guard places.contains(where: { self[$0] != 0 }) else { continue }
      let (kink, curvature) = (penalty.kink(of: feature), penalty.curvature(of: feature))
      guard kink > 0 || curvature > 0 else { continue }
      let common = Self.common(places.map { self[$0] }, kink: kink, curvature: curvature)
      guard common != 0 else { continue }
      for place in places { self[place] -= common }
    }
  }

  /// The c of least Σ λ|w − c| + ½h(w − c)², the one nearest to 0 where there are many.
  static func common(_ weights: [Double], kink: Double, curvature: Double) -> Double {
    let sorted = weights.sorted()
    let count = sorted.count
    let sum = sorted.reduce(0, +)
    /// The derivative by c between the weights of these positions, less that at c of the square's part.
    func slope(_ below: Int) -> Double { kink * Double(2 * below - count) - curvature * sum }
    let scale = curvature * Double(count)
    if curvature > 0 {
      // It rises with c: by jumps of 2λ at the weights, and by h·K between them.
      for (index, weight) in sorted.enumerated() {
        if slope(index) + scale * weight >= 0 { return -slope(index) / scale }
        if slope(index + 1) + scale * weight >= 0 { return weight }
      }
      return -slope(count) / scale
    }
    let (low, high) = (sorted[(count - 1) / 2], sorted[count / 2])
    return Swift.min(Swift.max(0, low), high)
  }
}
