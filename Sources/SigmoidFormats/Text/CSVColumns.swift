import SigmoidExamples

/// What the columns of a table are: its labels, its features, or neither.
struct CSVColumns {
  static let labelNames = ["label", "class", "target", "y", "outcome", "response"]
  /// What R's write.csv, and pandas' to_csv read again, call the column of the row names.
  private static let namesOfRowNames = ["", "Unnamed: 0"]
  private let names: [String]?
  private let columns: Int
  private let scan: ColumnScan

  /// - Parameters:
  ///   - columns: the cells of a row.
  ///   - start: where the rows behind the header begin.
  init(
    _ names: [String]?, columns: Int, _ start: Int, _ separator: UInt8, _ comment: UInt8?
  ) {
    self.names = names
    self.columns = columns
    scan = ColumnScan(columns: columns, start: start, separator: separator, comment: comment)
  }

  /// The label column; nil where there is to be none.
  /// - Parameter bytes: the text, of which there may be no more than the beginning.
  func label(
    _ options: CSVOptions, _ bytes: Span<UInt8>, at offset: Int
  ) throws(CSVFault) -> Int? {
    switch options.labels {
    case .none: return nil
    case .automatic:
      if options.treatment.events != nil || options.inputs?.eventsName != nil { return nil }
      guard let names else { return 0 }
      if let name = options.inputs?.labelName, let column = names.firstIndex(of: name) {
        return column
      }
      let lowercased = names.map { $0.lowercased() }
      if let column = Self.labelNames.lazy.compactMap({ lowercased.firstIndex(of: $0) }).first {
        let count = lowercased.count { $0 == lowercased[column] }
        guard count == 1 else {
          throw CSVFault(
            offset: offset, expected: "one column \(names[column].debugDescription)",
            found: "\(count)", remedy: "give the index of the label column with --label")
        }
        return column
      }
      if options.mayLackLabels { return nil }
      throw noLabel(names, bytes)
    case .index(let index):
      guard (-columns..<columns).contains(index) else {
        throw CSVFault(
          offset: offset, expected: "a label column \(index), counted from 0",
          found: "\(columns) columns", remedy: "name another column, or the separator")
      }
      return index < 0 ? columns + index : index
    case .named(let name):
      guard let names else {
        throw CSVFault(
          offset: offset, expected: "a header with a column \(name.debugDescription)",
          found: "no header", remedy: "give the label column's index instead")
      }
      let positions = names.indices.filter { names[$0] == name }
      guard positions.count == 1 else {
        throw CSVFault(
          offset: offset, expected: "one column \(name.debugDescription)",
          found: positions.isEmpty ? Self.list(names) : "\(positions.count)",
          remedy: names.first?.hasPrefix("#") == true
            ? "pass over lines that begin with # by --comment '#', or name one of the columns"
            : "name one of the columns, or give its index")
      }
      return positions[0]
    }
  }

  /// Of each column, which feature it is, and what was left out unasked; nil where all but the labels
  /// are features in their order.
  func places(
    _ options: CSVOptions, label: Int?, roles: ColumnRoles, _ bytes: Span<UInt8>, at offset: Int
  ) throws(CSVFault) -> (places: [Int?]?, notes: [String]) {
    if let wanted = options.wantedColumns, let names {
      return try places(of: wanted, names, label: label, roles: roles, options, at: offset)
    }
    var isFeature = [Bool](repeating: options.only.isEmpty, count: columns)
    for pattern in options.only {
      for column in try pattern.found(of: columns, names, at: offset) { isFeature[column] = true }
    }
    var notes: [String] = []
    if options.only.isEmpty, columns > 1, label != 0, let first = names?.first,
      Self.namesOfRowNames.contains(first), scan.isDifferentInEachRow(bytes)
    {
      isFeature[0] = false
      notes.append(
        "left out the first column, which has no name and another value in each row: row names")
    }
    if options.only.isEmpty, isFeature[0], names?.first?.isEmpty == true {
      notes.append(
        "the first column, which has no name, is a feature; if it has the names of rows, --drop 0")
    }
    var last = columns - 1
    while options.only.isEmpty, last > 0, last != label, names.map({ $0[last].isEmpty }) ?? true,
      scan.isEmpty(last, bytes)
    {
      isFeature[last] = false
      last -= 1
    }
    for pattern in options.dropped {
      for column in try pattern.found(of: columns, names, at: offset) { isFeature[column] = false }
    }
    if let label { isFeature[label] = false }
    for column in roles.all { isFeature[column] = false }
    if let offset = roles.offset { isFeature[offset] = true }
    guard (0..<columns).contains(where: { !isFeature[$0] && $0 != label }) else {
      return (nil, notes)
    }
    var next = 0
    let places = isFeature.map { isFeature -> Int? in
      guard isFeature else { return nil }
      next += 1
      return next - 1
    }
    return (places, notes)
  }

  /// The names of columns that were left out as asked.
  func dropped(_ options: CSVOptions) -> [String] {
    guard let names else { return [] }
    let columns = Set(options.dropped.flatMap { $0.columns(of: self.columns, names: names) })
    return columns.sorted().map { names[$0] }
  }

  /// The columns of a model, by their names.
  private func places(
    of wanted: [String], _ names: [String], label: Int?, roles: ColumnRoles,
    _ options: CSVOptions, at offset: Int
  ) throws(CSVFault) -> (places: [Int?]?, notes: [String]) {
    let others = names.indices.filter { $0 != label }
    if others.map({ names[$0] }) == wanted, roles.all.isEmpty { return (nil, []) }
    var places = [Int?](repeating: nil, count: columns)
    var missing: [String] = []
    for (feature, name) in wanted.enumerated() {
      let found = others.filter { names[$0] == name && places[$0] == nil }
      // Of several columns of one name, as many as the model has, in their order.
      guard let column = found.first, found.count == 1 || wanted.count(where: { $0 == name }) > 1
      else {
        missing.append(found.isEmpty ? name : "\(name) (\(found.count) columns)")
        continue
      }
      places[column] = feature
    }
    guard missing.isEmpty else {
      throw CSVFault(
        offset: offset,
        expected:
          "the \(wanted.count) columns that the model was trained on, among them \(Self.list(missing))",
        found: Self.list(others.map { names[$0] }),
        remedy: "add or rename columns; without a header they are taken in their order")
    }
    let known =
      [
        options.inputs?.labelName, options.inputs?.weightName, options.inputs?.idName,
        options.inputs?.eventsName, options.inputs?.trialsName, options.inputs?.groupName,
      ] + Self.namesOfRowNames + (options.inputs?.droppedNames ?? [])
    let spare = others.filter { places[$0] == nil }
      .map { names[$0] }.filter { !known.contains($0) }
    let notes =
      spare.isEmpty ? [] : ["left out what the model does not have: \(Self.list(spare))"]
    return (places, notes)
  }

  /// The columns that are neither labels nor features.
  func roles(
    _ options: CSVOptions, label: Int?, at offset: Int
  ) throws(CSVFault) -> ColumnRoles {
    var roles = ColumnRoles()
    let (asked, model) = (options.treatment, options.inputs)
    roles.weight = try one(asked.weight, model?.weightName, at: offset)
    roles.id = try one(asked.id, model?.idName, at: offset)
    roles.events = try one(asked.events, model?.eventsName, at: offset)
    roles.trials = try one(asked.trials, model?.trialsName, at: offset)
    roles.offset = try one(asked.offset, nil, at: offset)
    // To predict, nothing is parted.
    roles.group = try one(asked.group, nil, at: offset)
    let all = roles.all + [label, roles.offset].compactMap(\.self)
    if let twice = all.first(where: { column in all.count { $0 == column } > 1 }) {
      throw CSVFault(
        offset: offset,
        expected: "different columns for the label, weights, offset, names, groups and counts",
        found: "one for two of them, \(names?[twice] ?? "column \(twice)"),",
        remedy: "name another column")
    }
    return roles
  }

  /// The column that is asked for, or the one that a model knows, where it is there.
  private func one(
    _ pattern: ColumnPattern?, _ known: String?, at offset: Int
  ) throws(CSVFault) -> Int? {
    guard let pattern else { return known.flatMap { names?.firstIndex(of: $0) } }
    let found = try pattern.found(of: columns, names, at: offset)
    guard found.count == 1 else {
      throw CSVFault(
        offset: offset, expected: "one column \(pattern.description.debugDescription)",
        found: "\(found.count)", remedy: "name one of the columns, or give its index")
    }
    return found[0]
  }

  private func noLabel(_ names: [String], _ bytes: Span<UInt8>) -> CSVFault {
    let few = scan.columnsOfFewValues(bytes).map { names[$0] }
    return CSVFault(
      offset: nil,
      expected: "a column named \(Self.labelNames.dropLast().joined(separator: ", ")) or "
        + (Self.labelNames.last ?? ""),
      found: Self.list(names),
      remedy: "name the label column with --label"
        + (few.isEmpty ? "" : "; \(Self.list(few)) \(few.count == 1 ? "has" : "have") few values")
        + ", or give --label none")
  }

  /// At most so many names as a line of text holds.
  static func list(_ names: [String]) -> String {
    let quoted = names.prefix(12).map { $0.isEmpty ? "\"\"" : $0 }
    return quoted.joined(separator: ", ") + (names.count > 12 ? ", … (\(names.count))" : "")
  }
}

/// Columns that are neither labels nor features that are fitted, by what they are.
struct ColumnRoles {
  var weight, id, events, trials, group: Int?
  /// A feature all the same, whose weight is 1.
  var offset: Int?

  var all: [Int] { [weight, id, events, trials, group].compactMap(\.self) }
}

extension ColumnPattern {
  /// - Throws: `CSVFault` when no column is meant.
  func found(
    of columns: Int, _ names: [String]?, at offset: Int?
  ) throws(CSVFault) -> [Int] {
    let all = self.columns(of: columns, names: names)
    guard all.isEmpty else { return all }
    throw CSVFault(
      offset: offset, expected: "a column \(description.debugDescription)",
      found: names.map(CSVColumns.list)
        ?? "\(columns) columns without names",
      remedy: "name one of the columns, a pattern with *, or an index from 0")
  }
}
