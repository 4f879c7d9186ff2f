import SigmoidExamples

/// Finds where the rows of a table end, without a look at their cells; can stop at any byte and go
/// on when more has come.
///
/// A row ends at LF, CR or CRLF outside quotes. Empty lines, or lines of blanks, and comments are
/// not rows. As only a whole cell may be quoted (RFC 4180), every quote opens or closes, two in a
/// row included; the parser refuses a quote elsewhere, and looks at what precedes it first.
struct CSVRecordScanner {
  private enum State {
    /// Before a row: only line ends and blanks since the last one.
    case between
    case row
    case quoted
    case comment
  }

  let separator: UInt8
  let comment: UInt8?
  private(set) var position: Int
  /// Where the last row that was begun begins.
  private(set) var rowStart: Int
  private var state = State.between

  init(separator: UInt8, comment: UInt8?, from position: Int) {
    self.separator = separator
    self.comment = comment
    self.position = position
    rowStart = position
  }

  /// Whether a row has begun that has not ended yet.
  var isInRow: Bool { state == .row || state == .quoted }

  /// For a buffer whose first `count` bytes were taken out.
  mutating func shift(by count: Int) {
    position -= count
    rowStart -= count
  }

  /// Moves behind the end of the next row: behind its LF or CR; the LF of a CRLF is then an empty
  /// line. False when the text up to `end` has no such end.
  mutating func next(in bytes: Span<UInt8>, upTo end: Int) -> Bool {
    while position < end {
      switch state {
      case .between:
        let byte = bytes[unchecked: position]
        if !isLineEnd(byte) && !isBlank(byte, separator) {
          state = byte == comment ? .comment : byte == UInt8(ascii: "\"") ? .quoted : .row
        }
        if isInRow { rowStart = position }
        position += 1
      case .row:
        position = TextScan.special(in: bytes, from: position, to: end)
        guard position < end else { return false }
        state = bytes[unchecked: position] == UInt8(ascii: "\"") ? .quoted : .between
        position += 1
        if state == .between { return true }
      case .quoted:
        position = TextScan.quote(in: bytes, from: position, to: end)
        guard position < end else { return false }
        state = .row
        position += 1
      case .comment:
        position = TextScan.special(in: bytes, from: position, to: end)
        guard position < end else { return false }
        if isLineEnd(bytes[unchecked: position]) { state = .between }
        position += 1
      }
    }
    return false
  }

  /// The rows from here to `end`, which lies behind a row or at the end of the text.
  mutating func count(in bytes: Span<UInt8>, upTo end: Int) -> Int {
    var rows = 0
    while next(in: bytes, upTo: end) { rows += 1 }
    return isInRow ? rows + 1 : rows
  }
}

@inline(__always)
func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

/// Whether `byte` is a space or a tab that does not separate.
@inline(__always)
func isBlank(_ byte: UInt8, _ separator: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") && separator != UInt8(ascii: "\t")
}
