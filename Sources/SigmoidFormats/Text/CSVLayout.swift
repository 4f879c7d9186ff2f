import SigmoidExamples

/// What the first rows of a table tell about all of it: separator, header, width, label column.
struct CSVLayout {
  let separator: UInt8
  let comment: UInt8?
  /// Cells of a row.
  let columns: Int
  /// The label column, from 0.
  let label: Int?
  /// The header's cells, one a column.
  let names: [String]?
  /// The byte at which the rows behind the header begin.
  let start: Int
  /// Of each column, which feature it is; nil where all but the label column are, in their order.
  let places: [Int?]?
  /// Columns that are neither labels nor features.
  let roles: ColumnRoles
  /// The columns whose cells are values, features in their order first; and of each column which of these
  /// it is, or `labelSlot`, `idSlot` or −1.
  let reading: [Int]
  let slots: [Int]
  let marks: MissingMarks
  /// The names of the columns that were left out as asked.
  let dropped: [String]
  /// Columns that were left out without being asked for, for a person.
  let notes: [String]

  /// As many rows as are looked at to tell the separator.
  static let sampleRows = 8

  let features: Int

  var featureNames: [String]? {
    guard var names else { return nil }
    guard let places else {
      if let label { names.remove(at: label) }
      return names
    }
    var result = [String](repeating: "", count: features)
    for (column, place) in places.enumerated() {
      if let place { result[place] = names[column] }
    }
    return result
  }

  /// Which feature a column is; nil of one that is none.
  func feature(_ column: Int) -> Int? {
    if let places { return places[column] }
    guard column != label else { return nil }
    return label.map { column > $0 } ?? false ? column - 1 : column
  }

  static let labelSlot = -2
  static let idSlot = -3

  /// What a cell of the label column names; nil where the label is missing.
  func labelName(of text: String) -> String? {
    marks.contains(text) ? nil : text
  }

  /// The label column's name.
  var labelName: String? { label.flatMap { names?[$0] } }

  /// - Parameter bytes: the text from its first byte on, at least `sampleRows` rows if it has them.
  init(_ bytes: Span<UInt8>, options: CSVOptions) throws(CSVFault) {
    if bytes.count >= 2, bytes[0] ^ bytes[1] == 0xFF ^ 0xFE, bytes[0] >= 0xFE {
      throw CSVFault(
        offset: nil, expected: "text in UTF-8", found: "UTF-16",
        remedy: "save it as UTF-8, for instance with iconv -f UTF-16 -t UTF-8")
    }
    let mark = CSVQuoting.byteOrderMark
    let hasMark = bytes.count >= 3 && (0..<3).allSatisfy { bytes[$0] == mark[$0] }
    var rows = Self.firstRows(bytes, from: hasMark ? 3 : 0, comment: options.comment)
    // Excel reads, and some programs write, a first line of the separator.
    let named = rows.first.flatMap { Self.namedSeparator(bytes, $0) }
    if named != nil {
      rows = Self.firstRows(bytes, from: rows[0].upperBound, comment: options.comment)
    }
    guard let first = rows.first else {
      throw CSVFault(
        offset: nil, expected: "a table with at least one row", found: "none",
        remedy: "check that this is the file you mean")
    }
    separator = options.separator?.rawValue ?? named ?? Self.separator(bytes, rows)
    comment = options.comment
    let cells = try Self.cells(bytes, first, separator: separator)
    // What is wrong with them comes when they are read.
    let separator = separator
    let others = rows.dropFirst().compactMap {
      try? Self.cells(bytes, $0, separator: separator)
    }
    let isHeader: Bool =
      switch options.header {
      case .present: true
      case .absent: false
      case .automatic:
        Self.isHeader(cells, above: others, options)
          || Self.isCount(cells, before: others.first ?? [], labels: options.labels)
      }
    // R's write.table has no name above the names of the rows.
    let lacksName =
      isHeader && others.count > 1 && others.allSatisfy { $0.count == cells.count + 1 }
      && Set(others.map(\.[0])).count == others.count
    names = isHeader ? (lacksName ? [""] : []) + cells : nil
    columns = names?.count ?? cells.count
    start = isHeader ? first.upperBound : first.lowerBound
    let choice = CSVColumns(names, columns: columns, start, separator, comment)
    label = try choice.label(options, bytes, at: first.lowerBound)
    roles = try choice.roles(options, label: label, at: first.lowerBound)
    dropped = options.inputs == nil ? choice.dropped(options) : []
    (places, notes) = try choice.places(
      options, label: label, roles: roles, bytes, at: first.lowerBound)
    if let places, let both = roles.all.first(where: { places[$0] != nil }) {
      throw CSVFault(
        offset: first.lowerBound, expected: "a column that is no feature of the model",
        found: names?[both] ?? "column \(both)", remedy: "name another column")
    }
    features = places?.count { $0 != nil } ?? (label == nil ? columns : columns - 1)
    marks = MissingMarks(
      also: options.treatment.missingMarks,
      except: options.treatment.valuesLikeMarks + (options.inputs?.levels ?? []))
    (reading, slots) = Self.slots(
      columns: columns, features: features, places: places, label: label, roles: roles)
    guard features > 0 else {
      throw CSVFault(
        offset: first.lowerBound, expected: "a column of features beside the labels",
        found: "one column",
        remedy: "name the separator, or read the table without a label column")
    }
  }

  private static func slots(
    columns: Int, features: Int, places: [Int?]?, label: Int?, roles: ColumnRoles
  ) -> (reading: [Int], slots: [Int]) {
    var reading = [Int](repeating: 0, count: features)
    var slots = [Int](repeating: -1, count: columns)
    var next = 0
    for column in 0..<columns where places == nil ? column != label : places?[column] != nil {
      let place = places?[column] ?? next
      next += 1
      reading[place] = column
      slots[column] = place
    }
    for column in [roles.weight, roles.events, roles.trials, roles.group].compactMap(\.self)
    where slots[column] < 0 {
      slots[column] = reading.count
      reading.append(column)
    }
    if let label { slots[label] = labelSlot }
    if let id = roles.id { slots[id] = idSlot }
    return (reading, slots)
  }

  private static func firstRows(
    _ bytes: Span<UInt8>, from start: Int, comment: UInt8?
  ) -> [Range<Int>] {
    var scanner = CSVRecordScanner(
      separator: CSVOptions.Separator.comma.rawValue, comment: comment, from: start)
    var rows: [Range<Int>] = []
    while rows.count < sampleRows, scanner.next(in: bytes, upTo: bytes.count) {
      rows.append(scanner.rowStart..<scanner.position)
    }
    if rows.count < sampleRows, scanner.isInRow { rows.append(scanner.rowStart..<bytes.count) }
    return rows
  }

  /// The first separator that all rows have equally often, else the one that the first row has
  /// most often.
  private static func separator(_ bytes: Span<UInt8>, _ rows: [Range<Int>]) -> UInt8 {
    var most = (separator: CSVOptions.Separator.comma.rawValue, count: 0)
    for candidate in CSVOptions.Separator.tried.map(\.rawValue) {
      let count = separators(candidate, bytes, rows[0])
      if count > 0, rows.allSatisfy({ separators(candidate, bytes, $0) == count }) {
        return candidate
      }
      if count > most.count { most = (candidate, count) }
    }
    return most.separator
  }

  /// How many of them stand outside quotes; of spaces, how many runs between cells.
  private static func separators(
    _ separator: UInt8, _ bytes: Span<UInt8>, _ row: Range<Int>
  ) -> Int {
    let isSpace = separator == UInt8(ascii: " ")
    var (count, quoted, pending) = (0, false, false)
    for position in row {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") { quoted.toggle() }
      if byte == separator && !quoted {
        if isSpace { pending = true } else { count += 1 }
      } else if pending && !isLineEnd(byte) {
        count += 1
        pending = false
      }
    }
    return count
  }

  private static func cells(
    _ bytes: Span<UInt8>, _ row: Range<Int>, separator: UInt8
  ) throws(CSVFault) -> [String] {
    var cells: [String] = []
    var cursor = CSVCursor(bytes, row, separator: separator)
    while true {
      let cell = try cursor.cell(bytes, column: cells.count)
      guard let text = cell.string(bytes) else {
        throw CSVFault.notUTF8(bytes, cell, column: cells.count)
      }
      cells.append(text)
      guard cursor.moveBehind(bytes, cell.end) else { return cells }
    }
  }

  /// The separator that a line such as `sep=;` names.
  private static func namedSeparator(_ bytes: Span<UInt8>, _ row: Range<Int>) -> UInt8? {
    var end = row.upperBound
    while end > row.lowerBound, isLineEnd(bytes[end - 1]) { end -= 1 }
    let start = row.lowerBound
    guard end - start == 5, (0..<4).allSatisfy({ bytes[start + $0] == Array("sep=".utf8)[$0] })
    else {
      return nil
    }
    return CSVOptions.Separator(rawValue: bytes[start + 4])?.rawValue
  }

  private static func isHeader(
    _ cells: [String], above others: [[String]], _ options: CSVOptions
  ) -> Bool {
    if case .named = options.labels { return true }
    let label = position(of: options.labels, among: cells.count)
    // "y" may be a label itself: yes or no.
    if cells.contains(where: { $0 != "y" && CSVColumns.labelNames.contains($0.lowercased()) }) {
      return true
    }
    let names = cells.indices.filter { $0 != label && isName(cells[$0]) }
    return !names.isEmpty && !isRow(cells, names, among: others)
  }

  /// Whether a first row with words is a row like the others: words stand above words alone, and a number
  /// above numbers or a word above itself.
  private static func isRow(_ cells: [String], _ words: [Int], among others: [[String]]) -> Bool {
    let others = others.filter { $0.count == cells.count }
    guard !others.isEmpty else { return false }
    let areWordsBelow = words.allSatisfy { column in
      others.contains { isName($0[column]) } && !others.contains { isNumber($0[column]) }
    }
    guard areWordsBelow else { return false }
    return cells.indices.contains { column in
      isNumber(cells[column]) && others.allSatisfy { !isName($0[column]) }
        || words.contains(column) && others.contains { $0[column] == cells[column] }
    }
  }

  /// Whether the columns are called 0, 1, 2, …, as pandas calls columns without names: four or more, or
  /// fewer above numbers that are no whole ones, since a row of whole numbers may begin so itself.
  private static func isCount(
    _ cells: [String], before second: [String], labels: CSVOptions.LabelColumn
  ) -> Bool {
    guard cells.count > 1, cells.indices.allSatisfy({ cells[$0] == "\($0)" }) else { return false }
    let label = position(of: labels, among: cells.count)
    return cells.count > 3
      || second.indices.contains { $0 != label && Int(second[$0]) == nil }
  }

  /// Where the label column is, if the header does not tell.
  private static func position(of labels: CSVOptions.LabelColumn, among columns: Int) -> Int? {
    switch labels {
    case .automatic: 0
    case .index(let index): index < 0 ? columns + index : index
    case .named, .none: nil
    }
  }

  private static func isNumber(_ cell: String) -> Bool {
    let bytes = Array(cell.utf8)
    return DecimalNumber(bytes.span, 0..<bytes.count) != nil
  }

  private static func isName(_ cell: String) -> Bool {
    let marks = ["", "nan", "+nan", "-nan", "na", "n/a", "null", "none", "?", "-"]
    let infinities = ["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"]
    let text = cell.lowercased()
    return !isNumber(text)
      && !marks.contains(text) && !infinities.contains(text)
  }
}
