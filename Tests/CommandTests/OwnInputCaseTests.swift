@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

/// Commands whose output names their input, or another of their outputs: refused before any work, and
/// every file as it was.
@Suite struct OwnInputCaseTests {
  private let folder: TemporaryFolder
  private let table: String
  private let model: String
  private let bytes: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    let text =
      "a,b,kind\n" + (0..<20).map { "\($0 % 7),\($0 % 3),\($0 % 2 == 0 ? "x" : "y")\n" }.joined()
    bytes = Array(text.utf8)
    table = try folder.write(bytes, to: "table.csv")
    model = folder.file("model.st")
    let made = try CommandProcess.run([
      "train", table, "--label", "kind", "--model", model, "--quiet",
    ])
    try #require(made.ending == .exit(0), "\(made.error)")
  }

  @Test func inputsAreNotReplaced() throws {
    let before = try folder.bytes("model.st")
    let again = folder.file("./table.csv")
    for arguments in [
      ["train", table, "--label", "kind", "--model", again],
      ["train", table, "--label", "kind", "--history", again],
      ["train", table, "--label", "kind", "--checkpoint", again],
      ["train", table, "--label", "kind", "--from", model, "--model", model],
      ["train", table, "--label", "kind", "--test", model, "--model", model],
      ["export", "--model", model, "--to", "json", "--output", model],
      ["import", model, "--from", "json", "--model", model],
      ["report", table, "--label", "kind", "--model", model, "--output", table],
      ["report", table, "--label", "kind", "--model", model, "--output", model],
      ["data", "convert", table, again, "--label", "kind", "--to", "csv"],
    ] {
      let outcome = try CommandProcess.run(arguments)
      #expect(outcome.ending == .exit(1), "\(arguments): \(outcome.output) \(outcome.error)")
      #expect(outcome.error.contains("a file of its own"), "\(arguments): \(outcome.error)")
      #expect(try folder.bytes("table.csv") == bytes && folder.bytes("model.st") == before)
    }
  }

  @Test func outputsAreTwoFiles() throws {
    for second in ["--history", "--checkpoint"] {
      let outcome = try CommandProcess.run([
        "train", table, "--label", "kind", "--model", folder.file("new"), second,
        folder.file("./new"),
      ])
      #expect(outcome.ending == .exit(1) && outcome.error.contains("--model"), "\(outcome.error)")
      #expect(!folder.names().contains("new"))
    }
  }
}
