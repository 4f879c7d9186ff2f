import Foundation
import TestSupport

/// What R's `glm` says of a table, from `NAME.R.json`.
struct RResult: Decodable {
  let names: [String]
  /// nil for a column that R leaves out as a combination of others.
  let coef: [Double?]
  let se: [Double?]
  /// The mean of the losses: −logLik/n.
  let logloss: Double
  let n: Int
  let warnings: Warnings

  /// R's warnings: an empty object, a text, or a list of them.
  struct Warnings: Decodable {
    let texts: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        texts = [text]
      } else if let list = try? container.decode([String].self) {
        texts = list
      } else {
        texts = Array(try container.decode([String: String].self).values)
      }
    }

    /// R says so of separated classes: "fitted probabilities numerically 0 or 1 occurred".
    var tellOfSeparation: Bool { texts.contains { $0.contains("numerically 0 or 1") } }
  }

  static let intercept = "(Intercept)"

  /// The coefficients of the columns that R leaves out.
  var aliased: Set<String> { Set(zip(names, coef).filter { $0.1 == nil }.map(\.0)) }

  /// The tables of which there is a result.
  static let tables: [String] = {
    let names = SharedFolder.tables.path.flatMap {
      try? FileManager.default.contentsOfDirectory(atPath: $0)
    }
    let suffix = ".R.json"
    return (names ?? []).filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }
      .sorted()
  }()

  init(table: String) throws {
    self = try JSONDecoder().decode(
      RResult.self, from: SharedFolder.tables.read(table + ".R.json"))
  }
}
