import SigmoidExamples
import SigmoidSystem

extension CSVTable {
  /// A table to train on or to evaluate: of the rows that have a label, and a value in each cell or
  /// something that stands for it.
  init(_ table: ColumnTable, _ options: CSVOptions) throws(CSVFault) {
    let rows = table.parts.reduce(0) { $0 + $1.rows }
    guard rows > 0 else {
      throw CSVFault(
        offset: nil, expected: "at least one row after the header", found: "none",
        remedy: "check that this is the file you mean")
    }
    let hasLabels = table.layout.label != nil
    let isExample = hasLabels ? table.parts.map { $0.labels.codes.map { $0 >= 0 } } : nil
    var tallies = table.tallies(of: isExample)
    var columns = try Self.columns(table, tallies)
    var encoding = try table.encoding(columns, tallies)
    let missing = options.inputs?.missing ?? options.treatment.missing
    var isKept = isExample?.flatMap { $0 } ?? [Bool](repeating: true, count: rows)
    var notes = table.layout.notes
    let unlabelled = isKept.count { !$0 }
    if unlabelled > 0 {
      let why = DistinctLabels.noLabel(table.parts.map(\.labels))
      notes.append(Self.leftOut(unlabelled, of: rows, why))
    }
    var numbers = try RowNumbers(table)
    let what = MissingCells(columns, tallies, numbers.missing, isKept, words: table.words)
    let incomplete = (encoding.incomplete + numbers.incomplete).filter { isKept[$0] }
    if let first = incomplete.min() {
      guard missing == .drop else {
        throw Self.missing(table, what, incomplete, columns, at: first)
      }
      for row in incomplete { isKept[row] = false }
      let count = Set(incomplete).count
      notes.append(
        Self.leftOut(count, of: rows, "a missing value: \(what)"))
      guard isKept.contains(true) else {
        throw CSVFault(
          offset: nil, expected: "a row without a missing value", found: "none",
          remedy: "leave out columns that are mostly missing with --drop, or fill them in with "
            + "--missing mean")
      }
      if options.inputs == nil {
        // Levels, and the day from which others count, are those of the rows that are left.
        tallies = table.tallies(of: table.byPart(isKept))
        let own = try Self.columns(table, tallies)
        if own != columns { (columns, encoding) = (own, try table.encoding(own, tallies)) }
      }
    }
    if options.inputs == nil {
      if missing == .mean, tallies.prefix(columns.count).contains(where: { $0.missing > 0 }) {
        notes.append(
          "filled in missing values: \(MissingCells(columns, tallies, words: table.words))")
      }
      notes += ColumnTable.description(columns)
      if let offset = table.layout.roles.offset {
        notes.append("offset \(table.names[table.layout.slots[offset]]): its weight is 1")
      }
    }
    var features = try table.features(encoding, of: isKept.contains(false) ? isKept : nil)
    let kept = isKept.indices.filter { isKept[$0] }
    var labels = hasLabels ? Self.labels(table.parts.map(\.labels), isKept) : nil
    numbers.weights = numbers.weights.map { weights in kept.map { weights[$0] } }
    var groups = numbers.groups(of: kept)
    var names: ExampleRows?
    if options.keepsRows {
      let ids = table.layout.roles.id.map { _ in table.parts.flatMap(\.ids) }
      names = ExampleRows(places: Array(isKept.indices), names: ids).selecting(kept)
    }
    if let grouped = try numbers.events?.examples(kept, table.layout) {
      features = features.selecting(grouped.positions)
      (labels, numbers.weights) = (grouped.labels, grouped.weights)
      groups = groups?.selecting(grouped.positions)
      names = names?.selecting(grouped.positions)
    }
    self.init(
      inputs: table.schema(columns, missing: missing), labels: labels,
      caseWeights: numbers.weights, groups: groups, ids: nil, incomplete: [], features: features,
      notes: notes, rows: names)
  }

  /// A block to predict from: all its rows.
  init(block table: ColumnTable, _ options: CSVOptions) throws(CSVFault) {
    let tallies = table.tallies(of: nil)
    let columns = try table.columns(tallies)
    let encoding = try table.encoding(columns, tallies)
    let missing = options.inputs?.missing ?? options.treatment.missing
    if missing != .drop, let first = encoding.incomplete.first {
      let what = MissingCells(columns, tallies, words: table.words)
      throw Self.missing(table, what, encoding.incomplete, columns, at: first)
    }
    self.init(
      inputs: table.schema(columns, missing: missing), labels: nil, caseWeights: nil, groups: nil,
      ids: table.layout.roles.id == nil ? nil : table.parts.flatMap(\.ids),
      incomplete: encoding.incomplete,
      features: try table.features(encoding, of: nil, asDoubles: true), notes: table.layout.notes)
  }

  /// Those of all parts, of the rows that are kept, which have one each.
  private static func labels(_ parts: [DistinctLabels], _ isKept: [Bool]) -> Labels {
    var first = 0
    let kept = parts.map { part in
      defer { first += part.codes.count }
      let codes = part.codes.indices.filter { isKept[first + $0] }.map { part.codes[$0] }
      // Labels of rows that are left out are none.
      var isThere = [Bool](repeating: false, count: part.names.count)
      for code in codes { isThere[Int(code)] = true }
      let names = isThere.indices.filter { isThere[$0] }
      var rank = [Int32](repeating: 0, count: isThere.count)
      for (position, name) in names.enumerated() { rank[name] = Int32(position) }
      return (names: names.map { part.names[$0] }, codes: codes.map { rank[Int($0)] })
    }
    return Labels(joining: kept)
  }

  private static func columns(
    _ table: ColumnTable, _ tallies: [ColumnTally]
  ) throws(CSVFault) -> [TableColumn] {
    let columns = try table.columns(tallies)
    guard columns.contains(where: { $0.featureCount > 0 }) else {
      throw CSVFault(
        offset: nil, expected: "a column with two values or more beside the labels",
        found: "one value in each", remedy: "name the separator, or check the columns")
    }
    return columns
  }

  private static func missing(
    _ table: ColumnTable, _ what: MissingCells, _ rows: [Int], _ columns: [TableColumn],
    at row: Int
  ) -> CSVFault {
    let count = Set(rows).count
    let offset = table.offsetSlot(columns).map { columns[$0].name }
    let isMadeUp = !what.hasOthers && offset.map { !what.columns.contains($0) } ?? true
    let others = what.hasOthers ? "weight, count or group" : "offset"
    return CSVFault(
      offset: table.offset(of: row), expected: "a value in each cell",
      found:
        "missing: \(what); \(count) of \(table.parts.reduce(0) { $0 + $1.rows }) rows are incomplete, "
        + "the first",
      remedy: table.inputs == nil
        ? "leave such rows out with --missing drop, "
          + (isMadeUp
            ? "fill them in with --missing mean, or leave a column out with --drop"
            : "as no \(others) can be made up")
        : "fill them in or remove the rows, or train with --missing drop"
          + (isMadeUp ? " or --missing mean" : ""))
  }
}

extension ColumnTable {
  /// Where the offset is among the columns of features.
  fileprivate func offsetSlot(_ columns: [TableColumn]) -> Int? {
    if let offset = layout.roles.offset { return layout.slots[offset] }
    return inputs?.offsetFeature.flatMap(columns.index(ofFirstFeature:))
  }

  /// What a model keeps of it.
  func schema(_ columns: [TableColumn], missing: MissingValues) -> Schema {
    if let inputs {
      var schema = inputs
      schema.scale = 1
      return schema
    }
    let arePlain = columns.allSatisfy {
      $0.kind == .numeric && $0.fill == nil
    }
    let roles = layout.roles
    func name(_ column: Int?) -> String? { column.flatMap { layout.names?[$0] } }
    return Schema(
      featureNames: arePlain ? layout.featureNames : nil, labelName: layout.labelName,
      columns: arePlain ? nil : columns, missing: missing, weightName: name(roles.weight),
      idName: name(roles.id), hasDecimalCommas: mark == .comma,
      eventsName: roles.events.map { _ in GroupedRows.name(layout) },
      trialsName: name(roles.trials),
      offsetFeature: roles.offset.map { offset in
        columns.prefix(layout.slots[offset]).reduce(0) { $0 + $1.featureCount }
      }, groupName: name(roles.group), droppedNames: layout.dropped)
  }
}
