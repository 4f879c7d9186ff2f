import SigmoidExamples

/// How many cells are missing, by column, for a person.
struct MissingCells: CustomStringConvertible {
  private var counts: [(name: String, count: Int)]
  /// Whether some are of columns that are no features: weights, counts, groups.
  let hasOthers: Bool

  /// - Parameters:
  ///   - others: of columns that are no features, the rows in which each is missing.
  ///   - isExample: of each row, whether it counts.
  init(
    _ columns: [TableColumn], _ tallies: [ColumnTally],
    _ others: [(name: String, rows: [Int])] = [], _ isExample: [Bool] = []
  ) {
    counts = zip(columns, tallies).filter { $0.fill == nil && $1.missing > 0 }
      .map { ($0.name, $1.missing) }
    // What is filled in is of interest where nothing else is missing.
    if others.isEmpty, counts.isEmpty {
      counts = zip(columns, tallies).filter { $1.missing > 0 }.map { ($0.name, $1.missing) }
    }
    let own = others.map { other in (other.name, other.rows.count { isExample[$0] }) }
      .filter { $0.1 > 0 }
    counts += own
    hasOthers = !own.isEmpty
  }

  /// The names of the columns.
  var columns: [String] { counts.map(\.name) }

  var description: String {
    counts.isEmpty
      ? "a level that counts as missing"
      : CSVColumns.list(counts.map { "\($0.count) in \($0.name)" })
  }
}
