import Foundation
import TestSupport
import Testing

/// Real tables as R's `write.csv` wrote them, by one command, against R's `glm`: rows, names and
/// coefficients.
@Suite(
  .enabled(
    if: SharedFolder.tables.path != nil, Comment(rawValue: SharedFolder.tables.whatIsMissing)))
struct RawTablesAgainstRTests {
  /// What a person has to say of a table, besides the label.
  private static let options: [String: [String]] = [
    "HMDA": [
      "--categorical", "chist,mhist", "--reference", "chist=1", "--reference", "mhist=1",
    ],
    "Pima.tr2": ["--missing", "drop"],
    "birthwt": ["--drop", "bwt", "--categorical", "race", "--reference", "race=1"],
    "infert": ["--drop", "stratum,pooled.stratum", "--reference", "education=0-5yrs"],
    "kyphosis": [],
    "lung": ["--drop", "time,inst", "--missing", "drop"],
  ]

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func train(
    _ name: String, _ label: String, _ options: [String]
  ) throws -> (model: String, said: [String: Any]) {
    let path = try #require(SharedFolder.tables.path) + "/\(name).csv"
    let model = folder.file("m.safetensors")
    let said = try JSON.object(
      CommandProcess.succeed(
        [
          "train", path, "--label", label, "--solver", "newton", "--json", "--quiet", "--model",
          model, "--inference",
        ]
          + options))
    return (model, said)
  }

  @Test(arguments: RResult.tables)
  func isWhatRSays(name: String) throws {
    let expected = try RResult(table: name)
    let recipe = try #require(CleanTable.recipes[name])
    let (path, said) = try train(name, recipe.label, try #require(Self.options[name]))
    let model = try WeightsByName(model: path)
    let lines = try #require(said["coefficients"] as? [[String: Any]])
    #expect(lines.count == expected.names.count)
    #expect(model.names.count == expected.names.count - 1)
    for (index, name) in expected.names.enumerated() {
      // R puts the level behind the name, ours has a sign between; yes and no are one column here.
      let own = model.names.filter {
        $0.replacing("=", with: "") == name || $0 + "yes" == name
      }
      guard let coefficient = expected.coef[index], let error = expected.se[index] else { continue }
      let found = name == RResult.intercept ? model.intercept : own.first.flatMap { model[$0] }
      let off = try abs(#require(found, "\(name) of \(model.names)") - coefficient) / error
      #expect(off < Tolerance.optimumStandardErrors, "\(name)")
      let term = name == RResult.intercept ? "(intercept)" : own.first
      let line = try #require(lines.first { $0["term"] as? String == term })
      #expect(abs(try line.number("standardError") - error) < 1e-5 * error, "\(name)")
    }
  }

  /// Counts of rows by case weights are what the rows themselves are.
  @Test func aggregatedCountsAreCaseWeights() throws {
    let path = try #require(SharedFolder.tables.path) + "/UCBAdmissions.csv"
    let model = folder.file("u.safetensors")
    let fit = try JSON.object(
      CommandProcess.succeed([
        "train", path, "--label", "Admit", "--weight", "Freq", "--solver", "newton", "--json",
        "--quiet", "--model", model,
      ]))
    let table = try TableText(
      String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self))
    var rows = ["Admit,Gender,Dept"]
    for row in table.rows {
      let cells = row.map(\.text)
      for _ in 0..<(try #require(Int(cells[4]))) {
        rows.append("\(cells[1]),\(cells[2]),\(cells[3])")
      }
    }
    let long = try folder.write(Array(rows.joined(separator: "\n").utf8), to: "long.csv")
    let other = folder.file("long.safetensors")
    let same = try JSON.object(
      CommandProcess.succeed([
        "train", long, "--label", "Admit", "--solver", "newton", "--json", "--quiet", "--model",
        other,
        "--reference", "Gender=Female", "--reference", "Dept=A",
      ]))
    #expect(abs(try fit.number("loss") - same.number("loss")) < 1e-12)
    let (one, two) = (try WeightsByName(model: model), try WeightsByName(model: other))
    #expect(one.names == two.names)
    for name in one.names {
      let (a, b) = (try #require(one[name]), try #require(two[name]))
      #expect(abs(a - b) < 1e-8, "\(name)")
    }
    // So they are where the model is tested.
    let counts = try [path, long].map {
      try JSON.object(CommandProcess.succeed(["evaluate", "--model", model, $0, "--json"]))
    }
    #expect(try counts[0].number("examples") == 4526 && counts[1].number("examples") == 4526)
    #expect(try counts[0].number("rocAUC") == counts[1].number("rocAUC"))
  }
}
