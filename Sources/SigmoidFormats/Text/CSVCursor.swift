import SigmoidExamples

/// Where in a row, or in rows, a reader stands.
struct CSVCursor {
  let separator: UInt8
  let end: Int
  private(set) var position: Int
  private let zeros: UInt64

  init(_ bytes: Span<UInt8>, _ range: Range<Int>, separator: UInt8) {
    self.separator = separator
    position = range.lowerBound
    end = range.upperBound
    let cell = UInt64(UInt8(ascii: "0")) | UInt64(separator) << 8
    // Of blanks there may be more than one.
    zeros = separator == UInt8(ascii: " ") ? 0 : (cell &* 0x0001_0001_0001_0001).littleEndian
  }

  /// The cell that begins here.
  func cell(_ bytes: Span<UInt8>, column: Int) throws(CSVFault) -> CSVCell {
    try CSVCell(bytes, from: position, to: end, separator: separator, column: column)
  }

  /// Cells of one zero each that are taken at once: pixels are mostly 0.
  static let zeroCells = 4

  /// Moves over so many cells if they are here, each with the separator behind it.
  @inline(__always)
  mutating func moveOverZeros(_ bytes: Span<UInt8>) -> Bool {
    guard end - position >= 8 else { return false }
    let word = bytes.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: position, as: UInt64.self)
    guard word == zeros else { return false }
    position += 8
    return true
  }

  /// Whether a cell may end at `position`.
  @inline(__always)
  func isCellEnd(_ bytes: Span<UInt8>, _ position: Int) -> Bool {
    guard position < end else { return true }
    let byte = bytes[unchecked: position]
    return byte == separator || isLineEnd(byte)
  }

  /// Moves behind what ends a cell. False when that ends the row.
  @inline(__always)
  mutating func moveBehind(_ bytes: Span<UInt8>, _ cellEnd: Int) -> Bool {
    position = cellEnd
    guard position < end else { return false }
    guard bytes[unchecked: position] == separator else { return false }
    position += 1
    if separator == UInt8(ascii: " ") {
      skipBlanks(bytes)
      return position < end && !isLineEnd(bytes[unchecked: position])
    }
    return true
  }

  @inline(__always)
  mutating func skipBlanks(_ bytes: Span<UInt8>) {
    while position < end, isBlank(bytes[unchecked: position], separator) { position += 1 }
  }

  /// Moves to the next row's first byte that is not blank, over empty lines and comments. False
  /// when there is none.
  mutating func moveToRow(_ bytes: Span<UInt8>, comment: UInt8?) -> Bool {
    while position < end {
      let byte = bytes[unchecked: position]
      if isLineEnd(byte) || isBlank(byte, separator) {
        position += 1
      } else if byte == comment {
        while position < end, !isLineEnd(bytes[unchecked: position]) { position += 1 }
      } else {
        return true
      }
    }
    return false
  }
}
