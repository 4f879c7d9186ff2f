/// The generator of the shuffles: Guy Steele, Doug Lea, Christine Flood, "Fast Splittable
/// Pseudorandom Number Generators", OOPSLA 2014; constants of Sebastiano Vigna's public-domain C
/// version. The same numbers on every machine.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in 0 ..< `count`; the bias is below count / 2⁶⁴.
  mutating func index(below count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Fisher–Yates (Knuth, TAOCP 2, algorithm P), spelt out: the standard library may change how
  /// its own shuffle spends the bits.
  mutating func shuffle(_ values: inout [Int]) {
    guard values.count > 1 else { return }
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(last, index(below: last + 1))
    }
  }
}
