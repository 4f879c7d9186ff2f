import SigmoidSystem
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

  /// How often a byte is there.
  static func count(of byte: UInt8, in bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    require(range.lowerBound >= 0 && range.upperBound <= bytes.count, "bytes beyond the text")
    let wanted = ones &* UInt64(byte)
    let raw = bytes.bytes
    var position = range.lowerBound
    var total = 0
    while position + 8 <= range.upperBound {
      // No lane counts further than a byte does.
      let end = min(position + 8 * 255, range.upperBound - 7)
      var counts: UInt64 = 0
      while position < end {
        let word = raw.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self)
        counts &+= zeros(word ^ wanted) >> 7
        position += 8
      }
      for lane in 0..<8 { total += Int(counts >> (8 * UInt64(lane)) & 0xFF) }
    }
    while position < range.upperBound {
      if bytes[unchecked: position] == byte { total += 1 }
      position += 1
    }
    return total
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
