import Foundation
import TestSupport
import Testing

/// `train --ordinal` and what follows it, on housing (MASS); values as in `OrdinalTests`.
@Suite(.enabled(if: SharedFolder.reference.path != nil, "\(SharedFolder.reference.whatIsMissing)"))
struct OrdinalCommandTests {
  let folder: TemporaryFolder
  let housing: String

  init() throws {
    folder = try TemporaryFolder()
    housing = try folder.write(
      Array(try SharedFolder.reference.read("data/housing.csv")), to: "housing.csv")
  }

  private var start: [String] {
    [
      "train", housing, "--label", "sat", "--weight", "freq", "--ordinal", "--quiet",
      "--categorical", "infl,type,cont", "--reference", "infl=1", "--reference", "type=1",
      "--reference", "cont=1",
    ]
  }

  @Test func trainedShownAndUsed() throws {
    let model = folder.file("m.safetensors")
    let text = try CommandProcess.succeed(
      start + ["--inference", "--keep-covariance", "--model", model])
    #expect(text.contains("1|2") && text.contains("Brant") && text.contains("8.5345"))
    let said = try JSON.object(CommandProcess.succeed(["show", "--model", model, "--json"]))
    #expect(said["link"] as? String == "ordinal")
    let thresholds = try #require(said["intercepts"] as? [String: Any])
    #expect(abs(try thresholds.number("1|2") + 0.49613513819709487) < 1e-9)
    let facts = try #require(said["inference"] as? [String: Any])
    let lines = try #require(facts["parallelLines"] as? [String: Any])
    #expect(try #require(lines["together"] as? [String: Any]).number("degrees") == 6)
    #expect(
      try (lines["terms"] as? [[String: Any]] ?? []).map { try $0.number("degrees") } == [2, 3, 1])
    let shown = try CommandProcess.succeed(["show", "--model", model])
    #expect(shown.contains("above any") && shown.contains("threshold"))
    let csv = try CommandProcess.succeed(["show", "--model", model, "--format", "csv"])
    #expect(csv.contains("3,1|2,-0.4961351381970") && csv.contains(",threshold,0.1248472"))
    let worth = try JSON.object(
      CommandProcess.succeed(["evaluate", housing, "--model", model, "--json"]))
    #expect(abs(try worth.number("logLoss") - 1739.5746495294743 / 1681) < 1e-9)
    let test = try JSON.object(
      CommandProcess.succeed(["test", "--model", model, "--json", "1|2 = 2|3"]))
    #expect(try test.number("degrees") == 1)
    let page = folder.file("page.html")
    _ = try CommandProcess.succeed(["report", housing, "--model", model, "-o", page])
    try CommandProcess.fail(
      ["export", "--model", model, "--to", "onnx", "-o", folder.file("x.onnx")],
      saying: ["thresholds between classes", "the model's own file"])
  }

  /// The bounds are those of the delta method on the logit of the predicted class, slopes by differences.
  @Test func predictionsHaveBounds() throws {
    let model = folder.file("m.safetensors")
    _ = try CommandProcess.succeed(start + ["--keep-covariance", "--model", model])
    let new = try folder.write(
      Array("infl,type,cont\n1,2,2\n3,1,1\n2,3,1\n".utf8), to: "new.csv")
    let text = try CommandProcess.succeed(["predict", "--model", model, new, "--intervals"])
    let rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.map { $0[1] } == ["1", "3", "3"])
    let expected = [
      [0.42945645561134055, 0.3822742794523081, 0.47795627373757865],
      [0.6452239798985597, 0.581343947185569, 0.7043145490244428],
      [0.37977557739197654, 0.3134750936335622, 0.4508890562737133],
    ]
    for (row, wanted) in zip(rows, expected) {
      for (cell, value) in zip(row[2...], wanted) {
        #expect(abs(try #require(Double(cell)) - value) < 1e-9)
      }
    }
  }

  @Test func orderOfWords() throws {
    let table = try folder.write(
      Array(
        ("x,mood\n"
          + (0..<60).map { row in
            let mood = ["bad", "fair", "good"][min(2, max(0, (row % 20 + row * row % 13) / 11))]
            return "\(row % 20),\(mood)\n"
          }.joined()).utf8), to: "moods.csv")
    let train = ["train", table, "--label", "mood", "--ordinal", "--quiet"]
    try CommandProcess.fail(train, saying: ["their order", "low,medium,high"])
    let said = try JSON.object(
      CommandProcess.succeed(train + ["--order", "bad,fair,good", "--inference", "--json"]))
    let lines = try #require(said["coefficients"] as? [[String: Any]])
    #expect(lines.compactMap { $0["term"] as? String } == ["bad|fair", "fair|good", "x"])
    #expect(try lines[2].number("estimate") > 0)
    try CommandProcess.fail(train + ["--order", "bad,fair,best"], saying: ["best"])
    for (options, words) in [
      (["--multiclass"], ["exclude each other"]), (["--no-intercept"], ["--no-intercept"]),
      (["--solver", "lbfgs"], ["auto or newton"]), (["--firth"], ["two classes"]),
      (["--positive", "good"], ["--ordinal"]),
      (["--order", "bad,bad"], ["twice"]), (["--intervals", "profile"], ["wald"]),
      (["--checkpoint", folder.file("c")], ["--checkpoint"]),
    ] {
      try CommandProcess.fail(train + options, code: 64, saying: words)
    }
    try CommandProcess.fail(
      ["train", table, "--label", "mood", "--order", "bad,fair,good"], code: 64,
      saying: ["--ordinal"])
  }

  @Test func processesGiveTheSameModel() throws {
    // Whether MPI is there or not, threads change nothing.
    let (one, four) = (folder.file("one"), folder.file("four"))
    for (model, threads) in [(one, "1"), (four, "4")] {
      _ = try CommandProcess.succeed(
        start + ["--inference", "--threads", threads, "--model", model])
    }
    #expect(
      try Data(contentsOf: URL(filePath: one)) == Data(contentsOf: URL(filePath: four)))
  }
}
