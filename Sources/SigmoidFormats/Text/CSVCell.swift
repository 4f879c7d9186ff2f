import SigmoidExamples
import SigmoidSystem

/// One cell of a row: its text without blanks around it and without quotes.
struct CSVCell {
  /// Where the text lies.
  let text: Range<Int>
  /// Whether the text has doubled quotes, each of which means one.
  let hasDoubledQuotes: Bool
  /// The byte behind the cell: a separator, a line end or the end of the text.
  let end: Int

  /// The cell that begins at `start`.
  /// - Parameter column: the cell's own, for errors.
  init(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, separator: UInt8, column: Int
  ) throws(CSVFault) {
    var position = start
    func isEnd(_ position: Int) -> Bool {
      guard position < end else { return true }
      let byte = bytes[unchecked: position]
      return byte == separator || isLineEnd(byte)
    }
    while !isEnd(position), isBlank(bytes[unchecked: position], separator) { position += 1 }
    guard position < end, bytes[unchecked: position] == UInt8(ascii: "\"") else {
      let first = position
      while !isEnd(position) {
        guard bytes[unchecked: position] != UInt8(ascii: "\"") else {
          throw CSVFault(
            offset: position, column: column, expected: "quotes around whole cells only",
            found: "a quote inside one", remedy: "quote the whole cell and double its quotes")
        }
        position += 1
      }
      text = Self.trimmed(bytes, first..<position, separator)
      hasDoubledQuotes = false
      self.end = position
      return
    }
    let opening = position
    var doubled = false
    position += 1
    while true {
      position = TextScan.quote(in: bytes, from: position, to: end)
      guard position < end else {
        throw CSVFault(
          offset: opening, column: column, expected: "a closing quote",
          found: "none for the quote", remedy: "close it, or copy the file again if it was cut")
      }
      guard position + 1 < end, bytes[unchecked: position + 1] == UInt8(ascii: "\"") else { break }
      doubled = true
      position += 2
    }
    text = Self.trimmed(bytes, opening + 1..<position, separator)
    hasDoubledQuotes = doubled
    position += 1
    while !isEnd(position), isBlank(bytes[unchecked: position], separator) { position += 1 }
    guard isEnd(position) else {
      throw CSVFault(
        offset: position, column: column, expected: "a separator after a closing quote",
        found: CSVFault.quoted(bytes, position..<min(position + 1, end)),
        remedy: "double the quotes inside quoted cells")
    }
    self.end = position
  }

  /// The text as a string, nil where `FileText` has none.
  func string(_ bytes: Span<UInt8>) -> String? {
    Self.string(bytes, text, hasDoubledQuotes: hasDoubledQuotes)
  }

  static func string(
    _ bytes: Span<UInt8>, _ text: Range<Int>, hasDoubledQuotes: Bool
  ) -> String? {
    var content: [UInt8] = []
    content.reserveCapacity(text.count)
    var position = text.lowerBound
    while position < text.upperBound {
      let byte = bytes[unchecked: position]
      content.append(byte)
      position += byte == UInt8(ascii: "\"") && hasDoubledQuotes ? 2 : 1
    }
    return FileText.string(content)
  }

  private static func trimmed(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ separator: UInt8
  ) -> Range<Int> {
    var (first, last) = (range.lowerBound, range.upperBound)
    while first < last, isBlank(bytes[unchecked: first], separator) { first += 1 }
    while first < last, isBlank(bytes[unchecked: last - 1], separator) { last -= 1 }
    return first..<last
  }
}
