@testable import SigmoidFormats
import TestSupport
import Testing

@Suite struct TextScanTests {
  /// Against one byte after the other, at every offset from a word, and beyond what a lane counts.
  @Test func bytesAreCounted() {
    var random = RandomValues()
    print("seed \(random.seed)")
    let few = (0..<5000).map { _ in UInt8(random.int(in: 56..<60)) }
    let colons = [UInt8](repeating: UInt8(ascii: ":"), count: 5000)
    let neighbours = (0..<5000).map { _ in UInt8(ascii: ":") ^ [0, 1, 0x80][random.int(in: 0..<3)] }
    for bytes in [few, colons, neighbours, random.bytes(5000)] {
      for start in 0..<9 {
        for end in [start, start + 1, start + 7, start + 8, start + 2040, 4991 + start] {
          let expected = bytes[start..<end].count { $0 == UInt8(ascii: ":") }
          #expect(TextScan.count(of: UInt8(ascii: ":"), in: bytes.span, start..<end) == expected)
        }
      }
    }
  }
}
