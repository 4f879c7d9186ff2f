import SigmoidSystem
import SigmoidExamples

/// Rows of text to features and labels.
struct CSVRowParser {
  private let layout: CSVLayout
  /// Whether a row that is not as the layout says is no fault, but asks for another reader.
  private let isTolerant: Bool

  init(_ layout: CSVLayout, isTolerant: Bool = false) {
    self.layout = layout
    self.isTolerant = isTolerant
  }

  /// Reads the rows in `range`, which ends behind a row.
  ///
  /// - Parameters:
  ///   - target: features × rows, as many rows as there are; overwritten.
  ///   - labels: those of the rows are appended, if the table has any.
  /// - Returns: nil when all is read; else what a feature has to be stored as that cannot be a
  ///   `Value`, and the rows before it are read.
  /// - Throws: `CSVFault` of the first row that is not as the layout says.
  func parse<Value: CSVValue>(
    _ bytes: Span<UInt8>, _ range: Range<Int>, into target: inout MutableSpan<Value>,
    labels: inout DistinctLabels
  ) throws(CSVFault) -> CSVStorage? {
    // Two loops: where features are the columns in their order, nothing is looked up for a cell.
    guard let places = layout.places else {
      return try parse(bytes, range, into: &target, labels: &labels, isInOrder: true, places: [])
    }
    return try parse(bytes, range, into: &target, labels: &labels, isInOrder: false, places: places)
  }

  @inline(__always)
  private func parse<Value: CSVValue>(
    _ bytes: Span<UInt8>, _ range: Range<Int>, into target: inout MutableSpan<Value>,
    labels: inout DistinctLabels, isInOrder: Bool, places: [Int?]
  ) throws(CSVFault) -> CSVStorage? {
    var cursor = CSVCursor(bytes, range, separator: layout.separator)
    let label = layout.label ?? -1
    let features = layout.features
    var written = 0
    while cursor.moveToRow(bytes, comment: layout.comment) {
      require(
        written + layout.features <= target.count,
        "more rows than the \(target.count) values that were counted")
      let start = cursor.position
      let first = written
      var column = 0
      while true {
        guard column < layout.columns else {
          if isTolerant { return .columns }
          throw tooWide(bytes, from: start, to: range.upperBound)
        }
        let next = column + CSVCursor.zeroCells
        if isInOrder, next < layout.columns, label < column || label >= next,
          cursor.moveOverZeros(bytes)
        {
          for index in written..<written + CSVCursor.zeroCells {
            target[unchecked: index] = .zero
          }
          written += CSVCursor.zeroCells
          column = next
          continue
        }
        cursor.skipBlanks(bytes)
        var cellEnd = cursor.position
        if column == label {
          let cell = try cursor.cell(bytes, column: column)
          labels.append(written: try labelText(bytes, cell), name: labelName)
          cellEnd = cell.end
        } else if !isInOrder, places[column] == nil {
          cellEnd = try cursor.cell(bytes, column: column).end
        } else {
          if !isInOrder, let place = places[column] { written = first + place }
          if let value = Value.quick(bytes, at: &cellEnd, end: range.upperBound),
            cursor.isCellEnd(bytes, cellEnd)
          {
            target[unchecked: written] = value
          } else {
            let cell = try cursor.cell(bytes, column: column)
            if isTolerant, DecimalNumber(bytes, cell.text) == nil { return .columns }
            let number = try number(bytes, cell, column: column)
            guard let value = Value.stored(number) else {
              return Float.stored(number) == nil ? .doubles : .floats
            }
            target[unchecked: written] = value
            cellEnd = cell.end
          }
          written += 1
        }
        column += 1
        guard cursor.moveBehind(bytes, cellEnd) else { break }
      }
      guard column == layout.columns else {
        if isTolerant { return .columns }
        throw tooNarrow(bytes, column, at: start)
      }
      if !isInOrder { written = first + features }
    }
    return nil
  }

  /// The numbers of rows that have been read whose digits no double holds; examples count from 0.
  func longNumbers(_ bytes: Span<UInt8>, _ range: Range<Int>) -> LongNumbers {
    var result = LongNumbers()
    var cursor = CSVCursor(bytes, range, separator: layout.separator)
    var example = 0
    while cursor.moveToRow(bytes, comment: layout.comment) {
      for column in 0..<layout.columns {
        guard let cell = try? cursor.cell(bytes, column: column) else { return result }
        if let feature = layout.feature(column), let number = DecimalNumber(bytes, cell.text),
          !number.isHeld(by: number.double(in: bytes))
        {
          result.append(example: example, feature: feature, cell.text.map { bytes[$0] })
        }
        guard cursor.moveBehind(bytes, cell.end) else { break }
      }
      example += 1
    }
    return result
  }

  private func number(
    _ bytes: Span<UInt8>, _ cell: CSVCell, column: Int
  ) throws(CSVFault) -> Double {
    func fault(_ expected: String, _ found: String, _ remedy: String) -> CSVFault {
      CSVFault(
        offset: cell.text.lowerBound, column: column, expected: expected, found: found,
        remedy: remedy)
    }
    guard !cell.text.isEmpty else {
      throw fault(
        "a number", "nothing", "fill in the missing value, or leave out the row or the column")
    }
    guard let number = DecimalNumber(bytes, cell.text) else {
      throw fault(
        "a number", CSVFault.quoted(bytes, cell.text),
        "replace it with a finite number, leave out its row or column, "
          + "or name the label column if this is it")
    }
    let value = number.double(in: bytes)
    guard value.isFinite else {
      throw fault(
        "a number within the range of 64-bit floats", CSVFault.quoted(bytes, cell.text),
        "scale the column, or leave out the row")
    }
    return value
  }

  private func labelText(_ bytes: Span<UInt8>, _ cell: CSVCell) throws(CSVFault) -> String {
    guard let text = cell.string(bytes) else {
      throw CSVFault.notUTF8(bytes, cell, column: layout.label ?? 0)
    }
    return text
  }

  /// nil where the label is missing.
  private func labelName(_ text: String) -> String? { layout.labelName(of: text) }

  /// The fault of a row with fewer cells than the layout has columns.
  func tooNarrow(_ bytes: Span<UInt8>, _ found: Int, at offset: Int) -> CSVFault {
    var end = CSVRecordScanner(separator: layout.separator, comment: layout.comment, from: offset)
    let isLast =
      !end.next(in: bytes, upTo: bytes.count)
      || {
        var next = end
        return !next.next(in: bytes, upTo: bytes.count) && !next.isInRow
      }()
    return CSVFault(
      offset: offset, expected: "\(layout.columns) columns, as in the first row",
      found: "\(found)",
      remedy: isLast
        ? "remove the row if it is a footer, or copy the file again if it was cut"
        : "correct the row, or name the right separator")
  }

  /// The fault of a row with more cells than the layout has columns.
  func tooWide(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> CSVFault {
    var cursor = CSVCursor(bytes, start..<end, separator: layout.separator)
    var count = 0
    while let cell = try? cursor.cell(bytes, column: count) {
      count += 1
      guard cursor.moveBehind(bytes, cell.end) else { break }
    }
    return CSVFault(
      offset: start, expected: "\(layout.columns) columns, as in the first row", found: "\(count)",
      remedy: "correct the row, or name the right separator")
  }
}
