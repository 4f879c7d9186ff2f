/// Comma-separated values (RFC 4180, lines ending in LF): `class,intercept`, and the names of the
/// features or `w0,w1,…` where they have none; then one row a column of W, for raw inputs. A binary
/// model has the one row of its positive class.
enum CSVExport {
  /// - Parameter featureNames: nil where features have none.
  static func encode(_ model: RawInputModel, featureNames: [String]?) -> [UInt8] {
    var text = Array("class,intercept".utf8)
    for feature in 0..<model.features {
      text.append(UInt8(ascii: ","))
      text += featureNames.map { CSVQuoting.cell($0[feature]) } ?? Array("w\(feature)".utf8)
    }
    let names = model.labels.suffix(model.columns)
    for (column, name) in names.enumerated() {
      text.append(UInt8(ascii: "\n"))
      text += CSVQuoting.cell(name)
      text += ",\(model.intercepts[column])".utf8
      for weight in model.weights(of: column) { text += ",\(weight)".utf8 }
    }
    text.append(UInt8(ascii: "\n"))
    return text
  }
}
