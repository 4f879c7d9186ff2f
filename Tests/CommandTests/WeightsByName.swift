import TestSupport
import Testing

/// The weights of a model as `sigmoid export --to csv` prints them: a header with the columns' names,
/// and one line a class.
struct WeightsByName {
  let names: [String]
  /// Of one class, in the order of `names`.
  let weights: [Double]
  let intercept: Double

  /// Exports the model in the file at this path.
  /// - Parameter line: of which class, from 0; a binary model has one line alone.
  init(model path: String, line: Int = 0, sourceLocation: SourceLocation = #_sourceLocation) throws
  {
    let text = try CommandProcess.succeed(
      ["export", "--model", path, "--to", "csv"], sourceLocation: sourceLocation)
    let table = try TableText(text)
    names = table.header.filter { $0 != "class" && $0 != "intercept" }
    try #require(table.rows.indices.contains(line), "\(text)", sourceLocation: sourceLocation)
    let row = table.rows[line]
    func number(_ name: String) throws -> Double {
      let index = try #require(table.header.firstIndex(of: name), sourceLocation: sourceLocation)
      return try #require(Double(row[index].text), sourceLocation: sourceLocation)
    }
    weights = try names.map(number)
    intercept = try number("intercept")
  }

  subscript(name: String) -> Double? {
    names.firstIndex(of: name).map { weights[$0] }
  }
}
