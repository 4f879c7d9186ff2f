import SigmoidSystem

/// The different cells of a column of words, each found by its bytes, in the order in which they came.
///
/// They are ranges of the text of the table, which is handed in again to look at them.
struct WordTable: Sendable {
  /// Where each word lies in the text.
  private(set) var ranges: [Range<Int>] = []
  /// Whether its doubled quotes mean one.
  private var hasDoubledQuotes: [Bool] = []
  private var hashes: [UInt64] = []
  /// Positions of words plus 1, by hash; 0 is free.
  private var slots = [Int32](repeating: 0, count: 64)

  var count: Int { ranges.count }

  /// The position of the cell's word, which is added where it is new.
  mutating func code(_ bytes: Span<UInt8>, _ cell: CSVCell) -> Int {
    let hash = Self.hash(bytes, cell.text)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let code = Int(slots[slot]) - 1
      if hashes[code] == hash, Self.areEqual(bytes, ranges[code], cell.text) { return code }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(count + 1)
    ranges.append(cell.text)
    hasDoubledQuotes.append(cell.hasDoubledQuotes)
    hashes.append(hash)
    if 2 * count > slots.count { grow() }
    return count - 1
  }

  /// The text of a word; nil where `FileText` has none.
  func text(_ code: Int, in bytes: Span<UInt8>) -> String? {
    var content: [UInt8] = []
    content.reserveCapacity(ranges[code].count)
    var position = ranges[code].lowerBound
    while position < ranges[code].upperBound {
      let byte = bytes[position]
      content.append(byte)
      position += byte == UInt8(ascii: "\"") && hasDoubledQuotes[code] ? 2 : 1
    }
    return FileText.string(content)
  }

  private mutating func grow() {
    var larger = [Int32](repeating: 0, count: 4 * slots.count)
    for (code, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (larger.count - 1)
      while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = Int32(code + 1)
    }
    slots = larger
  }

  @inline(__always)
  private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(range.count)
    var position = range.lowerBound
    while position + 8 <= range.upperBound {
      let word = bytes.bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: position, as: UInt64.self)
      hash = (hash ^ word) &* 0xFF51_AFD7_ED55_8CCD
      hash ^= hash >> 32
      position += 8
    }
    var rest: UInt64 = 0
    while position < range.upperBound {
      rest = rest << 8 | UInt64(bytes[unchecked: position])
      position += 1
    }
    hash = (hash ^ rest) &* 0xC4CE_B9FE_1A85_EC53
    return hash ^ hash >> 29
  }

  @inline(__always)
  private static func areEqual(
    _ bytes: Span<UInt8>, _ one: Range<Int>, _ other: Range<Int>
  ) -> Bool {
    guard one.count == other.count else { return false }
    for offset in 0..<one.count
    where bytes[unchecked: one.lowerBound + offset] != bytes[unchecked: other.lowerBound + offset] {
      return false
    }
    return true
  }
}
