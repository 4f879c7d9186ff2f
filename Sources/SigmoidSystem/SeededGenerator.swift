/// A random generator that gives the same numbers for the same seed on every machine, for
/// shuffles, samples and synthetic data. Not for secrets.
///
/// SplitMix64: Guy Steele, Doug Lea, Christine Flood, "Fast Splittable Pseudorandom Number
/// Generators", OOPSLA 2014; with the constants of Sebastiano Vigna's public-domain C version.
///
/// How `Float.random(in:using:)` and `shuffle(using:)` spend these bits is the standard library's
/// to change; where results must outlive a toolchain, use `fraction()`, `index(below:)` and
/// `shuffle(_:)`.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  package init(seed: UInt64) {
    state = seed
  }

  /// One of 2⁶⁴ generators of a seed, each with a sequence of its own: one an example, say, so
  /// that examples can be made in any order.
  package init(seed: UInt64, stream: UInt64) {
    // Both are scrambled: states that differ by a multiple of the increment would walk the same
    // sequence, a few steps apart.
    state = Self.scrambled(seed &+ Self.scrambled(stream &+ Self.increment))
  }

  /// 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.scrambled(state)
  }

  /// Passes over so many of its numbers.
  package mutating func skip(_ count: Int) { state &+= Self.increment &* UInt64(count) }

  /// Uniform in 0 ..< 1, one of 2²⁴ values.
  package mutating func fraction() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// Uniform in 0 ..< `count`; the bias is below count / 2⁶⁴.
  package mutating func index(below count: Int) -> Int {
    require(count > 0, "an index below \(count)")
    return Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Fisher–Yates (Knuth, TAOCP 2, algorithm P).
  package mutating func shuffle(_ values: inout [Int]) {
    guard values.count > 1 else { return }
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(last, index(below: last + 1))
    }
  }

  private static func scrambled(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
