import SigmoidExamples

/// From what the cells of a table are to how its columns become features.
extension ColumnTable {
  /// The columns, as the table and what was asked for tell; those of a model where there is one.
  func columns(_ tallies: [ColumnTally]) throws(CSVFault) -> [TableColumn] {
    if let inputs {
      return inputs.columns ?? names.map { TableColumn(name: $0, kind: .numeric) }
    }
    try checkReferences()
    let kinds = ColumnKinds(treatment: treatment, mark: mark, areKnown: inputs != nil)
    var columns: [TableColumn] = []
    for (slot, name) in names.enumerated() {
      let position = layout.reading[slot]
      let tally = tallies[slot]
      var column = TableColumn(
        name: name,
        kind: try kinds.kind(
          of: name, words: words[slot], tally, asked: asked(slot), column: position))
      // Of an offset no cell can be made up.
      if treatment.missing == .mean, position != layout.roles.offset {
        guard tally.present > 0 else {
          throw CSVFault(
            offset: nil, expected: "a value in some row of \(name)", found: "none",
            remedy: "leave the column out with --drop \(name)")
        }
        column.fill = try fill(column, slot, tally)
        column.indicatesMissing =
          treatment.indicatesMissing && 20 * tally.missing > tally.missing + tally.present
      }
      if let reference = treatment.references.first(where: { $0.column == name }),
        column.kindName != "categorical"
      {
        throw CSVFault(
          offset: nil, expected: "a categorical column for --reference \(name)=\(reference.level)",
          found: "\(name), which is \(column.kindName)",
          remedy: "read it as levels with --categorical \(name), or leave the reference out")
      }
      columns.append(column)
    }
    return columns
  }

  private func checkReferences() throws(CSVFault) {
    for reference in treatment.references where !names.contains(reference.column) {
      throw CSVFault(
        offset: nil, expected: "a column of features \(reference.column.debugDescription)",
        found: CSVColumns.list(names),
        remedy:
          "name one of the columns with --reference, or put a class whose name has a = into double "
          + "quotes")
    }
  }

  /// The mean of numbers, the most frequent of words.
  private func fill(
    _ column: TableColumn, _ slot: Int, _ tally: ColumnTally
  ) throws(CSVFault) -> Double {
    let kinds = ColumnKinds(treatment: treatment, mark: mark, areKnown: inputs != nil)
    guard let words = words[slot] else { return rounded(tally.sum / Double(tally.present), tally) }
    func mostFrequent(_ values: [Double]) -> Double {
      var counts: [Double: Int] = [:]
      for (code, value) in values.enumerated() where !value.isNaN {
        counts[value, default: 0] += tally.counts[code]
      }
      return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    }
    if case .categorical(let categories) = column.kind {
      return mostFrequent(
        try kinds.levels(
          of: column, categories, words, tally.counts, at: layout.reading[slot]))
    }
    let values = try kinds.values(of: column, words, at: layout.reading[slot])
    if case .boolean = column.kind { return mostFrequent(values) }
    let sum = values.indices.reduce(0) { $0 + values[$1] * Double(tally.counts[$1]) }
    return sum / Double(tally.present)
  }

  /// The nearest Float, where all numbers are floats: else one mean would double what a table takes.
  private func rounded(_ mean: Double, _ tally: ColumnTally) -> Double {
    tally.areFloats ? Double(Float(mean)) : mean
  }

  /// One line for each kind that was not told by numbers alone, for a person.
  static func description(_ columns: [TableColumn]) -> [String] {
    var lines: [String] = []
    let categorical = columns.compactMap { column -> String? in
      guard case .categorical(let categories) = column.kind else { return nil }
      let levels = categories.levels
      let few = levels.prefix(6).map { level in
        categories.reference.map { levels[$0] } == level ? "\(level) as reference" : level
      }
      return "\(column.name) (\(levels.count): "
        + few.joined(separator: ", ") + (levels.count > 6 ? ", …)" : ")")
    }
    if !categorical.isEmpty { lines.append("categorical " + few(categorical)) }
    for (kind, names) in [
      ("boolean", columns.filter { $0.kind == .boolean }.map(\.name)),
      ("dates, in days since the first,", columns.filter(\.isDate).map(\.name)),
    ] where !names.isEmpty {
      lines.append("\(kind) " + few(names))
    }
    return lines
  }

  private static func few(_ texts: [String]) -> String {
    texts.prefix(12).joined(separator: ", ")
      + (texts.count > 12 ? " and \(texts.count - 12) more" : "")
  }
}

extension TableColumn {
  fileprivate var isDate: Bool { if case .date = kind { true } else { false } }
}
