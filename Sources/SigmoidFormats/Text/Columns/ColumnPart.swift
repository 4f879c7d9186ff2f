import SigmoidExamples

/// The rows of a part of a table, read: of a column of numbers the numbers, of a column of words the
/// position of each word among those of this part, NaN where a cell is missing.
struct ColumnPart: Sendable {
  /// Those with something in any cell.
  let rows: Int
  /// rows × columns that are read, row after row.
  let values: [Double]
  /// One a column that is read; nil where all cells that are not missing are numbers.
  let words: [WordTable?]
  let labels: DistinctLabels
  /// One a row, where a column names the rows.
  let ids: [String]
  /// Where each row begins in the text, for messages.
  let starts: [Int]
}

/// Reads the rows of a table column by column, without knowing what the columns are.
struct ColumnReader: Sendable {
  let layout: CSVLayout
  let marks: MissingMarks
  /// Of each column that is read, whether its numbers are words too.
  var areWords: [Bool]
  var mark = ColumnTreatment.DecimalMark.point
  /// Whether the names of rows are kept.
  var keepsIDs = false

  /// - Parameters:
  ///   - range: ends behind a row.
  ///   - rows: as many as there are, or more.
  func read(
    _ bytes: Span<UInt8>, _ range: Range<Int>, rows: Int
  ) throws(CSVFault) -> ColumnPart {
    let width = layout.reading.count
    var values = [Double](repeating: .nan, count: rows * width)
    var words = areWords.map { $0 ? WordTable() : nil }
    var wordsFrom = [Int](repeating: 0, count: width)
    var labelWords = WordTable()
    var labels: [Int32] = []
    var missingLabels: [String: Int] = [:]
    labels.reserveCapacity(layout.label == nil ? 0 : rows)
    var ids: [String] = []
    var starts: [Int] = []
    starts.reserveCapacity(rows)
    var row = 0
    var cursor = CSVCursor(bytes, range, separator: layout.separator)
    var isWords = areWords
    let isPlain = mark == .point
    // Taken out of their structures: a cell costs no count of references.
    let (slots, columns, marks) = (layout.slots, layout.columns, marks)
    while cursor.moveToRow(bytes, comment: layout.comment) {
      let start = cursor.position
      let before = (labels: labels.count, ids: ids.count)
      var isEmpty = true
      var column = 0
      while true {
        cursor.skipBlanks(bytes)
        var cellEnd = cursor.position
        guard column < columns else {
          let cell = try cursor.cell(bytes, column: column)
          guard cell.text.isEmpty else {
            throw layout.tooWide(bytes, from: start, to: range.upperBound)
          }
          column += 1
          guard cursor.moveBehind(bytes, cell.end) else { break }
          continue
        }
        let slot = slots[column]
        if slot >= 0, isPlain, !isWords[slot],
          let value = Double.quick(bytes, at: &cellEnd, end: range.upperBound),
          cursor.isCellEnd(bytes, cellEnd)
        {
          values[row * width + slot] = marks.value(value)
          isEmpty = false
        } else {
          let cell = try cursor.cell(bytes, column: column)
          cellEnd = cell.end
          if !cell.text.isEmpty { isEmpty = false }
          if slot >= 0 {
            if !isWords[slot] {
              if let value = number(bytes, cell) {
                values[row * width + slot] = value
              } else {
                isWords[slot] = true
                words[slot] = WordTable()
                wordsFrom[slot] = row
              }
            }
            if isWords[slot] {
              values[row * width + slot] = words[slot]?.value(bytes, cell, marks) ?? .nan
            }
          } else if slot == CSVLayout.labelSlot {
            let known = labelWords.count
            let code = labelWords.value(bytes, cell, marks)
            if labelWords.count > known { _ = try Self.text(bytes, cell, column: column) }
            if code.isNaN, !cell.text.isEmpty, let word = cell.string(bytes) {
              missingLabels[word, default: 0] += 1
            }
            labels.append(code.isNaN ? -1 : Int32(code))
          } else if slot == CSVLayout.idSlot, keepsIDs {
            ids.append(try Self.text(bytes, cell, column: column))
          }
        }
        column += 1
        guard cursor.moveBehind(bytes, cellEnd) else { break }
      }
      if isEmpty, column > 1 || columns == 1 {
        labels.removeLast(labels.count - before.labels)
        ids.removeLast(ids.count - before.ids)
        continue
      }
      guard column >= columns else {
        throw layout.tooNarrow(bytes, column, at: start)
      }
      starts.append(start)
      row += 1
      guard row <= rows else { fatalError("more rows than the \(rows) that were counted") }
    }
    values.removeLast((rows - row) * width)
    let part = ColumnPart(
      rows: row, values: values, words: words,
      labels: distinct(labelWords, labels, bytes, missingLabels), ids: ids, starts: starts)
    let mixed = wordsFrom.indices.filter { wordsFrom[$0] > 0 }
    return mixed.isEmpty ? part : try rereading(part, mixed, as: bytes, upTo: wordsFrom)
  }

  private func distinct(
    _ words: WordTable, _ codes: [Int32], _ bytes: Span<UInt8>, _ missing: [String: Int]
  ) -> DistinctLabels {
    var names: [String] = []
    for word in 0..<words.count {
      // Its bytes were looked at when it came.
      names.append(words.text(word, in: bytes) ?? "")
    }
    return DistinctLabels(names: names, codes: codes, missingWords: missing)
  }

  /// A cell that is a number however it is written, NaN where it is missing; nil of a word.
  private func number(_ bytes: Span<UInt8>, _ cell: CSVCell) -> Double? {
    if marks.contains(bytes, cell.text) { return .nan }
    guard mark == .point else {
      return WrittenNumber.value(bytes, cell.text, mark).map(marks.value)
    }
    guard let number = DecimalNumber(bytes, cell.text) else { return nil }
    let value = number.double(in: bytes)
    // One beyond the range of a double is told with the words, whatever else is in the column.
    return value.isFinite ? marks.value(value) : nil
  }

  /// The same part with some columns as words that had numbers in their first rows, or in all.
  func rereading(
    _ part: ColumnPart, _ columns: [Int], as bytes: Span<UInt8>, upTo ends: [Int]? = nil
  ) throws(CSVFault) -> ColumnPart {
    let width = layout.reading.count
    var values = part.values
    var words = part.words
    for slot in columns where words[slot] == nil { words[slot] = WordTable() }
    let last = columns.map { layout.reading[$0] }.max() ?? 0
    for row in 0..<(columns.map { ends?[$0] ?? part.rows }.max() ?? 0) {
      let end = row + 1 < part.rows ? part.starts[row + 1] : bytes.count
      var cursor = CSVCursor(bytes, part.starts[row]..<end, separator: layout.separator)
      for column in 0...last {
        let cell = try cursor.cell(bytes, column: column)
        let slot = layout.slots[column]
        if slot >= 0, columns.contains(slot), row < ends?[slot] ?? part.rows {
          values[row * width + slot] = words[slot]?.value(bytes, cell, marks) ?? .nan
        }
        guard cursor.moveBehind(bytes, cell.end) else { break }
      }
    }
    return ColumnPart(
      rows: part.rows, values: values, words: words, labels: part.labels, ids: part.ids,
      starts: part.starts)
  }

  private static func text(
    _ bytes: Span<UInt8>, _ cell: CSVCell, column: Int
  ) throws(CSVFault) -> String {
    guard let text = cell.string(bytes) else {
      throw CSVFault.notUTF8(bytes, cell, column: column)
    }
    return text
  }
}
