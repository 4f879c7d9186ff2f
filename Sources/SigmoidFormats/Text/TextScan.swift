import SigmoidExamples

/// Searches eight bytes at a time.
enum TextScan {
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The first line end or quote; `end` when there is none.
  static func special(in bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    first(in: bytes, from: start, to: end) {
      zeros($0 ^ (ones &* 0x0A)) | zeros($0 ^ (ones &* 0x0D)) | zeros($0 ^ (ones &* 0x22))
    }
  }

  static func quote(in bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
    first(in: bytes, from: start, to: end) { zeros($0 ^ (ones &* 0x22)) }
  }

  /// How many quotes there are.
  static func quotes(in bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    var count = 0
    for position in range where bytes[unchecked: position] == UInt8(ascii: "\"") { count += 1 }
    return count
  }

  /// The top bit of every byte that is zero, and only of those.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    let low = ones &* 0x7F
    return ~(((word & low) &+ low) | word | low)
  }

  @inline(__always)
  private static func first(
    in bytes: Span<UInt8>, from start: Int, to end: Int, _ marks: (UInt64) -> UInt64
  ) -> Int {
    var position = start
    let raw = bytes.bytes
    while position + 8 <= end {
      let word = raw.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self)
      let found = marks(UInt64(littleEndian: word))
      if found != 0 { return position + found.trailingZeroBitCount / 8 }
      position += 8
    }
    while position < end {
      if marks(UInt64(bytes[unchecked: position])) & 0x80 != 0 { return position }
      position += 1
    }
    return end
  }
}
