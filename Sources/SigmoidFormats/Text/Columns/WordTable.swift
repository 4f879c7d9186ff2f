import SigmoidSystem

/// The different cells of a column of words, each found by its bytes, in the order in which they came.
///
/// They are ranges of the text of the table, which is handed in again to look at them.
struct WordTable: Sendable {
  /// Where each word lies in the text, those that mean a missing value apart.
  private(set) var ranges: [Range<Int>] = []
  /// Whether its doubled quotes mean one.
  private var hasDoubledQuotes: [Bool] = []
  /// All that are told apart, marks of missing values too: where they lie, their hashes, and the position
  /// of the word, NaN of a mark.
  private var entries: [Entry] = []
  /// Positions of entries plus 1, by hash; 0 is free.
  private var slots = [Int32](repeating: 0, count: 64)

  private struct Entry {
    let range: Range<Int>
    let hash: UInt64
    let value: Double
  }

  var count: Int { ranges.count }

  /// Where each mark of a missing value came first.
  var marks: [Range<Int>] { entries.filter(\.value.isNaN).map(\.range) }

  /// The position of the cell's word, which is added where it is new; NaN where the cell is missing.
  mutating func value(_ bytes: Span<UInt8>, _ cell: CSVCell, _ marks: MissingMarks) -> Double {
    if cell.text.isEmpty { return .nan }
    let hash = Self.hash(bytes, cell.text)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if entry.hash == hash, Self.areEqual(bytes, entry.range, cell.text) { return entry.value }
      slot = (slot + 1) & mask
    }
    let isMissing = marks.contains(bytes, cell.text)
    let value = isMissing ? Double.nan : Double(count)
    entries.append(Entry(range: cell.text, hash: hash, value: value))
    slots[slot] = Int32(entries.count)
    if !isMissing {
      ranges.append(cell.text)
      hasDoubledQuotes.append(cell.hasDoubledQuotes)
    }
    if 2 * entries.count > slots.count { grow() }
    return value
  }

  /// The text of a word; nil where `FileText` has none.
  func text(_ code: Int, in bytes: Span<UInt8>) -> String? {
    CSVCell.string(bytes, ranges[code], hasDoubledQuotes: hasDoubledQuotes[code])
  }

  private mutating func grow() {
    var larger = [Int32](repeating: 0, count: 4 * slots.count)
    for (position, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & (larger.count - 1)
      while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
      larger[slot] = Int32(position + 1)
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
