import Foundation
import TestSupport
import Testing

/// `train --inference` of several classes, on housing (MASS) with case weights, beside values that NumPy
/// computed (see `MultinomialInferenceTests`).
@Suite(.enabled(if: SharedFolder.reference.path != nil, "\(SharedFolder.reference.whatIsMissing)"))
struct MultinomialCommandTests {
  let folder: TemporaryFolder
  let housing: String

  init() throws {
    folder = try TemporaryFolder()
    housing = try folder.write(
      Array(try SharedFolder.reference.read("data/housing.csv")), to: "housing.csv")
  }

  private func train(_ options: [String]) throws -> String {
    try CommandProcess.succeed(
      [
        "train", housing, "--label", "sat", "--weight", "freq", "--solver", "newton", "--quiet",
        "--inference",
      ] + options)
  }

  @Test func tablesOfEachClass() throws {
    let model = folder.file("m.safetensors")
    let text = try train(["--keep-covariance", "--model", model])
    #expect(text.contains("log-odds of '2' against '1'"))
    #expect(text.contains("log-odds of '3' against '1'"))
    #expect(!text.contains("Tjur") && text.contains("χ² 155.46 on 6"))
    let shown = try CommandProcess.succeed(["show", "--model", model])
    #expect(shown.contains("log-odds of a class against") && shown.contains("0.06354"))
    let csv = try CommandProcess.succeed(["show", "--model", model, "--format", "csv"])
    let rows = csv.split(separator: "\n")
    #expect(rows.count == 9 && rows[1].hasPrefix("2,(intercept),-1.06339872650"))
    #expect(
      rows.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 10 })
  }

  @Test func jsonNamesClassAndReference() throws {
    let said = try JSON.object(train(["--reference", "3", "--json"]))
    let facts = try #require(said["inference"] as? [String: Any])
    #expect(facts["reference"] as? String == "3" && facts["tjur"] is NSNull)
    let lines = try #require(said["coefficients"] as? [[String: Any]])
    #expect(lines.compactMap { $0["class"] as? String } == Array("11112222").map(String.init))
    #expect(abs(try lines[1].number("standardError") - 0.081164074651221) < 1e-9)
    let two = try folder.write(
      Array("x,y\n1,a\n2,b\n3,a\n4,b\n5,b\n6,a\n".utf8), to: "two.csv")
    let binary = try JSON.object(
      CommandProcess.succeed(["train", two, "--label", "y", "--inference", "--json", "--quiet"]))
    let first = try #require((binary["coefficients"] as? [[String: Any]])?.first)
    #expect(first["class"] is NSNull)
    try CommandProcess.fail(
      ["train", two, "--label", "y", "--inference", "--reference", "a", "--quiet"],
      saying: ["expected several classes"])
  }

  @Test func hypothesesNameClasses() throws {
    let model = folder.file("m.safetensors")
    _ = try train(["--keep-covariance", "--model", model])
    for (hypothesis, value, degrees) in [
      ("type", 39.20741254311658, 2.0), ("2: infl = 3: infl", 31.176681352730398, 1),
    ] {
      let found = try JSON.object(
        CommandProcess.succeed(["test", "--model", model, hypothesis, "--json"]))
      #expect(abs(try found.number("chiSquared") / value - 1) < 1e-8)
      #expect(try found.number("degrees") == degrees)
    }
  }

  /// By the delta method on the logit of the predicted class; its slopes by differences in NumPy.
  @Test func predictionsHaveBounds() throws {
    let model = folder.file("m.safetensors")
    _ = try train(["--keep-covariance", "--model", model])
    let new = try folder.write(Array("infl,type,cont\n1,2,2\n3,1,1\n".utf8), to: "new.csv")
    let text = try CommandProcess.succeed(["predict", "--model", model, new, "--intervals"])
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.map { $0[1] } == ["1", "3"])
    for (row, wanted) in zip(
      rows,
      [
        [0.3928153634894074, 0.3518443454738696, 0.4353527758934821],
        [0.6218908572246349, 0.5660255342741607, 0.6746977224825454],
      ])
    {
      for (cell, value) in zip(row[2...], wanted) {
        #expect(abs(try #require(Double(cell)) - value) < 1e-9)
      }
    }
  }

  @Test func whatIsNotThereIsRefused() throws {
    let start = ["train", housing, "--label", "sat", "--weight", "freq", "--inference", "--quiet"]
    try CommandProcess.fail(
      start + ["--multiclass", "--intervals", "profile"], code: 64, saying: ["wald"])
    try CommandProcess.fail(start + ["--intervals", "profile"], saying: ["wald"])
    try CommandProcess.fail(
      start + ["--one-vs-rest"], code: 64, saying: ["one model a class", "--multiclass"])
    try CommandProcess.fail(start + ["--covariance", "hc3"], saying: ["hc1 or cluster"])
    try CommandProcess.fail(start + ["--reference", "4"], saying: ["1, 2, 3", "'4'"])
    try CommandProcess.fail(
      ["train", housing, "--label", "sat", "--reference", "3"], code: 64, saying: ["--inference"])
    try CommandProcess.fail(
      start + ["--reference", "3", "--reference", "2"], code: 64, saying: ["one class"])
  }
}
