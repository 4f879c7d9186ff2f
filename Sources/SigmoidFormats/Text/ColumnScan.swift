import SigmoidExamples

/// What a look at the rows of a table tells of its columns, before they are read.
struct ColumnScan {
  let columns: Int
  /// Where the rows behind the header begin.
  let start: Int
  let separator: UInt8
  let comment: UInt8?

  /// As many rows as are looked at to say which columns look like labels.
  private static let rowsOfAdvice = 10_000

  /// Whether no two rows, of those that are here, have the same first cell.
  func isDifferentInEachRow(_ bytes: Span<UInt8>) -> Bool {
    // As a rule they are numbers that rise, which takes no memory to see.
    var (last, isRising) = (Int.min, true)
    forEachRow(of: bytes) { cursor in
      guard let cell = try? cursor.cell(bytes, column: 0),
        let number = Self.number(bytes, cell.text)
      else {
        isRising = false
        return false
      }
      isRising = number > last
      last = number
      return isRising
    }
    if isRising { return last > Int.min }
    var seen: Set<[UInt8]> = []
    var isDifferent = true
    forEachRow(of: bytes) { cursor in
      guard let cell = try? cursor.cell(bytes, column: 0) else { return false }
      isDifferent = seen.insert(cell.text.map { bytes[$0] }).inserted
      return isDifferent
    }
    return isDifferent && !seen.isEmpty
  }

  /// Whether a column, of the last ones, has nothing in any row: a separator too many in each.
  func isEmpty(_ column: Int, _ bytes: Span<UInt8>) -> Bool {
    var isEmpty = false
    forEachRow(of: bytes) { cursor in
      var cursor = cursor
      for other in 0...column {
        guard let cell = try? cursor.cell(bytes, column: other) else { return true }
        if other == column { isEmpty = cell.text.isEmpty }
        guard cursor.moveBehind(bytes, cell.end) else { break }
      }
      return isEmpty
    }
    return isEmpty
  }

  /// A whole number of at most 18 digits.
  private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard (1...18).contains(range.count) else { return nil }
    var number = 0
    for position in range {
      let digit = bytes[position] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }

  /// Columns with at most a tenth as many values as rows, or two, in the first rows: what labels have.
  func columnsOfFewValues(_ bytes: Span<UInt8>) -> [Int] {
    var values = [Set<[UInt8]>](repeating: [], count: columns)
    var rows = 0
    forEachRow(of: bytes) { cursor in
      var cursor = cursor
      for column in 0..<columns {
        guard let cell = try? cursor.cell(bytes, column: column) else { break }
        if values[column].count <= 20 { values[column].insert(cell.text.map { bytes[$0] }) }
        guard cursor.moveBehind(bytes, cell.end) else { break }
      }
      rows += 1
      return rows < Self.rowsOfAdvice
    }
    return values.indices.filter {
      (2...max(2, min(20, rows / 10))).contains(values[$0].count)
    }
  }

  /// Shows the beginning of each row; false ends it.
  private func forEachRow(of bytes: Span<UInt8>, _ body: (CSVCursor) -> Bool) {
    var scanner = CSVRecordScanner(separator: separator, comment: comment, from: start)
    while scanner.next(in: bytes, upTo: bytes.count) {
      let row = scanner.rowStart..<scanner.position
      var cursor = CSVCursor(bytes, row, separator: separator)
      guard cursor.moveToRow(bytes, comment: comment) else { continue }
      guard body(cursor) else { return }
    }
    guard scanner.isInRow else { return }
    var last = CSVCursor(bytes, scanner.rowStart..<bytes.count, separator: separator)
    if last.moveToRow(bytes, comment: comment) { _ = body(last) }
  }
}
