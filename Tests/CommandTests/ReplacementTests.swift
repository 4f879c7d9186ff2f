import Foundation
import TestSupport
import Testing

/// Files of other programs are not replaced unless one says so; files of this program are.
@Suite struct ReplacementTests {
  private let trained: TrainedTable
  private var folder: TemporaryFolder { trained.folder }
  private var table: String { trained.table }
  private var model: String { trained.model }

  init() throws { trained = try TrainedTable(label: "label") }

  /// Words of every command that writes a file, before the file's name.
  private var writers: [(name: String, words: [String])] {
    let report = ["report", "--model", model, table, "-o"]
    let plot = ["plot", "roc", "--model", model, table, "-o"]
    let exports = ["json", "h", "swift", "csv", "onnx", "npz"].map {
      (name: "export.\($0)", words: ["export", "--model", model, "-o"])
    }
    return [
      ("trained.st", ["train", table, "--quiet", "--model"]),
      ("history.jsonl", ["train", table, "--quiet", "--history"]),
      ("checkpoint.st", ["train", table, "--quiet", "--checkpoint"]),
      ("report.html", report), ("chart.svg", plot), ("chart.png", plot),
      ("arrays.npz", ["data", "convert", table]),
    ] + exports
  }

  /// Of formats that do not tell who wrote a file.
  private var tableWriters: [(name: String, words: [String])] {
    ["csv", "tsv", "libsvm", "csv.gz"].map {
      (name: "table-out.\($0)", words: ["data", "convert", table])
    } + [(name: "residuals.csv", words: ["train", table, "--quiet", "--residuals"])]
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

  @Test func aTableStaysWhoeverWroteIt() throws {
    for (name, words) in tableWriters {
      let path = folder.file(name)
      try CommandProcess.succeed(words + [path])
      let written = try folder.bytes(name)
      try CommandProcess.fail(
        words + [path], saying: [name, "does not say that sigmoid wrote it", "--force"])
      #expect(try folder.bytes(name) == written)
      try CommandProcess.succeed(words + [path, "--force"])
    }
    // A table of the person's own, in place of a model.
    let rows = try folder.write(Array("label,a\nx,1\ny,2\n".utf8), to: "label.csv")
    try CommandProcess.fail(
      ["train", table, "--model", rows, "--quiet"], saying: ["label.csv", "--force"])
  }

  @Test func whatAnotherWroteStays() throws {
    let text = Array("# my notes on the sigmoid function\n\nlet x = 1\n".utf8)
    for (name, words) in writers + tableWriters {
      let path = try folder.write(text, to: name)
      try CommandProcess.fail(
        words + [path], saying: [name, "one that sigmoid wrote", "--force"])
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
