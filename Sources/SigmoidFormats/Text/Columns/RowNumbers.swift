import SigmoidExamples

/// What the rows of a table have beside features: case weights, counts of grouped data, and groups.
struct RowNumbers {
  /// One a row.
  var weights: [Double]?
  /// The group of each row, with the rows that have none among `missing`.
  private let groups: (names: [String], codes: [Int32])?
  let events: GroupedRows?
  /// Of each of these columns that has some, the rows in which it is missing.
  private(set) var missing: [(name: String, rows: [Int])] = []

  /// Rows in which one of them is missing.
  var incomplete: [Int] { missing.flatMap(\.rows) }

  init(_ table: ColumnTable) throws(CSVFault) {
    let roles = table.layout.roles
    weights = try roles.weight.map { (column) throws(CSVFault) in
      try Self.values(table, column, "case weights from 0 on")
    }
    if let events = roles.events, let trials = roles.trials {
      self.events = GroupedRows(
        events: try Self.values(table, events, "numbers of events"),
        trials: try Self.values(table, trials, "numbers of trials"))
    } else {
      events = nil
    }
    groups = roles.group.map { Self.groups(table, table.layout.slots[$0]) }
    func add(_ column: Int?, _ rows: [Int]) {
      guard let column, !rows.isEmpty else { return }
      missing.append((table.layout.names?[column] ?? "column\(column)", rows))
    }
    for (column, numbers) in [
      (roles.weight, weights ?? []), (roles.events, events?.events ?? []),
      (roles.trials, events?.trials ?? []),
    ] {
      add(column, numbers.indices.filter { numbers[$0].isNaN })
    }
    let codes = groups?.codes ?? []
    add(roles.group, codes.indices.filter { codes[$0] == Self.noGroup })
  }

  /// - Parameter rows: such as have a group.
  func groups(of rows: [Int]) -> Labels? {
    groups.map { groups in
      let codes = rows.map { groups.codes[$0] }
      return Labels(joining: [(groups.names, codes)])
    }
  }

  private static let noGroup: Int32 = -1

  /// The words of a column.
  private static func groups(
    _ table: ColumnTable, _ slot: Int
  ) -> (names: [String], codes: [Int32]) {
    guard let words = table.words[slot] else { return ([], []) }
    let width = table.layout.reading.count
    var codes: [Int32] = []
    for (index, part) in table.parts.enumerated() {
      for row in 0..<part.rows {
        let word = part.values[row * width + slot]
        codes.append(word.isNaN ? noGroup : words.codes[index][Int(word)])
      }
    }
    return (words.names, codes)
  }

  /// A column as numbers that are not negative, NaN where missing.
  private static func values(
    _ table: ColumnTable, _ column: Int, _ expected: String
  ) throws(CSVFault) -> [Double] {
    let slot = table.layout.slots[column]
    let width = table.layout.reading.count
    func fault(_ offset: Int?, _ found: String) -> CSVFault {
      CSVFault(
        offset: offset, column: column, expected: expected, found: found,
        remedy: "correct it, or name another column")
    }
    if let words = table.words[slot], let first = words.names.indices.first {
      throw fault(words.offsets[first], words.names[first].debugDescription)
    }
    var values: [Double] = []
    for part in table.parts {
      for row in 0..<part.rows {
        let value = part.values[row * width + slot]
        guard !(value < 0) else { throw fault(part.starts[row], "\(value)") }
        values.append(value)
      }
    }
    return values
  }
}

/// Rows that each stand for some trials, of which some were events: R's `cbind(success, failure)`.
struct GroupedRows {
  let events: [Double]
  let trials: [Double]

  /// The label of the events; that of the other trials is `no` and it.
  static func name(_ layout: CSVLayout) -> String {
    layout.roles.events.flatMap { layout.names?[$0] } ?? "event"
  }

  /// Each row twice, as its events and as its other trials, by their numbers; without those that are 0.
  /// - Parameter kept: the rows that are examples.
  /// - Returns: which of the kept rows an example is of, its label and its weight.
  func examples(
    _ kept: [Int], _ layout: CSVLayout
  ) throws(CSVFault) -> (positions: [Int], labels: Labels, weights: [Double]) {
    let name = Self.name(layout)
    var positions: [Int] = []
    var labels: [String] = []
    var weights: [Double] = []
    for (position, row) in kept.enumerated() {
      let others = trials[row] - events[row]
      guard others >= 0 else {
        throw CSVFault(
          offset: nil, expected: "at most as many events as trials in a row",
          found: "\(events[row]) of \(trials[row])", remedy: "check which column is which")
      }
      for (label, weight) in [(name, events[row]), ("no \(name)", others)] where weight > 0 {
        positions.append(position)
        labels.append(label)
        weights.append(weight)
      }
    }
    return (positions, Labels(labels), weights)
  }
}
