import SigmoidExamples

/// The features of the rows of a part, cell by cell.
struct RowEncoder: Sendable {
  /// How the cells of one column become features.
  private struct Column: Sendable {
    /// The first of its features.
    let first: Int
    /// By word of the part, its number or the position of its level; empty of numbers.
    let table: [Double]
    let isCategorical: Bool
    /// The level without a feature; −1 where each has one.
    let reference: Int
    /// NaN where nothing stands for a missing cell.
    let fill: Double
    /// The feature that says that a cell is missing; −1 where none does.
    let indicator: Int
  }

  private let columns: [Column]
  private let width: Int

  /// - Parameters:
  ///   - tables: of each column by the words of the part, see `ColumnKinds`; empty of numbers.
  ///   - width: the cells of a row that are read.
  init(_ all: [TableColumn], tables: [[Double]], width: Int) {
    var next = 0
    var columns: [Column] = []
    for (column, table) in zip(all, tables) {
      var (isCategorical, reference) = (false, -1)
      if case .categorical(let categories) = column.kind {
        isCategorical = true
        reference = categories.reference ?? -1
      }
      let count = column.featureCount
      columns.append(
        Column(
          first: next, table: table, isCategorical: isCategorical, reference: reference,
          fill: column.fill ?? .nan,
          indicator: column.indicatesMissing ? next + count - 1 : -1))
      next += count
    }
    self.columns = columns
    self.width = width
  }

  /// Hands out the features of a row that are not zero, in ascending order.
  /// - Returns: false when a cell is missing and nothing stands for it.
  @inline(__always)
  func encode(
    _ values: Span<Double>, row: Int, _ body: (_ feature: Int, _ value: Double) -> Void
  ) -> Bool {
    var isWhole = true
    for slot in columns.indices {
      let column = columns[slot]
      var value = values[unchecked: row * width + slot]
      if !column.table.isEmpty, !value.isNaN { value = column.table[Int(value)] }
      let isMissing = value.isNaN
      if isMissing { value = column.fill }
      if value.isNaN {
        isWhole = false
        continue
      }
      if column.isCategorical {
        let level = Int(value)
        if level >= 0, level != column.reference {
          body(
            column.first + (column.reference >= 0 && level > column.reference ? level - 1 : level),
            1)
        }
      } else if value != 0 {
        body(column.first, value)
      }
      if isMissing, column.indicator >= 0 { body(column.indicator, 1) }
    }
    return isWhole
  }
}
