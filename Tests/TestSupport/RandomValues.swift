import Foundation
import SigmoidExamples
import SigmoidLinear
import SigmoidSystem
import Testing

/// Random numbers for a test, from a seed that is printed; SIGMOID_TEST_SEED gives the same ones again.
package struct RandomValues {
  private var generator: SeededGenerator
  package let seed: UInt64

  /// From the seed in the environment variable SIGMOID_TEST_SEED or else a new one each time, so that
  /// the tests see more than one set of numbers.
  /// - Parameter what: told with the seed, where the name of the test does not say it.
  package init(of what: String = "", sourceLocation: SourceLocation = #_sourceLocation) {
    self.init(seed: Self.askedFor(at: sourceLocation) ?? .random(in: 0 ... .max))
    let words = ["seed \(seed)", Test.current?.name, what]
    let told = words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    print("\(told), at \(sourceLocation.fileID):\(sourceLocation.line)")
  }

  /// From a seed that is always the same, or that was drawn and printed before.
  package init(seed: UInt64) {
    self.seed = seed
    generator = SeededGenerator(seed: seed)
  }

  /// What is no number fails the test, rather than that it runs with numbers nobody asked for.
  private static func askedFor(at sourceLocation: SourceLocation) -> UInt64? {
    let text = ProcessInfo.processInfo.environment["SIGMOID_TEST_SEED"] ?? ""
    if text.isEmpty { return nil }
    if let seed = UInt64(text) { return seed }
    Issue.record(
      """
      SIGMOID_TEST_SEED: expected a whole number from 0 to \(UInt64.max), as a test prints its seed, \
      found '\(text)'
      """, sourceLocation: sourceLocation)
    return nil
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
