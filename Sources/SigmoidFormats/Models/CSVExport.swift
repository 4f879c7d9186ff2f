/// Comma-separated values (RFC 4180, lines ending in LF): `class,intercept`, and the names of the
/// features or `w0,w1,…` where they have none; then one row a column of W, for raw inputs. A binary
/// model has the one row of its positive class.
enum CSVExport {
  /// - Parameter featureNames: nil where features have none.
  static func encode(_ model: RawInputModel, featureNames: [String]?) -> [UInt8] {
    var text = "class,intercept"
    for feature in 0..<model.features {
      text += "," + (featureNames.map { field($0[feature]) } ?? "w\(feature)")
    }
    text += "\n"
    let names = model.labels.suffix(model.columns)
    for (column, name) in names.enumerated() {
      text += field(name) + ",\(model.intercepts[column])"
      for weight in model.weights(of: column) { text += ",\(weight)" }
      text += "\n"
    }
    return Array(text.utf8)
  }

  private static func field(_ text: String) -> String {
    // By scalars: a line feed may be part of a character.
    guard text.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    let doubled = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
    return "\"" + doubled + "\""
  }
}
