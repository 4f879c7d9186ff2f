@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

/// What files and arguments say must not command the terminal that shows it.
@Suite struct TerminalCommandTests {
  /// Titles a window, clears the screen, colours, and turns the direction of writing.
  private static let commands = "\u{1B}]0;owned\u{7}\u{1B}[2J\u{9B}31m\u{202E}"

  private func expectHarmless(_ arguments: [String], isShown: Bool = true) throws {
    let outcome = try CommandProcess.run(arguments)
    let text = outcome.output + outcome.error
    let context = Comment(rawValue: "\(arguments): \(text.debugDescription)")
    for scalar in ["\u{1B}", "\u{7}", "\u{9B}", "\u{202E}"] {
      #expect(!text.unicodeScalars.contains(scalar.unicodeScalars.first ?? " "), context)
    }
    if isShown { #expect(text.contains("owned"), context) }
  }

  @Test func labelsColumnsAndNamesAreWrittenOut() throws {
    let folder = try TemporaryFolder()
    let evil = Self.commands
    let labels = try folder.write(
      Array("a,kind\n1,\(evil)x\n2,y\n1,y\n2,\(evil)x\n".utf8), to: "labels.csv")
    let columns = try folder.write(Array("\(evil)a,kind\nz,y\n1,x\n".utf8), to: "columns.csv")
    let named = try folder.write(Array("a,kind\n1,y\n".utf8), to: "\(evil).csv")
    let model = folder.file("model.st")
    try expectHarmless(["data", "info", labels, "--label", "kind"])
    try expectHarmless(["train", labels, "--label", "kind", "--model", model])
    try expectHarmless(["evaluate", labels, "--label", "kind", "--model", model])
    try expectHarmless(["data", "info", columns, "--label", "kind"])
    try expectHarmless(["train", named, "--label", "kind"])
    try expectHarmless(["train", "--solver", evil])
    try expectHarmless([evil])
    try expectHarmless(["train", labels, "--label", evil])
  }

  /// Predictions are data for others, and on a terminal text for a person.
  @Test func predictionsAreWrittenOutOnATerminal() throws {
    let folder = try TemporaryFolder()
    let name = "\(Self.commands)x"
    let table = try folder.write(
      Array("a,kind\n1,\(name)\n2,y\n1,\(name)\n2,y\n".utf8), to: "t.csv")
    let inputs = try folder.write(Array("a\n1\n2\n".utf8), to: "i.csv")
    let model = folder.file("m.st")
    try CommandProcess.succeed(["train", table, "--label", "kind", "--model", model, "--quiet"])
    let words = ["predict", inputs, "--model", model]
    for more in [[], ["--probabilities"], ["--format", "jsonl"]] {
      let terminal = try PseudoTerminal(columns: 200)
      let command = try CommandProcess(words + more, output: .descriptor(terminal.command))
      terminal.closeCommandEnd()
      let seen = terminal.readToEnd()
      #expect(try command.wait().ending == .exit(0))
      #expect(seen.contains("owned"), "\(seen.debugDescription)")
      #expect(!seen.unicodeScalars.contains("\u{1B}") && !seen.unicodeScalars.contains("\u{9B}"))
    }
    let piped = try CommandProcess.succeed(words)
    #expect(piped.contains("\u{1B}]0;owned"))
  }

  /// JSON says the same as before.
  @Test func jsonKeepsTheBytes() throws {
    let folder = try TemporaryFolder()
    let name = "\(Self.commands)x"
    let table = try folder.write(Array("a,kind\n1,\(name)\n2,y\n".utf8), to: "t.csv")
    let arguments = ["data", "info", table, "--label", "kind", "--json"]
    try expectHarmless(arguments, isShown: false)
    let outcome = try CommandProcess.run(arguments)
    let said = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    #expect("\(said)".contains("owned"))
    let labels = try #require((said as? [String: Any])?["labels"])
    let bytes = try JSONSerialization.data(withJSONObject: labels)
    #expect(String(decoding: bytes, as: UTF8.self).contains("\u{202E}"))
  }
}
