import SigmoidSystem
import SigmoidExamples

/// Rows of text to features and labels.
struct CSVRowParser {
  private let layout: CSVLayout

  init(_ layout: CSVLayout) { self.layout = layout }

  /// Reads the rows in `range`, which ends behind a row.
  ///
  /// - Parameters:
  ///   - target: features × rows, as many rows as there are; overwritten.
  ///   - labels: those of the rows are appended, if the table has any.
  /// - Returns: nil when all is read; else what a feature has to be stored as that cannot be a
  ///   `Value`, and the rows before it are read.
  /// - Throws: `CSVFault` of the first cell that can be no cell, or a number that no double holds.
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
      let first = written
      var column = 0
      while true {
        guard column < layout.columns else { return .columns }
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
          // A closure, as the method itself would be made into a value for each row.
          labels.append(written: try labelText(bytes, cell)) { layout.labelName(of: $0) }
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
            guard let number = try number(bytes, cell, column: column) else { return .columns }
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
      guard column == layout.columns else { return .columns }
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

  /// nil of a cell that is no number.
  private func number(
    _ bytes: Span<UInt8>, _ cell: CSVCell, column: Int
  ) throws(CSVFault) -> Double? {
    guard let number = DecimalNumber(bytes, cell.text) else { return nil }
    let value = number.double(in: bytes)
    guard value.isFinite else {
      throw CSVFault(
        offset: cell.text.lowerBound, column: column,
        expected: "a number within the range of 64-bit floats",
        found: CSVFault.quoted(bytes, cell.text), remedy: "scale the column, or leave out the row")
    }
    return value
  }

  private func labelText(_ bytes: Span<UInt8>, _ cell: CSVCell) throws(CSVFault) -> String {
    guard let text = cell.string(bytes) else {
      throw CSVFault.notUTF8(bytes, cell, column: layout.label ?? 0)
    }
    return text
  }
}
