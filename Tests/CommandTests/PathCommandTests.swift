import Foundation
import TestSupport
import Testing

/// `train --l1` and `sigmoid path`, as a person has them.
@Suite struct PathCommandTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// By rules, without chance: a dose that tells, a site that tells a little, and two that tell nothing.
  private func doses() throws -> String {
    var text = "dose,site,age,room,cured\n"
    for row in 0..<200 {
      let dose = Double(row * 7 % 30) / 10
      let noise = Double(row * row * 13 % 17) / 8
      let isCured = dose + noise + (row % 3 == 1 ? 0.8 : 0) > 2.4
      text +=
        "\(dose),\(["north", "south", "west"][row % 3]),\(20 + row * 11 % 47),\(row * 31 % 10),\(isCured ? "yes" : "no")\n"
    }
    return try folder.write(Array(text.utf8), to: "doses.csv")
  }

  @Test func aPathIsATableOfItsPoints() throws {
    let (path, output, model) = (
      try doses(), folder.file("path.csv"), folder.file("m.safetensors")
    )
    let options = ["path", path, "--label", "cured", "--standardize", "--quiet"]
    let said = try JSON.object(CommandProcess.succeed(options + ["--json", "--output", output]))
    let points = try #require(said["points"] as? [[String: Any]])
    #expect(points.count > 20 && points.count <= 100)
    #expect(try points[0].number("nonzero") == 0)
    #expect(try points[0].number("lambda") == said.number("lambdaMax"))
    #expect(points.allSatisfy { $0["converged"] as? Bool == true })
    // The text has a line for each, and says what comes in.
    let text = try CommandProcess.succeed(options)
    let lines = text.split(separator: "\n")
    #expect(lines.count == points.count + 1)
    #expect(lines[2].contains("dose"))
    // The file has what is not 0.
    let table = try TableText(String(decoding: folder.bytes("path.csv"), as: UTF8.self))
    #expect(table.header == ["point", "lambda", "class", "term", "coefficient"])
    let terms = try table.column("term").map(\.text)
    let weights = try table.numbers("coefficient")
    #expect(zip(terms, weights).allSatisfy { $0.0 == "(intercept)" || $0.1 != 0 })
    #expect(terms.filter { $0 == "(intercept)" }.count == points.count)
    // A model of one of them is that of train with its penalty.
    let lambda = try points[10].number("lambda")
    try CommandProcess.succeed(options + ["--model", model, "--lambda", "\(lambda * 1.001)"])
    let trained = folder.file("t.safetensors")
    let fit = try JSON.object(
      CommandProcess.succeed([
        "train", path, "--label", "cured", "--standardize", "--quiet", "--json", "--l1",
        "\(lambda)",
        "--model", trained,
      ]))
    #expect(fit["converged"] as? Bool == true && fit["gapIs"] as? String == "proved")
    #expect(abs(try fit.number("objective") - points[10].number("objective")) < 1e-12)
    let shown = try [model, trained].map {
      try CommandProcess.succeed(["show", "--model", $0, "--format", "csv"])
    }
    #expect(shown[0].split(separator: "\n").count == shown[1].split(separator: "\n").count)
    let text2 = try CommandProcess.succeed(["show", "--model", model])
    #expect(text2.contains("l1 \("\(lambda)".prefix(12))"))
    try CommandProcess.succeed(["predict", path, "--label", "cured", "--model", model])
  }

  @Test func optionsThatMeanNothingAreRefused() throws {
    let path = try doses()
    func refuse(_ options: [String], _ message: String) throws {
      let result = try CommandProcess.run(options)
      #expect(result.ending == .exit(64), "\(options)")
      #expect(result.error.contains(message), "\(result.error)")
    }
    let train = ["train", path, "--label", "cured", "--l1", "0.1"]
    try refuse(train + ["--solver", "lbfgs"], "--solver: expected auto or proximal with --l1")
    try refuse(train + ["--firth"], "--firth and --l1 exclude each other")
    try refuse(
      ["train", path, "--label", "cured", "--solver", "proximal"],
      "--solver: expected proximal with an --l1 above 0")
    try refuse(
      ["train", path, "--label", "cured", "--l1", "-1"],
      "--l1: expected a number of at least 0, found -1.0")
    let follow = ["path", path, "--label", "cured"]
    try refuse(follow + ["--l1-ratio", "2"], "--l1-ratio: expected a share from 0 to 1, found 2.0")
    try refuse(follow + ["--points", "0"], "--points: expected at least 1")
    try refuse(follow + ["--ratio", "1"], "--ratio: expected a share above 0 and below 1")
    try refuse(follow + ["--lambda", "1"], "--model and --lambda: expected both or neither")
    try refuse(follow + ["--holdout", "0.2"], "--holdout: expected examples to fit alone")
  }

  /// Known from the options: nothing is trained.
  @Test(arguments: ["--inference", "--diagnostics", "--test-terms"])
  func thereAreNoPValues(option: String) throws {
    let model = folder.file("m.safetensors")
    let result = try CommandProcess.run([
      "train", try doses(), "--label", "cured", "--l1", "0.01", option, "--quiet", "--model", model,
    ])
    #expect(result.ending == .exit(64))
    #expect(result.error.contains("expected a fit without an l1"))
    #expect(!FileManager.default.fileExists(atPath: model))
  }

  /// An offset's weight is fixed, and yet counts in the bound: with it left out the gap is too small.
  @Test func gapsBesideAnOffsetAreTrue() throws {
    var text = "x,z,off,y\n"
    for row in 0..<300 {
      let (x, z) = (Double(row * 7 % 31) / 10 - 1.5, Double(row * 11 % 17) / 8 - 1)
      let off = Double(row * 13 % 29) / 3 - 5
      let isOne = 0.3 * off + x + Double(row * row % 23) / 8 - 1.4 > 0
      text += "\(x),\(z),\(off),\(isOne ? 1 : 0)\n"
    }
    let path = try folder.write(Array(text.utf8), to: "offset.csv")
    for l1 in ["0.05", "0.01"] {
      let fits = try [["--gap", "1e-2"], []].map { options in
        try JSON.object(
          CommandProcess.succeed(
            ["train", path, "--label", "y", "--offset", "off", "--l1", l1, "--json", "--quiet"]
              + options))
      }
      let (wide, fine) = (fits[0], fits[1])
      #expect(fine["converged"] as? Bool == true)
      let above = try wide.number("objective") - fine.number("objective")
      #expect(try above <= wide.number("dualityGap") * (1 + 1e-9) + 1e-12)
      #expect(try above > -1e-12 && fine.number("dualityGap") < 1e-9)
    }
  }

  @Test func ofConstantsAloneNothingIsChosen() throws {
    let path = try folder.write(Array("a,y\n1,0\n1,1\n1,0\n1,1\n1,1\n".utf8), to: "c.csv")
    let said = try JSON.object(
      CommandProcess.succeed(["path", path, "--label", "y", "--json", "--quiet"]))
    let points = try #require(said["points"] as? [[String: Any]])
    #expect(points.count == 1 && points[0]["converged"] as? Bool == true)
    #expect(try points[0].number("nonzero") == 0 && points[0].number("dualityGap") < 1e-9)
  }

  @Test func severalClassesHaveAPath() throws {
    let table = try folder.write(
      iris(), to: "iris.csv")
    let said = try JSON.object(
      CommandProcess.succeed([
        "path", table, "--label", "species", "--standardize", "--points", "12", "--ratio", "0.01",
        "--whole", "--json", "--quiet", "--l1-ratio", "0.7",
      ]))
    let points = try #require(said["points"] as? [[String: Any]])
    #expect(points.count == 12 && points.allSatisfy { $0["converged"] as? Bool == true })
    let last = try #require(points[11]["weights"] as? [String: [String: Double]])
    #expect(Set(last.keys) == ["a", "b", "c"])
    #expect(try abs(points[11].number("l1") / points[11].number("lambda") - 0.7) < 1e-12)
  }

  private func iris() -> [UInt8] {
    var text = "one,two,species\n"
    for row in 0..<90 {
      let label = ["a", "b", "c"][row % 3]
      text += "\(row % 3 * 2 + row * 7 % 5),\(row * 13 % 7 - row % 3),\(label)\n"
    }
    return Array(text.utf8)
  }
}
