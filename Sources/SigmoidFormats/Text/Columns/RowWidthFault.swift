/// Rows of another width than the first.
extension CSVLayout {
  /// The fault of a row with fewer cells than the layout has columns.
  func tooNarrow(_ bytes: Span<UInt8>, _ found: Int, at offset: Int) -> CSVFault {
    var end = CSVRecordScanner(separator: separator, comment: comment, from: offset)
    let isLast =
      !end.next(in: bytes, upTo: bytes.count)
      || {
        var next = end
        return !next.next(in: bytes, upTo: bytes.count) && !next.isInRow
      }()
    return CSVFault(
      offset: offset, expected: "\(columns) columns, as in the first row",
      found: "\(found)",
      remedy: isLast
        ? "remove the row if it is a footer, or copy the file again if it was cut"
        : "correct the row, or name the right separator")
  }

  /// The fault of a row with more cells than the layout has columns.
  func tooWide(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> CSVFault {
    var cursor = CSVCursor(bytes, start..<end, separator: separator)
    var count = 0
    while let cell = try? cursor.cell(bytes, column: count) {
      count += 1
      guard cursor.moveBehind(bytes, cell.end) else { break }
    }
    return CSVFault(
      offset: start, expected: "\(columns) columns, as in the first row", found: "\(count)",
      remedy: "correct the row, or name the right separator")
  }
}
