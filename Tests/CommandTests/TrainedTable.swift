import TestSupport
import Testing

/// A folder with a small table of two features and a model of it.
struct TrainedTable {
  let folder: TemporaryFolder
  let table: String
  let model: String

  /// - Parameter label: what the last column, of the labels, is called.
  init(label: String) throws {
    folder = try TemporaryFolder()
    let rows = (0..<20).map { "\($0 % 7),\($0 % 3),\($0 % 2)\n" }
    table = try folder.write(Array(("a,b,\(label)\n" + rows.joined()).utf8), to: "table.csv")
    model = folder.file("model.st")
    try CommandProcess.succeed(["train", table, "--label", label, "--model", model, "--quiet"])
  }
}
