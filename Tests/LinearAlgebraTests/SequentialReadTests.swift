import TestSupport
import Testing

@testable import LinearAlgebra

@Suite struct SequentialReadTests {
  @Test func everyByteIsRead() {
    var random = RandomValues()
    print("seed \(random.seed)")
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
    var random = RandomValues()
    print("seed \(random.seed)")
    let matrix: Matrix<Double> = random.matrix(rows: 7, columns: 50)
    for columns in [0..<0, 0..<1, 13..<13, 49..<50, 3..<47, 0..<50] { matrix.fetch(columns) }
    Matrix<Float>(rows: 0, columns: 3).fetch(0..<3)
    #expect(ReadSpeed.secondsForOneRead(of: ByteMatrix(features: 3, examples: 0), threads: 2) >= 0)
    #expect(
      ReadSpeed.secondsForOneRead(
        of: ByteMatrix(features: 3, examples: 1000), threads: 2, rounds: 1) > 0)
  }
}
