@testable import SigmoidExamples
@testable import SigmoidModel
import Foundation
import TestSupport

/// A model of a table with a column of each kind, rows of such a table, and what they come to by the
/// names of the features alone.
struct TableModels {
  /// A cell; nil is a missing one.
  enum Cell {
    case number(Double?)
    case truth(Bool?)
    /// Days since 1970-01-01.
    case day(Double?)
    case text(String?)
  }

  static let schema = Schema(
    labelName: "y",
    columns: [
      TableColumn(name: "age", kind: .numeric, fill: 39.5, indicatesMissing: true),
      TableColumn(name: "class", kind: .numeric),
      TableColumn(
        name: "race */ ??/ \"q\"",
        kind: .categorical(
          Categories(levels: ["black", "other \"x\"", "white"], reference: 2, unseen: .missing)),
        fill: 0, indicatesMissing: true),
      TableColumn(
        name: "city",
        kind: .categorical(Categories(levels: ["1", "a,b", "ü"], unseen: .reference))),
      TableColumn(name: "member", kind: .boolean, fill: 1),
      TableColumn(name: "visited", kind: .date(first: 15_000.25), fill: 10, indicatesMissing: true),
      TableColumn(name: "age!", kind: .numeric, fill: -1e-9),
      TableColumn(
        name: "plan", kind: .categorical(Categories(levels: ["p", "q", "r"], reference: 0))),
      TableColumn(name: "日本", kind: .boolean),
      TableColumn(
        name: "only",
        kind: .categorical(Categories(levels: ["x"], reference: 0, unseen: .reference)), fill: 0),
      TableColumn(name: "label", kind: .numeric),
    ], missing: .drop, weightName: "w", idName: "id", labelRule: ">0", groupName: "house",
    droppedNames: ["when", "a b"])

  /// As members of C and Swift, in the order of the columns.
  static let membersOfC = [
    "age", "class_", "race_q", "city", "member", "visited", "age_2", "plan", "column_8", "only",
    "label",
  ]
  static let membersOfSwift = [
    "age", "class_", "raceQ", "city", "member", "visited", "age_2", "plan", "column8", "only",
    "label",
  ]

  static let rows: [[Cell]] = {
    let usual: [Cell] = [
      .number(20), .number(-1.5), .text("other \"x\""), .text("ü"), .truth(false), .day(15_003.75),
      .number(0.25), .text("r"), .truth(true), .text("x"), .number(2),
    ]
    let changes: [(Int, Cell)] = [
      (0, .number(nil)), (1, .number(nil)), (2, .text(nil)), (2, .text("unknown")),
      (2, .text("white")), (3, .text("unknown")), (3, .text(nil)), (3, .text("1")),
      (4, .truth(nil)), (4, .truth(true)), (5, .day(nil)), (5, .day(14_995)), (6, .number(nil)),
      (7, .text("p")), (7, .text("unknown")), (7, .text(nil)), (8, .truth(nil)),
      (9, .text("unknown")), (9, .text(nil)), (2, .text("black")), (3, .text("a,b")),
      (7, .text("q")), (8, .truth(false)),
    ]
    let changed = changes.map { place, cell in
      var row = usual
      row[place] = cell
      return row
    }
    return [usual] + changed
  }()

  static func model(_ random: inout RandomValues, link: OutputTransform) -> LogisticModel {
    let columns = link == .logistic ? 1 : 3
    let features = schema.featureNames?.count ?? 0
    return LogisticModel(
      features: features, weights: random.array(features * columns).map { $0 / 8 },
      intercepts: random.array(columns),
      classes: (0..<max(columns, 2)).map { ModelClass(name: "c\($0)", labels: ["c\($0)"]) },
      link: link, training: ["solver": "newton"], inputs: schema)
  }

  /// The features of a row, or the position of the first column whose cell is refused.
  static func features(of row: [Cell]) -> Result<[Double], Refused> {
    let names = schema.featureNames ?? []
    var values = [String: Double]()
    func refused(_ column: Int) -> Result<[Double], Refused> { .failure(Refused(column: column)) }
    for (position, (column, cell)) in zip(schema.columns ?? [], row).enumerated() {
      var value: Double?
      switch (cell, column.kind) {
      case (.number(let number), _): value = number
      case (.truth(let truth), _): value = truth.map { $0 ? 1 : 0 }
      case (.day(let day), .date(let first)): value = day.map { $0 - first }
      case (.text(let text), .categorical(let categories)):
        var level = text
        if let text, !categories.levels.contains(text) {
          switch categories.unseen {
          case .error: return refused(position)
          case .missing: level = nil
          case .reference: continue
          }
        }
        if level == nil {
          guard let fill = column.fill else { return refused(position) }
          level = categories.levels[Int(fill)]
          if column.indicatesMissing { values["\(column.name)=NA"] = 1 }
        }
        values["\(column.name)=\(level ?? "")"] = 1
        continue
      default: fatalError("a cell of another kind")
      }
      if value == nil {
        value = column.fill
        if column.indicatesMissing { values["\(column.name)=NA"] = 1 }
      }
      guard let value else { return refused(position) }
      values[column.name] = value
    }
    return .success(names.map { values[$0] ?? 0 })
  }

  struct Refused: Error, Equatable {
    let column: Int
  }

  /// The probabilities of each row, or NaN where a cell is refused.
  static func probabilities(of model: LogisticModel) throws -> [[Double]] {
    try rows.map { row in
      switch features(of: row) {
      case .success(let values): try model.probabilities(of: [values])[0].values
      case .failure: model.classes.map { _ in .nan }
      }
    }
  }
}
