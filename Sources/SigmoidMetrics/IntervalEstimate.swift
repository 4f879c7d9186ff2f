import SigmoidSystem

/// A figure of a test set, with the interval that would hold the model's true figure in 95 of 100
/// such sets.
package struct IntervalEstimate: Equatable, Sendable {
  package let value: Double
  package let low: Double
  package let high: Double

  package init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }

  /// The 97.5 % quantile of the normal distribution.
  package static let normalQuantile = 1.959963984540054

  /// A share by Wilson's score interval (Wilson 1927, "Probable inference, the law of succession,
  /// and statistical inference"), which holds near 0 and 1 too, where the normal one ends.
  /// - Precondition: `count` is above 0 and no less than `successes`.
  package static func share(_ successes: Int, of count: Int) -> IntervalEstimate {
    require(count > 0 && (0...count).contains(successes), "\(successes) of \(count)")
    let n = Double(count)
    let share = Double(successes) / n
    let z2 = normalQuantile * normalQuantile
    let centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    let half =
      normalQuantile / (1 + z2 / n)
      * (share * (1 - share) / n + z2 / (4 * n * n)).squareRoot()
    // Rounding must not leave the share itself outside.
    return IntervalEstimate(
      value: share, low: successes == 0 ? 0 : min(centre - half, share),
      high: successes == count ? 1 : max(centre + half, share))
  }

  /// A mean by the normal interval, from the variance of what it is the mean of.
  /// - Parameters:
  ///   - values: at least one; of one alone the interval is `range`.
  ///   - range: what the mean can be at all; the interval ends there.
  package static func mean(of values: [Double], within range: ClosedRange<Double>)
    -> IntervalEstimate
  {
    require(!values.isEmpty, "the mean of nothing")
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    guard values.count > 1 else {
      return IntervalEstimate(value: mean, low: range.lowerBound, high: range.upperBound)
    }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return normal(mean, standardError: (squares / (n - 1) / n).squareRoot(), within: range)
  }

  /// `value` ± 1.96 standard errors, as far as `range` reaches.
  static func normal(
    _ value: Double, standardError: Double, within range: ClosedRange<Double>
  ) -> IntervalEstimate {
    let half = normalQuantile * standardError
    return IntervalEstimate(
      value: value, low: max(range.lowerBound, value - half),
      high: min(range.upperBound, value + half))
  }
}
