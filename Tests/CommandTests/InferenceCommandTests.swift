import Foundation
import TestSupport
import Testing

/// `train --inference` and `show`, on a table with words, against values that R 4.5 printed.
@Suite struct InferenceCommandTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// By rules, without chance: three sites, a dose, and clusters of four rows.
  private func doses() throws -> String {
    var text = "dose,site,ward,cured\n"
    for row in 0..<120 {
      let dose = Double(row * 7 % 30) / 10
      let site = ["north", "south", "west"][row * 5 % 3]
      let noise = Double(row * row * 13 % 17) / 8
      text +=
        "\(dose),\(site),w\(row / 4),\(dose + noise + (row % 3 == 1 ? 0.5 : 0) > 2.4 ? "yes" : "no")\n"
    }
    return try folder.write(Array(text.utf8), to: "doses.csv")
  }

  private func train(_ path: String, _ options: [String]) throws -> [String: Any] {
    try JSON.object(
      CommandProcess.succeed(
        [
          "train", path, "--label", "cured", "--drop", "ward", "--solver", "newton", "--json",
          "--quiet",
        ]
          + options))
  }

  private func errors(_ said: [String: Any]) throws -> [Double] {
    try #require(said["coefficients"] as? [[String: Any]]).map { try $0.number("standardError") }
  }

  @Test func modelKeepsWhatTheFitSaid() throws {
    let (path, model) = (try doses(), folder.file("m.safetensors"))
    let said = try train(
      path,
      [
        "--inference", "--intervals", "profile", "--test-terms", "--keep-covariance", "--model",
        model,
      ])
    let shown = try JSON.object(CommandProcess.succeed(["show", "--model", model, "--json"]))
    let (one, two) = (said["coefficients"] as? NSArray, shown["coefficients"] as? NSArray)
    #expect(one != nil && one == two)
    #expect((said["inference"] as? NSDictionary) == (shown["inference"] as? NSDictionary))
    let lines = try #require(said["coefficients"] as? [[String: Any]])
    #expect(
      lines.compactMap { $0["term"] as? String } == [
        "(intercept)", "dose", "site=south", "site=west",
      ])
    for line in lines {
      let (estimate, lower) = (try line.number("estimate"), try line.number("lower"))
      #expect(try lower < estimate && estimate < line.number("upper"))
      #expect(abs(try line.number("z") - estimate / line.number("standardError")) < 1e-12)
    }
    let facts = try #require(said["inference"] as? [String: Any])
    let tests = try #require(facts["tests"] as? [[String: Any]])
    #expect(try tests.map { try $0.number("degrees") } == [1, 2])
    let text = try CommandProcess.succeed(["show", "--model", model])
    #expect(text.contains("std. error") && text.contains("by profile likelihood"))
    #expect(text.contains("site=north") && text.contains("reference"))
    let csv = try CommandProcess.succeed(["show", "--model", model, "--format", "csv"])
    #expect(
      csv.hasPrefix("class,term,coefficient,odds_ratio,note,standard_error,z,p,lower,upper\n"))
    #expect(
      csv.split(separator: "\n").allSatisfy {
        $0.split(separator: ",", omittingEmptySubsequences: false).count == 10
      })
    // Evaluation and prediction have no use for it.
    _ = try CommandProcess.succeed(["evaluate", path, "--model", model])
  }

  @Test func covariancesDiffer() throws {
    let path = try doses()
    var all: [[Double]] = []
    for kind in ["model", "hc0", "hc1", "hc2", "hc3"] {
      all.append(try errors(train(path, ["--covariance", kind])))
    }
    // n/(n − k) and the order of the corrections.
    for index in all[0].indices {
      #expect(abs(all[2][index] / all[1][index] - (120.0 / 116).squareRoot()) < 1e-12)
      #expect(all[1][index] < all[3][index] && all[3][index] < all[4][index])
    }
    let clusters = try JSON.object(
      CommandProcess.succeed([
        "train", path, "--label", "cured", "--solver", "newton", "--json", "--quiet",
        "--covariance",
        "cluster:ward",
      ]))
    #expect(try errors(clusters) != all[1] && errors(clusters).count == 4)
    // A cluster a row is hc0 times n/(n − 1).
    let alone = try folder.write(
      Array(
        String(decoding: Data(contentsOf: URL(filePath: path)), as: UTF8.self)
          .split(separator: "\n").enumerated()
          .map { $0 == 0 ? "\($1),row" : "\($1),r\($0)" }.joined(separator: "\n").utf8),
      to: "alone.csv")
    let single = try errors(train(alone, ["--covariance", "cluster:row"]))
    for index in single.indices {
      #expect(abs(single[index] / all[1][index] - (120.0 / 119).squareRoot()) < 1e-12)
    }
  }

  /// Whole copies of rows by case weights have the standard errors of the copies.
  @Test func caseWeightsCountRows() throws {
    let path = try doses()
    let lines = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    var (counted, copied) = ([lines[0] + ",n"], [lines[0]])
    for (row, line) in lines.dropFirst().enumerated() {
      counted.append(line + ",\(row % 3 + 1)")
      copied += Array(repeating: line, count: row % 3 + 1)
    }
    let files = try [("counted.csv", counted), ("copied.csv", copied)].map {
      try folder.write(Array($0.1.joined(separator: "\n").utf8), to: $0.0)
    }
    let options = ["--inference", "--intervals", "profile"]
    let one = try train(files[0], options + ["--weight", "n"])
    let two = try train(files[1], options + ["--reference", "site=\(reference(of: one))"])
    for (a, b) in try zip(errors(one), errors(two)) { #expect(abs(a - b) < 1e-9 * b) }
    let facts = try [one, two].map { try #require($0["inference"] as? [String: Any]) }
    for key in ["deviance", "nullDeviance", "aic", "bic", "tjur", "examples"] {
      #expect(
        abs(try facts[0].number(key) - facts[1].number(key)) < 1e-9 * abs(try facts[1].number(key)))
    }
  }

  private func reference(of said: [String: Any]) -> String {
    let terms = (said["coefficients"] as? [[String: Any]] ?? []).compactMap {
      $0["term"] as? String
    }
    return ["north", "south", "west"].first { !terms.contains("site=\($0)") } ?? ""
  }

  @Test func whatHasNoAnswerGetsASentence() throws {
    let path = try doses()
    /// After the training, whose report stands, or before it.
    func refuse(
      _ arguments: [String], at file: String? = nil, ending: Int32 = 1, saying words: [String]
    ) throws {
      let outcome = try CommandProcess.run(
        ["train", file ?? path, "--label", "cured", "--quiet"] + arguments)
      #expect(outcome.ending == .exit(ending), "\(arguments)")
      for word in words { #expect(outcome.error.contains(word), "\(arguments): \(outcome.error)") }
      #expect(!outcome.output.contains("std. error"))
    }
    try refuse(
      ["--inference", "--drop", "ward", "--class-weight", "balanced"],
      saying: ["class weights", "leave them out"])
    try refuse(
      ["--inference", "--drop", "ward", "--solver", "gd", "--epochs", "3"],
      saying: ["has converged"])
    try refuse(
      ["--inference", "--multiclass"], ending: 64, saying: ["--inference", "two classes"])
    try refuse(["--covariance", "hc4"], ending: 64, saying: ["hc0", "found 'hc4'"])
    try refuse(["--covariance", "cluster:"], ending: 64, saying: ["cluster:COLUMN"])
    try refuse(["--covariance", "cluster:beds"], saying: ["beds"])
    try refuse(["--level", "95"], ending: 64, saying: ["--level", "found 95"])
    let few = try folder.write(
      Array("x,z,cured\n1,2,yes\n2,1,no\n3,5,yes\n".utf8), to: "few.csv")
    try refuse(["--inference"], at: few, saying: ["standard errors"])
    let separated = try folder.write(
      Array(("x,cured\n" + (0..<40).map { "\($0),\($0 < 20 ? "no" : "yes")\n" }.joined()).utf8),
      to: "separated.csv")
    let model = folder.file("s.safetensors")
    try refuse(["--inference", "--model", model], at: separated, saying: ["separated", "l2"])
    // The model is there all the same, and says what it is.
    let text = try CommandProcess.succeed(["show", "--model", model])
    #expect(text.contains("no optimum") && text.contains("The classes are separated"))
    #expect(!text.contains("std. error"))
  }

  @Test func aPenaltyIsSaid() throws {
    let path = try doses()
    let text = try CommandProcess.succeed([
      "train", path, "--label", "cured", "--drop", "ward", "--l2", "0.01", "--inference",
    ])
    #expect(text.contains("penalised") && text.contains("no AIC") && !text.contains("pseudo"))
  }

  /// Finite where the classes are separated, and kept in the model's file.
  @Test func firthsPenalty() throws {
    let rows = (0..<40).map { "\($0),\($0 % 3),\($0 < 20 ? "no" : "yes")\n" }.joined()
    let path = try folder.write(Array(("x,z,cured\n" + rows).utf8), to: "separated.csv")
    let model = folder.file("f.safetensors")
    let arguments = ["train", path, "--label", "cured", "--firth"]
    let said = try JSON.object(
      CommandProcess.succeed(arguments + ["--inference", "--json", "--quiet", "--model", model]))
    #expect(said["converged"] as? Bool == true && said["separation"] is NSNull)
    let lines = try #require(said["coefficients"] as? [[String: Any]])
    for line in lines {
      #expect(try line.number("lower") < line.number("upper"))
      #expect(try line.number("standardError") > 0)
    }
    let facts = try #require(said["inference"] as? [String: Any])
    #expect(facts["intervals"] as? String == "profile" && facts["aic"] is NSNull)
    #expect(try facts.number("penalisedLogLikelihood") < 0)
    let shown = try JSON.object(CommandProcess.succeed(["show", "--model", model, "--json"]))
    #expect((said["coefficients"] as? NSArray) == (shown["coefficients"] as? NSArray))
    #expect((said["inference"] as? NSDictionary) == (shown["inference"] as? NSDictionary))
    let text = try CommandProcess.succeed(["show", "--model", model])
    #expect(text.contains("Firth's penalty") && !text.contains("no optimum"))
    for (options, words) in [
      (["--l2", "0.1"], ["--firth and --l2"]), (["--solver", "gd"], ["auto, lbfgs or newton"]),
      (["--multiclass"], ["two classes"]),
    ] {
      try CommandProcess.fail(arguments + options, code: 64, saying: words)
    }
    try CommandProcess.fail(
      arguments + ["--class-weight", "balanced"], saying: ["class weights"])
  }
}
