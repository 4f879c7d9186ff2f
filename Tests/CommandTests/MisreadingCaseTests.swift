@testable import SigmoidLinear
import Foundation
import TestSupport
import Testing

/// Inputs that could be taken for something else: what is not understood is refused, and what is left
/// out is counted.
@Suite struct MisreadingCaseTests {
  private let trained: TrainedTable
  private var folder: TemporaryFolder { trained.folder }
  private var table: String { trained.table }
  private var model: String { trained.model }

  init() throws { trained = try TrainedTable(label: "kind") }

  private func write(_ text: String, _ name: String) throws -> String {
    try folder.write(Array(text.utf8), to: name)
  }

  private func json(_ arguments: [String]) throws -> [String: Any] {
    try JSON.object(CommandProcess.succeed(arguments + ["--json"]))
  }

  /// Like the case attack-evaluate-left-out: of four examples one has a label that the model lacks.
  @Test func examplesThatAreLeftOutAreCounted() throws {
    let test = try write("a,b,kind\n1,2,0\n5,1,1\n5,2,z\n1,1,0\n", "test.csv")
    let evaluate = ["evaluate", "--model", model, test, "--label", "kind"]
    let said = try CommandProcess.succeed(evaluate)
    #expect(said.contains("3; 1 more example left out, with labels that the model lacks: z"))
    let evaluation = try json(evaluate)
    #expect(evaluation["examples"] as? Int == 3 && evaluation["examplesLeftOut"] as? Int == 1)
    #expect(evaluation["labelsLeftOut"] as? [String] == ["z"])
    let train = ["train", table, "--label", "kind", "--test", test]
    #expect(try CommandProcess.succeed(train).contains("1 more example left out"))
    #expect(try json(train)["testExamplesLeftOut"] as? Int == 1)
  }

  /// The same labels as tables, LIBSVM text and arrays write them.
  @Test func oneLabelIsWrittenInManyWays() throws {
    let text = try write("a,b,kind\n1,2,0.0\n5,1,+1\n5,2,1.0\n1,1,-0\n", "text.csv")
    let sparse = try write("0 1:1 2:2\n+1 1:5 2:1\n1.0 1:5 2:2\n-0 1:1 2:1\n", "test.libsvm")
    for file in [[text, "--label", "kind"], [sparse]] {
      let evaluation = try json(["evaluate", "--model", model] + file)
      #expect(evaluation["examples"] as? Int == 4 && evaluation["examplesLeftOut"] as? Int == 0)
    }
    try CommandProcess.succeed([
      "train", text, "--label", "kind", "--positive", "1.00", "--quiet",
    ])
  }

  /// Like the case attack-csv-as-libsvm.
  @Test func aTableIsNoLIBSVMText() throws {
    try CommandProcess.fail(
      ["train", table, "--input-format", "libsvm"],
      saying: ["table.csv", "one label, without a comma", "a,b,kind", "read it as csv"])
  }

  @Test(arguments: [
    ["--label", "kind", "--input-format", "libsvm"], ["--zero-based"],
    ["--dense", "--input-format", "npy"], ["--features", "3"], ["--array", "x"], ["--raw"],
    ["--header", "no", "--input-format", "npy"], ["--separator", "tab", "--input-format", "idx"],
    ["--comment", "#", "--input-format", "npz"],
  ]) func optionsOfOtherFormatsAreRefused(options: [String]) throws {
    for command in [["train"], ["evaluate", "--model", model], ["predict", "--model", model]] {
      try CommandProcess.fail(
        command + [table] + options, code: 64,
        saying: [options[0], "expected an input in", "table.csv", "leave it out"])
    }
  }

  /// Like the case attack-integer-header: pandas calls columns without names 0, 1, 2.
  @Test func columnsMayBeCalledByTheirNumbers() throws {
    let few = try write("0,1,2\n1.5,2.25,x\n0.5,1.75,y\n2.5,1,x\n", "few.csv")
    #expect(try json(["data", "info", few, "--label", "-1"])["examples"] as? Int == 3)
    let many = try write("0,1,2,3\n5,4,3,1\n5,2,1,0\n", "many.csv")
    #expect(try json(["data", "info", many, "--label", "3"])["examples"] as? Int == 2)
    // These may be examples.
    let numbers = try write("0,1,2\n5,4,3\n5,2,1\n", "numbers.csv")
    #expect(try json(["data", "info", numbers])["examples"] as? Int == 3)
    #expect(
      try json(["data", "info", numbers, "--header", "yes"])["examples"] as? Int == 2)
  }

  @Test func classesDiffer() throws {
    try CommandProcess.succeed([
      "export", "--model", model, "-o", folder.file("model.json"),
    ])
    let text = String(decoding: try folder.bytes("model.json"), as: UTF8.self)
    let twice = text.replacingOccurrences(
      of: #"{"name": "1", "labels": ["1"]}"#, with: #"{"name": "0", "labels": ["1"]}"#)
    #expect(twice != text)
    let path = try write(twice, "twice.json")
    try CommandProcess.fail(
      ["import", path, "--model", folder.file("new.st")],
      saying: ["twice.json", "classes that differ", "'0' twice"])
  }

  /// Products beyond the range of a double have no probability: none is printed, no NaN either.
  @Test func whatOverflowsHasNoProbability() throws {
    let huge = try write("a,b\n1e308,-1e308\n", "huge.csv")
    try CommandProcess.succeed([
      "export", "--model", model, "-o", folder.file("model.json"),
    ])
    let text = String(decoding: try folder.bytes("model.json"), as: UTF8.self)
    let weights = try #require(text.firstRange(of: #/"weights": \[\s*\[[^\]]*\]/#))
    let path = try write(
      text.replacingCharacters(in: weights, with: #""weights": [[1e300, 1e300]"#), "large.json")
    try CommandProcess.succeed(["import", path, "--model", folder.file("large.st")])
    let outcome = try CommandProcess.run([
      "predict", "--model", folder.file("large.st"), huge, "--label", "none",
    ])
    #expect(outcome.ending == .exit(1))
    for part in ["huge.csv", "finite", "example 0"] { #expect(outcome.error.contains(part)) }
    #expect(!outcome.output.lowercased().contains("nan"))
  }

  /// A byte order mark is no part of a label.
  @Test(arguments: ["", "\n"]) func aByteOrderMarkIsNoLabel(before: String) throws {
    let text = before + "\u{FEFF}+1 1:2\n-1 1:-1\n+1 1:3\n-1 1:-2\n"
    let path = try write(text, "marked.libsvm")
    #expect(try json(["train", path, "--l2", "0.1"])["classes"] as? Int == 2)
  }

  /// Two names that are no text would become the same one.
  @Test func argumentsThatAreNoTextAreRefused() throws {
    let outcome = try CommandProcess.run(
      ["train", table, "--label", "kind", "--quiet"],
      launcher: [
        "/bin/sh", "-c", "cd \(folder.path) && exec \"$@\" --model $(printf '\\377.st')", "sh",
      ])
    #expect(outcome.ending == .exit(64), "\(outcome)")
    #expect(outcome.error.contains("expected text in UTF-8"))
    #expect(folder.names() == ["model.st", "table.csv"])
  }

  @Test func standardOutputByItsNameMayBeAPipe() throws {
    let outcome = try CommandProcess.run(
      ["export", "--model", model, "--to", "json", "-o", "/dev/stdout"],
      launcher: ["/bin/sh", "-c", "\"$@\" | cat", "sh"])
    #expect(outcome.ending == .exit(0) && outcome.output.contains("sigmoid logistic"), "\(outcome)")
  }
}
