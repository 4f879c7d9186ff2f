import SigmoidExamples
import SigmoidLinear

/// Random numbers for a test, from a seed that the test prints.
package struct RandomValues {
  private var state: UInt64
  package let seed: UInt64

  /// A new seed each run, so that the tests see more than one set of numbers; `print` it.
  package init(seed: UInt64 = .random(in: 0 ... .max)) {
    self.seed = seed
    state = seed
  }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in −1…1.
  package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-52 - 1 }

  package mutating func array<Scalar: BinaryFloatingPoint>(_ count: Int) -> [Scalar] {
    (0..<count).map { _ in Scalar(unit()) }
  }

  package mutating func matrix<Scalar: PassScalar>(
    rows: Int, columns: Int
  ) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns, elements: array(rows * columns))
  }

  package mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 56) }
  }

  package mutating func int(in range: Range<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }
}
