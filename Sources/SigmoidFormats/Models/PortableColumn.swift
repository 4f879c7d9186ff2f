import SigmoidExamples
import SigmoidModel

/// A column of a table as other programs take it: where its features are, and what becomes of its cells.
struct PortableColumn {
  let column: TableColumn
  /// Among the columns, from 0.
  let position: Int
  /// The first of its features.
  let first: Int

  /// The feature that is 1 where a cell is missing.
  var indicator: Int? { column.indicatesMissing ? first + column.featureCount - 1 : nil }

  /// The features beside the indicator.
  var ownFeatures: Int { column.featureCount - (column.indicatesMissing ? 1 : 0) }

  /// The columns of a model; nil of one whose features are the numbers of its inputs.
  static func all(of model: LogisticModel) -> [PortableColumn]? {
    model.schema.columns.map { all($0) }
  }

  /// Those of a schema.
  static func all(_ columns: [TableColumn]) -> [PortableColumn] {
    var next = 0
    return columns.enumerated().map { position, column in
      defer { next += column.featureCount }
      return PortableColumn(column: column, position: position, first: next)
    }
  }

  /// What its cells are, for a comment.
  var meaning: String {
    switch column.kind {
    case .numeric: return "a number"
    case .boolean: return "true or false"
    case .date: return "a day, as days since 1970-01-01 in UTC, with their fraction"
    case .categorical(let categories):
      let count = categories.levels.count
      let unseen =
        switch categories.unseen {
        case .error: "another is refused"
        case .reference:
          categories.reference == nil ? "another counts as none" : "another counts as the reference"
        case .missing: "another counts as missing"
        }
      return "one of \(count) \(count == 1 ? "level" : "levels"); \(unseen)"
    }
  }

  /// What a missing cell counts as, for a comment.
  /// - Parameter quoted: a text as it may stand in a comment.
  func meaningOfMissing(quoted: (String) -> String) -> String {
    guard let fill = column.fill else { return "refused" }
    switch column.kind {
    case .numeric: return "counts as \(fill)"
    case .boolean: return fill == 0 || fill == 1 ? "counts as \(fill == 1)" : "counts as \(fill)"
    case .date(let first): return "counts as \(DayText.text(first + fill))"
    case .categorical(let categories): return "counts as \(quoted(categories.levels[Int(fill)]))"
    }
  }
}
