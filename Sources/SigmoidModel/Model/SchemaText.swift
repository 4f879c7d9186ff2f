import SigmoidExamples
import SigmoidSystem
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A schema as JSON text, which every format of models that can be read back has somewhere. `Codable`
/// writes it; this reads it, of any origin, in a time that grows with its length alone.
extension Schema {
  /// NumPy's own bound.
  private static let mostDimensions = 64

  /// All but the scale, as `Codable` writes it; the same schema is the same text.
  package func text() throws(FileError) -> String {
    // Sorted keys: the same model is the same bytes.
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      return String(decoding: try encoder.encode(unscaled), as: UTF8.self)
    } catch {
      throw FileError(
        path: "the schema of a model", expected: "columns that JSON can hold", found: "\(error)",
        remedy: "train the model again")
    }
  }

  /// An object of the members that `Codable` writes, each of which may be missing; further keys are
  /// passed over, and so is the scale, which files have elsewhere.
  package init(_ scanner: inout JSONScanner) throws(FileError) {
    var schema = Schema()
    var names: [String]?
    var columns: [TableColumn]?
    try scanner.object(most: 100) { (key, scanner) throws(FileError) in
      switch key {
      case "featureNames" where try scanner.null(): names = nil
      case "featureNames": names = try scanner.strings()
      case "columns" where try scanner.null(): columns = nil
      case "columns":
        var found: [TableColumn] = []
        try scanner.array { (scanner) throws(FileError) in
          found.append(try TableColumn(&scanner))
        }
        columns = found
      case "missing":
        let text = try scanner.string()
        guard let missing = MissingValues(rawValue: text) else {
          throw scanner.refused(expected: "missing as error, drop or mean", found: "'\(text)'")
        }
        schema.missing = missing
      case "labelName": schema.labelName = try scanner.stringOrNull()
      case "labelRule": schema.labelRule = try scanner.stringOrNull()
      case "weightName": schema.weightName = try scanner.stringOrNull()
      case "eventsName": schema.eventsName = try scanner.stringOrNull()
      case "trialsName": schema.trialsName = try scanner.stringOrNull()
      case "offsetFeature" where try scanner.null(): schema.offsetFeature = nil
      case "offsetFeature":
        let number = try scanner.number()
        guard let feature = Int(exactly: number) else {
          throw scanner.refused(expected: "offsetFeature as a whole number", found: "\(number)")
        }
        schema.offsetFeature = feature
      case "groupName": schema.groupName = try scanner.stringOrNull()
      case "droppedNames": schema.droppedNames = try scanner.strings()
      case "idName": schema.idName = try scanner.stringOrNull()
      case "hasDecimalCommas": schema.hasDecimalCommas = try scanner.boolean()
      case "shape" where try scanner.null(): schema.shape = nil
      case "shape": schema.shape = try scanner.integers(most: Self.mostDimensions, "dimensions")
      default: try scanner.skip()
      }
    }
    if let columns { schema.columns = columns } else { schema.featureNames = names }
    self = schema
  }
}

extension TableColumn {
  fileprivate init(_ scanner: inout JSONScanner) throws(FileError) {
    var parts = TableColumnParts()
    try scanner.object(most: 100) { (key, scanner) throws(FileError) in
      switch key {
      case "name": parts.name = try scanner.string()
      case "kind": parts.kind = try scanner.string()
      case "first": parts.first = try scanner.number()
      case "levels": parts.levels = try scanner.strings()
      case "reference": parts.reference = try scanner.stringOrNull()
      case "unseen": parts.unseen = try scanner.string()
      case "fill" where scanner.isAtString(): parts.fillLevel = try scanner.string()
      case "fill": parts.fill = try scanner.number()
      case "indicator": parts.indicatesMissing = try scanner.boolean()
      default: try scanner.skip()
      }
    }
    guard let column = parts.column else {
      throw scanner.refused(
        expected: "a column whose kind, levels and fill fit together",
        found: "another, '\(parts.name ?? "without a name")',")
    }
    self = column
  }
}

extension JSONScanner {
  fileprivate mutating func stringOrNull() throws(FileError) -> String? {
    try null() ? nil : try string()
  }
}
