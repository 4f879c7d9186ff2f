import Foundation
import TestSupport

/// A table of R's made ready for `train`: complete cases, factors as columns of 0 and 1.
struct CleanTable {
  /// What is left out of a table, and what is a factor although it is written as numbers.
  struct Recipe {
    let label: String
    var without: Set<String> = []
    var factors: Set<String> = []
  }

  static let recipes = [
    "HMDA": Recipe(label: "deny"),
    "Pima.tr2": Recipe(label: "type"),
    // bwt is the weight at birth, of which low is made.
    "birthwt": Recipe(label: "low", without: ["bwt"], factors: ["race"]),
    "infert": Recipe(label: "case", without: ["stratum", "pooled.stratum"]),
    "kyphosis": Recipe(label: "Kyphosis"),
    "lung": Recipe(label: "status", without: ["time", "inst"]),
  ]

  let label: String
  /// Cells of the label's column.
  let labels: [String]
  /// In the table's order, factors by their levels, named as R names coefficients.
  private(set) var columns: [(name: String, cells: [String])] = []

  struct NoRecipe: Error {
    let table: String
  }

  /// Reads `NAME.csv` of the folder of tables and cleans it.
  init(_ name: String) throws {
    guard let recipe = Self.recipes[name] else { throw NoRecipe(table: name) }
    let data = try SharedFolder.tables.read(name + ".csv")
    let table = try TableText(String(decoding: data, as: UTF8.self))
    // write.csv leaves the name of the row names' column empty.
    let kept = table.header.indices.filter {
      !table.header[$0].isEmpty && !recipe.without.contains(table.header[$0])
    }
    let complete = table.rows.filter { row in
      kept.allSatisfy { row[$0] != TableText.Cell(text: "NA", isQuoted: false) }
    }
    label = recipe.label
    var labels = [String]()
    for index in kept {
      let name = table.header[index]
      let cells = complete.map { $0[index] }
      let texts = cells.map(\.text)
      if name == recipe.label {
        labels = texts
      } else if recipe.factors.contains(name) || cells.contains(where: \.isQuoted) {
        // Treatment coding: the first level is what the others are compared with.
        for level in Set(texts).sorted().dropFirst() {
          columns.append((name + level, texts.map { $0 == level ? "1" : "0" }))
        }
      } else {
        columns.append((name, texts))
      }
    }
    self.labels = labels
  }

  mutating func append(_ name: String, _ numbers: [Double]) {
    columns.append((name, numbers.map { "\($0)" }))
  }

  /// The numbers of a column.
  func numbers(_ name: String) -> [Double] {
    columns.first { $0.name == name }?.cells.compactMap(Double.init) ?? []
  }

  /// The table as CSV, the label last.
  var csv: String {
    let header = columns.map(\.name) + [label]
    let rows = labels.indices.map { row in columns.map { $0.cells[row] } + [labels[row]] }
    return ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }
}
