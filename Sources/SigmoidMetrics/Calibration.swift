import SigmoidSystem

/// Whether probabilities are what they say: of the predictions made with a confidence of 0.8,
/// eight in ten should be right.
///
/// C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On calibration of modern neural networks", ICML
/// 2017: bins of equal width of the predicted class's probability.
package struct Calibration: Equatable, Sendable {
  /// The predictions whose confidence lies in a range.
  package struct Bin: Equatable, Sendable {
    /// Above this, but for the first bin, which begins with it.
    package let low: Double
    /// Up to and with this.
    package let high: Double
    package let count: Int
    /// The mean of the probabilities; nil of no predictions.
    package let confidence: Double?
    /// The share of them that is right, by Wilson's interval; nil of no predictions.
    package let share: IntervalEstimate?
  }

  /// From 0 to 1, empty ones too.
  package let bins: [Bin]
  /// Σ (n_b / n)·|confidence_b − share_b|, the expected calibration error.
  ///
  /// Its interval is 1.96 standard errors of a bootstrap to each side. The bootstrap's own
  /// percentiles will not do: a resample adds noise to every bin, noise only ever adds to |…|, and
  /// of a well calibrated model they would all lie above the value itself.
  package let error: IntervalEstimate

  package static let binCount = 15

  /// - Parameters:
  ///   - confidences: a probability each, at least one.
  ///   - isRight: whether what it was the probability of is so.
  ///   - seed: of the bootstrap.
  package init(confidences: [Double], isRight: [Bool], seed: UInt64 = 0) {
    require(
      confidences.count == isRight.count && !confidences.isEmpty,
      "\(confidences.count) confidences for \(isRight.count) predictions")
    let bounds = (0...Self.binCount).map { Double($0) / Double(Self.binCount) }
    let binOfExample = confidences.map { confidence in
      min(max(Int((confidence * Double(Self.binCount)).rounded(.up)) - 1, 0), Self.binCount - 1)
    }
    var counts = [Int](repeating: 0, count: Self.binCount)
    var right = counts
    var sums = [Double](repeating: 0, count: Self.binCount)
    for (example, bin) in binOfExample.enumerated() {
      counts[bin] += 1
      right[bin] += isRight[example] ? 1 : 0
      sums[bin] += confidences[example]
    }
    bins = counts.indices.map { bin in
      Bin(
        low: bounds[bin], high: bounds[bin + 1], count: counts[bin],
        confidence: counts[bin] == 0 ? nil : sums[bin] / Double(counts[bin]),
        share: counts[bin] == 0 ? nil : .share(right[bin], of: counts[bin]))
    }
    let gaps = confidences.indices.map { confidences[$0] - (isRight[$0] ? 1 : 0) }
    error = .normal(
      Self.error(gaps, binOfExample, gaps.indices),
      standardError: Self.standardError(gaps, binOfExample, seed: seed), within: 0...1)
  }

  /// Σ |Σ gaps of a bin| / n over the chosen examples.
  private static func error(
    _ gaps: [Double], _ binOfExample: [Int], _ chosen: some Sequence<Int>
  ) -> Double {
    var sums = [Double](repeating: 0, count: binCount)
    for example in chosen { sums[binOfExample[example]] += gaps[example] }
    return sums.reduce(0) { $0 + abs($1) } / Double(gaps.count)
  }

  /// Of up to 1000 resamples; fewer of many examples, whose errors hardly differ.
  private static func standardError(
    _ gaps: [Double], _ binOfExample: [Int], seed: UInt64
  ) -> Double {
    let resamples = min(1000, max(200, 10_000_000 / gaps.count))
    var generator = SeededGenerator(seed: seed)
    let errors = (0..<resamples).map { _ in
      error(gaps, binOfExample, gaps.indices.lazy.map { _ in generator.index(below: gaps.count) })
    }
    let mean = errors.reduce(0, +) / Double(resamples)
    let squares = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(resamples - 1)).squareRoot()
  }
}
