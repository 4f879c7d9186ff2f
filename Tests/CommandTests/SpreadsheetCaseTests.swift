import Foundation
import TestSupport
import Testing

/// Tables as spreadsheets, pandas and R write them: the cases of that kind.
@Suite struct SpreadsheetCaseTests {
  private let outputs: TemporaryFolder

  init() throws { outputs = try TemporaryFolder() }

  private func file(_ name: String, _ file: String) throws -> String {
    try #require(CaseFolder(name)).path + "/" + file
  }

  private var model: String { outputs.file("m.safetensors") }

  private func train(_ arguments: [String]) throws -> CommandProcess.Outcome {
    let outcome = try CommandProcess.run(["train"] + arguments + ["--model", model, "--force"])
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    return outcome
  }

  /// The semicolons, the line of the separator and the bars are one table.
  @Test func tablesOfDifferentSeparatorsAreTheSame() throws {
    let name = "decimal-comma"
    var weights: [WeightsByName] = []
    for more in [["in.csv"], ["pipe.csv", "--separator", "|"], ["pipe.csv"]] {
      let outcome = try train(
        [file(name, more[0]), "--label", "type", "--l2", "0.1"] + more.dropFirst())
      #expect(outcome.output.contains("4 examples of 7 features"), "\(outcome.output)")
      weights.append(try WeightsByName(model: model))
    }
    let (comma, bar, found) = (weights[0], weights[1], weights[2])
    for feature in comma.names {
      #expect(comma[feature] == bar[feature] && bar[feature] == found[feature], "\(feature)")
    }
    let separator = try train([file(name, "sep.csv"), "--label", "type", "--l2", "0.1"])
    #expect(separator.output.contains("3 examples of 7 features"), "\(separator.output)")
  }

  @Test func separatorsOfThousandsAreNoCommas() throws {
    _ = try train([file("decimal-comma", "thousands.csv"), "--solver", "newton", "--l2", "1e-9"])
    let plain = try outputs.write(
      Array("income,z,label\n1200,2,1\n2300,1,0\n3100,5,1\n4000,4,0\n".utf8), to: "plain.csv")
    let grouped = try WeightsByName(model: model)
    _ = try train([plain, "--solver", "newton", "--l2", "1e-9"])
    let expected = try WeightsByName(model: model)
    #expect(grouped["income"] == expected["income"])
  }

  /// `1,200` in a table of semicolons may be either number.
  @Test func aCommaThatMayBeEitherIsAsked() throws {
    let path = try outputs.write(
      Array("x;label\n1,200;a\n2,300;b\n1,500;b\n2,250;a\n".utf8), to: "open.csv")
    try CommandProcess.fail(
      ["train", path, "--l2", "0.1"], saying: ["open.csv", "\"1,200\"", "--decimal ,", "line 2"])
    let means = try [",", "."].map { mark in
      _ = try train([path, "--l2", "0.1", "--decimal", mark])
      return try JSON.object(
        CommandProcess.succeed(["data", "info", path, "--decimal", mark, "--json"])
      ).number("maximum")
    }
    #expect(means == [2.3, 2300])
  }

  @Test(arguments: ["comma.csv", "rows.csv"])
  func emptyLastColumnsAndRowsAreNone(name: String) throws {
    let outcome = try train([file("trailing", name), "--label", "type", "--l2", "0.1"])
    #expect(outcome.output.contains("of 7 features"), "\(outcome.output)")
  }

  @Test func whatIsMissingIsCounted() throws {
    let path = try file("strings-na", "na.csv")
    try CommandProcess.fail(
      ["train", path, "--label", "class"],
      saying: ["na.csv", "1 in V6", "1 of 8 rows", "line 7", "--missing drop", "--missing mean"])
    let dropped = try train([path, "--label", "class", "--missing", "drop", "--drop", "ID"])
    #expect(dropped.output.contains("7 examples of 9 features"), "\(dropped.output)")
    #expect(dropped.error.contains("left out 1 of 8 rows"), "\(dropped.error)")
    // A row with a missing value has an empty prediction, at its place.
    let predicted = try CommandProcess.succeed(["predict", "--model", model, path])
    let rows = predicted.split(separator: "\n")
    #expect(rows.count == 9 && rows[6] == "5,,", "\(predicted)")
    let filled = try train([path, "--label", "class", "--missing", "mean", "--drop", "ID"])
    #expect(filled.output.contains("8 examples of 10 features"), "\(filled.output)")
    #expect(
      try CommandProcess.succeed(["predict", "--model", model, path]).contains(",,") == false)
  }

  @Test func kindsAreToldByDataInfo() throws {
    let said = try JSON.object(
      CommandProcess.succeed([
        "data", "info", file("strings-na", "factors.csv"), "--label", "deny", "--json",
      ]))
    let columns = try #require(said["columns"] as? [[String: Any]])
    let kinds = Dictionary(
      uniqueKeysWithValues: try columns.map { (try $0.text("name"), try $0.text("kind")) })
    #expect(kinds["phist"] == "boolean" && kinds["pirat"] == "numeric")
    #expect(columns.count == 13)
  }

  /// True and False are 1 and 0, whatever the case.
  @Test func booleansAreNumbers() throws {
    let name = "get-dummies-bool"
    let options = ["--label", "species", "--l2", "1e-3", "--standardize"]
    _ = try train([file(name, "in.csv")] + options)
    let words = try Data(contentsOf: URL(filePath: model))
    let predictions = try CommandProcess.succeed([
      "predict", "--model", model, file(name, "int.csv"),
    ])
    _ = try train([file(name, "int.csv")] + options)
    #expect(words.isEmpty == false)
    #expect(
      try CommandProcess.succeed(["predict", "--model", model, file(name, "int.csv")])
        == predictions)
  }

  @Test func patientsAreNoPixels() throws {
    let outcome = try train([file("pixel-note", "in.csv"), "--solver", "newton"])
    #expect(!outcome.error.contains("pixels"), "\(outcome.error)")
  }

  @Test func aLabelWithALineFeedStaysOne() throws {
    let path = try file("predict-newline-label", "nl.csv")
    _ = try train([path, "--solver", "lbfgs", "--l2", "0.1", "--quiet"])
    let predicted = try CommandProcess.succeed(["predict", "--model", model, path])
    let table = try TableText(predicted)
    #expect(table.rows.count == 6 && table.rows.allSatisfy { $0.count == 3 })
    #expect(table.rows.contains { $0[1].text == "x\ny" })
  }
}
