import TestSupport
import Testing

/// The weights of a model as `sigmoid export --to csv` prints them: a header with the columns' names,
/// and one line a class.
struct WeightsByName {
  let names: [String]
  /// Of the first class, in the order of `names`: of a binary model there is no other.
  let weights: [Double]
  let intercept: Double

  /// Exports the model in the file at this path.
  init(model path: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let text = try CommandProcess.succeed(
      ["export", "--model", path, "--to", "csv"], sourceLocation: sourceLocation)
    let table = try TableText(text)
    names = table.header.filter { $0 != "class" && $0 != "intercept" }
    let first = try #require(table.rows.first, "\(text)", sourceLocation: sourceLocation)
    func number(_ name: String) throws -> Double {
      let index = try #require(table.header.firstIndex(of: name), sourceLocation: sourceLocation)
      return try #require(Double(first[index].text), sourceLocation: sourceLocation)
    }
    weights = try names.map(number)
    intercept = try number("intercept")
  }

  subscript(name: String) -> Double? {
    names.firstIndex(of: name).map { weights[$0] }
  }
}
