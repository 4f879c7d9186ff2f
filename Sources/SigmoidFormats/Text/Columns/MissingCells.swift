import SigmoidExamples

/// How many cells are missing, by column, for a person.
struct MissingCells: CustomStringConvertible {
  private var counts: [(name: String, count: Int)]
  /// What is said of a column, by its name.
  private let texts: [String: String]
  /// Whether some are of columns that are no features: weights, counts, groups.
  let hasOthers: Bool

  /// - Parameters:
  ///   - others: of columns that are no features, the rows in which each is missing.
  ///   - isExample: of each row, whether it counts.
  ///   - words: one a column: who reads a level as a missing value says which.
  init(
    _ columns: [TableColumn], _ tallies: [ColumnTally],
    _ others: [(name: String, rows: [Int])] = [], _ isExample: [Bool] = [],
    words: [ColumnWords?] = []
  ) {
    var texts: [String: String] = [:]
    func counted(_ isMeant: (TableColumn) -> Bool) -> [(name: String, count: Int)] {
      columns.indices.filter { isMeant(columns[$0]) && tallies[$0].missing > 0 }.map { index in
        let name = columns[index].name
        var text = name
        if case .categorical = columns[index].kind, index < words.count,
          let marks = words[index]?.marks, !marks.isEmpty
        {
          text += " (the word \(marks.joined(separator: " or ")), unless --not-na)"
        }
        texts[name] = text
        return (name, tallies[index].missing)
      }
    }
    var counts = counted { $0.fill == nil }
    // What is filled in is of interest where nothing else is missing.
    if others.isEmpty, counts.isEmpty { counts = counted { _ in true } }
    let own = others.map { other in (other.name, other.rows.count { isExample[$0] }) }
      .filter { $0.1 > 0 }
    counts += own
    self.counts = counts
    hasOthers = !own.isEmpty
    self.texts = texts
  }

  /// The names of the columns.
  var columns: [String] { counts.map(\.name) }

  var description: String {
    counts.isEmpty
      ? "a level that counts as missing"
      : CSVColumns.list(counts.map { "\($0.count) in \(texts[$0.name] ?? $0.name)" })
  }
}
