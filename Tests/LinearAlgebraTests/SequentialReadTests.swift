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
}
