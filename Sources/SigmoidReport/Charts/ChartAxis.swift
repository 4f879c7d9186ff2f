#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One axis: what it measures, from where to where, and its ticks.
package struct ChartAxis: Equatable, Sendable {
  package let label: String
  package let isLogarithmic: Bool
  package let low: Double
  package let high: Double
  /// Round numbers between `low` and `high`, rising.
  package let ticks: [Double]

  /// An axis of a share, from 0 to 1.
  package static func share(_ label: String) -> ChartAxis {
    ChartAxis(label: label, from: 0, to: 1)
  }

  /// A linear axis from `low` to `high`, which is above it.
  package init(label: String, from low: Double, to high: Double) {
    self.label = label
    isLogarithmic = false
    self.low = low
    self.high = high
    ticks = Self.linearTicks(low, high, count: 6)
  }

  /// An axis that covers what is finite among `values`; on a logarithmic one what is above 0.
  /// - Parameter includesZero: whether a linear axis begins at 0 when nothing is below it.
  package init(
    label: String, covering values: some Sequence<Double>, isLogarithmic: Bool = false,
    includesZero: Bool = false
  ) {
    let usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    var low = usable.min() ?? (isLogarithmic ? 0.1 : 0)
    var high = usable.max() ?? 1
    self.label = label
    self.isLogarithmic = isLogarithmic
    if isLogarithmic {
      // A little room above and below, in factors.
      let room = max(pow(high / low, 0.04), 1.02)
      low = max(low / room, .leastNormalMagnitude)
      high = min(max(high, low) * room, .greatestFiniteMagnitude)
      ticks = Self.logarithmicTicks(low, high)
    } else {
      if includesZero { (low, high) = (min(low, 0), max(high, 0)) }
      if low == high {
        (low, high) = low == 0 ? (0, 1) : (low - abs(low) / 2, high + abs(high) / 2)
      }
      let room = (high / 2 - low / 2) * 0.08
      // What is never below 0 has no axis below it.
      low = low >= 0 ? max(low - room, 0) : low - room
      high += room
      ticks = Self.linearTicks(low, high, count: 6)
    }
    self.low = low
    self.high = high
  }

  /// Where a value lies between the ends, 0 … 1; nil where it has no place on the axis.
  func fraction(of value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    // Halves, so that the difference of the largest numbers is one too.
    let fraction =
      isLogarithmic
      ? (log(value) - log(low)) / (log(high) - log(low))
      : (value / 2 - low / 2) / (high / 2 - low / 2)
    return fraction.isFinite ? min(max(fraction, 0), 1) : nil
  }

  func text(of tick: Double) -> String { NumberText.short(tick) }

  /// Multiples of 1, 2 or 5 times a power of ten, at most `count` of them.
  static func linearTicks(_ low: Double, _ high: Double, count: Int) -> [Double] {
    let rough = (high / 2 - low / 2) / Double(count) * 2
    guard rough.isFinite, rough > 0 else { return [] }
    let power = pow(10, floor(log10(rough)))
    let step = ([1, 2, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10) * power
    // An end that is a tick but for rounding is one.
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard step >= .leastNormalMagnitude, last >= first, last - first < 50 else { return [] }
    // 3 / 10, not 3 · 0.1.
    return (0...Int(last - first)).map { index in
      let multiple = first + Double(index)
      return step < 1 ? multiple / (1 / step).rounded() : multiple * step
    }
  }

  /// Powers of ten; where there are too few, 1, 2 and 5 times them, or even steps.
  static func logarithmicTicks(_ low: Double, _ high: Double) -> [Double] {
    let decades = Int(floor(log10(low)))...max(Int(ceil(log10(high))), Int(floor(log10(low))))
    let every = max(1, decades.count / 6)
    let powers = decades.filter { $0 % every == 0 }.map { pow(10, Double($0)) }
    let inside = powers.filter { (low...high).contains($0) }
    if inside.count >= 3 { return inside }
    let finer = decades.flatMap { decade in [1, 2, 5].map { $0 * pow(10, Double(decade)) } }
      .filter { (low...high).contains($0) }
    return finer.count >= 3 ? finer : linearTicks(low, high, count: 5)
  }
}
