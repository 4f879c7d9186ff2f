import Foundation
import TestSupport
import Testing

/// Files of other programs are not replaced unless one says so; files of this program are.
@Suite struct ReplacementTests {
  private let folder: TemporaryFolder
  private let table: String
  private let model: String

  init() throws {
    folder = try TemporaryFolder()
    let rows = (0..<20).map { "\($0 % 7),\($0 % 3),\($0 % 2)\n" }
    table = try folder.write(Array(("a,b,label\n" + rows.joined()).utf8), to: "table.csv")
    model = folder.file("model.st")
    try CommandProcess.succeed(["train", table, "--model", model, "--quiet"])
  }

  /// Words of every command that writes a file, before the file's name.
  private var writers: [(name: String, words: [String])] {
    let report = ["report", "--model", model, table, "-o"]
    let plot = ["plot", "roc", "--model", model, table, "-o"]
    let exports = ["json", "h", "swift", "csv", "onnx", "npz"].map {
      (name: "export.\($0)", words: ["export", "--model", model, "-o"])
    }
    let tables = ["csv", "tsv", "libsvm", "npz"].map {
      (name: "table-out.\($0)", words: ["data", "convert", table])
    }
    return [
      ("trained.st", ["train", table, "--quiet", "--model"]),
      ("history.jsonl", ["train", table, "--quiet", "--history"]),
      ("checkpoint.st", ["train", table, "--quiet", "--checkpoint"]),
      ("report.html", report), ("chart.svg", plot), ("chart.png", plot),
    ] + exports + tables
  }

  @Test func whatThisProgramWroteIsReplaced() throws {
    for (name, words) in writers {
      try CommandProcess.succeed(words + [folder.file(name)])
      try CommandProcess.succeed(words + [folder.file(name)])
      // An empty file, made for its permissions, is nobody's.
      try folder.write([], to: name)
      try CommandProcess.succeed(words + [folder.file(name)])
    }
  }

  @Test func whatAnotherWroteStays() throws {
    let text = Array("# my notes on the sigmoid function\n\nlet x = 1\n".utf8)
    for (name, words) in writers {
      let path = try folder.write(text, to: name)
      try CommandProcess.fail(
        words + [path], saying: [name, "one that this program wrote", "--force"])
      #expect(try folder.bytes(name) == text)
      try CommandProcess.succeed(words + [path, "--force"])
      #expect(try folder.bytes(name) != text)
    }
    try CommandProcess.succeed(["export", "--model", model, "-o", folder.file("model.json")])
    let input = folder.file("model.json")
    let other = try folder.write(text, to: "imported.st")
    try CommandProcess.fail(["import", input, "--model", other], saying: ["--force"])
    try CommandProcess.succeed(["import", input, "--model", other, "--force"])
  }
}
