@testable import SigmoidExamples
@testable import SigmoidOptimization
import TestSupport
import Testing

@testable import SigmoidLinear

@Suite struct SequentialReadTests {
  @Test func everyByteIsRead() {
    var random = RandomValues()
    var bytes = random.bytes(1024 + 17)
    let sum = SequentialRead.sum(bytes.span.bytes)
    for position in bytes.indices {
      bytes[position] ^= 1
      let isSeen = SequentialRead.sum(bytes.span.bytes) != sum
      #expect(isSeen == (position < 1024), "byte \(position)")
      bytes[position] ^= 1
    }
    #expect(SequentialRead.sum(bytes.span.bytes) == sum)
  }

  /// No read goes past the end, nor stumbles over nothing.
  @Test func anyPartCanBeFetched() {
    // More than is taken to lie in the cache; nothing of it is touched but what is fetched.
    let matrix = Matrix<Double>(rows: 70_000, columns: 100)
    for columns in [0..<0, 0..<1, 13..<13, 99..<100, 3..<47, 0..<100] { matrix.fetch(columns) }
    Matrix<Float>(rows: 0, columns: 3).fetch(0..<3)
    Matrix<Float>(rows: 2, columns: 3).fetch(1..<3)
    #expect(ReadSpeed.secondsForOneRead(of: ByteMatrix(features: 3, examples: 0), threads: 2) >= 0)
    #expect(
      ReadSpeed.secondsForOneRead(
        of: ByteMatrix(features: 3, examples: 1000), threads: 2, rounds: 1) > 0)
  }
}
