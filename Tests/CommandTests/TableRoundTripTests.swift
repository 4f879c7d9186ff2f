import Foundation
import TestSupport
import Testing

/// A model of a table of all kinds of columns, applied to the same rows in other forms.
@Suite struct TableRoundTripTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// name, age, race, smoker, visit, low.
  private static func rows(_ random: inout RandomValues) -> [[String?]] {
    (0..<80).map { row in
      let age = random.int(in: 0..<9) == 0 ? nil : "\(15 + random.int(in: 0..<300)).5"
      let race =
        random.int(in: 0..<9) == 0
        ? nil
        : ["white", "black", "other, or none"][
          random.int(in: 0..<3)]
      let smoker = ["yes", "no"][random.int(in: 0..<2)]
      let visit = "2013-0\(1 + random.int(in: 0..<9))-1\(random.int(in: 0..<9))"
      return ["p\(row)", age, race, smoker, visit, "\(random.int(in: 0..<2))"]
    }
  }

  private static let names = ["name", "age", "race", "smoker", "visit", "low"]

  private static func text(
    _ rows: [[String?]], columns: [Int], extra: String?, separator: String
  ) -> String {
    func cell(_ text: String?) -> String { text.map { "\"\($0)\"" } ?? "" }
    let header = columns.map { names[$0] } + (extra.map { [$0] } ?? [])
    let lines = rows.map { row in
      (columns.map { cell(row[$0]) } + (extra == nil ? [] : ["7"])).joined(separator: separator)
    }
    return ([header.joined(separator: separator)] + lines).joined(separator: "\n") + "\n"
  }

  private static func json(_ rows: [[String?]]) -> String {
    rows.map { row in
      let members = names.indices.dropLast().map { column -> String in
        let value = row[column].map { column == 1 ? $0 : "\"\($0)\"" } ?? "null"
        return "\"\(names[column])\": \(value)"
      }
      return "{" + members.joined(separator: ", ") + "}\n"
    }.joined()
  }

  private func gzipped(_ path: String) throws -> String {
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-kf", path]
    try gzip.run()
    gzip.waitUntilExit()
    #expect(gzip.terminationStatus == 0)
    return path + ".gz"
  }

  private func predictions(_ path: String, _ model: String) throws -> [String: String] {
    let text = try CommandProcess.succeed(["predict", "--model", model, path, "--quiet"])
    let table = try TableText(text)
    #expect(table.header.first == "name")
    return Dictionary(
      uniqueKeysWithValues: table.rows.map {
        ($0[0].text, $0.dropFirst().map(\.text).joined(separator: ","))
      })
  }

  @Test(arguments: ["drop", "mean"])
  func predictionsAreTheSameInAnyForm(missing: String) throws {
    var random = RandomValues(of: "rows of a table")
    let rows = Self.rows(&random)
    let all = Array(Self.names.indices)
    let table = Self.text(rows, columns: all, extra: nil, separator: ",")
    let path = try folder.write(Array(table.utf8), to: "t.csv")
    let model = folder.file("m.safetensors")
    try CommandProcess.succeed([
      "train", path, "--label", "low", "--id", "name", "--missing", missing, "--l2", "1e-2",
      "--quiet",
      "--model", model,
    ])
    let expected = try predictions(path, model)
    #expect(expected.count == rows.count)
    #expect(expected.values.contains(",") == (missing == "drop"))
    let shuffled = rows.reversed().map { $0 }
    let orders = [[4, 3, 2, 1, 0], [2, 0, 1, 4, 3]]
    let forms = [
      ("csv", Self.text(shuffled, columns: orders[0], extra: "more", separator: ",")),
      ("tsv", Self.text(shuffled, columns: orders[1], extra: nil, separator: "\t")),
      ("csv", Self.text(shuffled, columns: orders[1], extra: "more", separator: "|")),
      ("jsonl", Self.json(shuffled)),
    ]
    for (ending, text) in forms {
      let other = try folder.write(Array(text.utf8), to: "other.\(ending)")
      #expect(try predictions(other, model) == expected, "\(ending)")
      #expect(try predictions(gzipped(other), model) == expected, "\(ending).gz")
    }
    for format in ["json", "npz"] {
      let exported = folder.file("m.\(format)")
      let again = folder.file("again.safetensors")
      try CommandProcess.succeed(["export", "--model", model, "-o", exported, "--force"])
      try CommandProcess.succeed(["import", exported, "--model", again, "--force"])
      #expect(try predictions(path, again) == expected, "\(format)")
    }
  }

  @Test func groupedDataAreEvaluatedByTheirCounts() throws {
    let path = try folder.write(
      Array("dose,dead,n\n1,2,5\n2,5,6\n3,4,4\n0,1,7\n".utf8), to: "grouped.csv")
    let model = folder.file("g.safetensors")
    let fit = try JSON.object(
      CommandProcess.succeed([
        "train", path, "--events", "dead", "--trials", "n", "--json", "--quiet", "--model", model,
      ]))
    let said = try JSON.object(
      CommandProcess.succeed(["evaluate", "--model", model, path, "--json"]))
    #expect(try said.number("examples") == 22)
    #expect(abs(try said.number("logLoss") - fit.number("loss")) < 1e-6)
  }

  /// The class that is asked for is that of the events, as in R's cbind(successes, failures), whatever the
  /// column is called, and without a name too; pictures count as the evaluation does.
  @Test(arguments: ["Zeros", "dead", "no", ""]) func eventsArePositive(name: String) throws {
    let header = name.isEmpty ? "" : "dose,\(name),n\n"
    let path = try folder.write(
      Array((header + "1,2,5\n2,3,6\n3,4,4\n0,1,7\n5,8,9\n").utf8), to: "grouped.csv")
    let model = folder.file("g.safetensors")
    let columns =
      name.isEmpty ? ["--events", "1", "--trials", "2"] : ["--events", name, "--trials", "n"]
    let fit = try JSON.object(
      CommandProcess.succeed(
        ["train", path, "--l2", "0", "--json", "--quiet", "--model", model] + columns))
    #expect(fit["positive"] as? [String] == [name.isEmpty ? "event" : name])
    let shown = try CommandProcess.succeed(["show", "--model", model, "--format", "csv"])
    let slope = try #require(shown.split(separator: "\n").last).split(separator: ",")[2]
    #expect(try #require(Double(slope)) > 0.5)
    guard !name.isEmpty else { return }
    let said = try JSON.object(
      CommandProcess.succeed(["evaluate", "--model", model, path, "--json"]))
    let area = try said.number("rocAUC")
    let picture = try CommandProcess.succeed(["plot", "roc", "--model", model, path])
    #expect(picture.contains(String(format: "%.4f", area)), "\(area)")
  }

  /// A level that is called as a missing value usually is: a model that has it knows it.
  @Test func noneMayBeALevel() throws {
    let rows = ["None,1", "Some,0", "Freq,0", "None,0", "Some,1", "Freq,1", "None,1", "NA,1"]
    let text = (["exercise,ill"] + rows).joined(separator: "\n")
    let path = try folder.write(Array(text.utf8), to: "exercise.csv")
    let model = folder.file("e.safetensors")
    let arguments = [
      "train", path, "--label", "ill", "--l2", "0", "--missing", "drop", "--json", "--quiet",
      "--model", model, "--force",
    ]
    func examples(_ more: [String]) throws -> Double {
      try JSON.object(CommandProcess.succeed(arguments + more)).number("examples")
    }
    #expect(try examples([]) == 4)
    #expect(try examples(["--not-na", "None"]) == 7)
    let predicted = try CommandProcess.succeed(["predict", "--model", model, path])
      .split(separator: "\n").dropFirst()
    #expect(predicted.count == 8 && predicted.last == "7,,")
    #expect(predicted.dropLast().allSatisfy { !$0.hasSuffix(",,") })
  }

  @Test func weightsThatAreNotThereAreSaid() throws {
    let path = try folder.write(Array("x,y,w\n1,a,2\n2,b,3\n3,a,1\n4,b,2\n".utf8), to: "w.csv")
    let model = folder.file("w.safetensors")
    try CommandProcess.succeed(["train", path, "--weight", "w", "--l2", "0.1", "--model", model])
    let other = try folder.write(Array("x,y\n1,a\n2,b\n".utf8), to: "unweighted.csv")
    let outcome = try CommandProcess.run(["evaluate", "--model", model, other])
    #expect(outcome.error.contains("no column w") && outcome.error.contains("counts once"))
    let weighted = try CommandProcess.run(["evaluate", "--model", model, path])
    #expect(!weighted.error.contains("counts once"), "\(weighted.error)")
  }

  @Test func levelsOfSeveralFilesAreRefused() throws {
    for part in 0..<2 {
      _ = try folder.write(Array("x,g,y\n1,a,p\n2,b,q\n3,a,q\n".utf8), to: "part-\(part).csv")
    }
    try CommandProcess.fail(
      ["train", "--shards", folder.file("part-*.csv")],
      saying: ["part-0.csv", "g, which is categorical", "put the rows into one file"])
  }

  @Test func linesOfObjectsAreCountedAsInTheFile() throws {
    let path = try folder.write(
      Array(#"{"x": 1, "y": "a"}\#n{"x": 2, "y": "b"}\#n{"x": null, "y": "a"}\#n"#.utf8),
      to: "t.jsonl")
    try CommandProcess.fail(["train", path], saying: ["1 in x", "in line 3"])
  }

  @Test func aColumnHasOneRole() throws {
    let path = try folder.write(Array("x,y\n1.5,0\n2.5,1\n1.7,1\n2.2,0\n".utf8), to: "roles.csv")
    for option in ["--weight", "--id"] {
      try CommandProcess.fail(
        ["train", path, option, "y"], saying: ["roles.csv", "different columns", "y"])
    }
    try CommandProcess.fail(
      ["train", path, "--categorical", "Y*"], saying: ["roles.csv", "\"Y*\"", "x, y"])
  }
}
