import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Random numbers for a test, from a seed that the test prints.
package struct RandomValues {
  private var generator: SeededGenerator
  package let seed: UInt64

  /// A new seed each run, so that the tests see more than one set of numbers; `print` it.
  package init(seed: UInt64 = .random(in: 0 ... .max)) {
    self.seed = seed
    generator = SeededGenerator(seed: seed)
  }

  package mutating func next() -> UInt64 { generator.next() }

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
