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
      ["--inference", "--one-vs-rest"], ending: 64, saying: ["one model a class"])
    try refuse(["--covariance", "hc4"], ending: 64, saying: ["hc0", "found 'hc4'"])
    try refuse(["--covariance", "cluster:"], ending: 64, saying: ["cluster:COLUMN"])
    try refuse(["--covariance", "cluster:beds"], saying: ["beds"])
    try refuse(["--level", "95"], ending: 64, saying: ["--level", "found 95"])
    // Before a file is read: there is none.
    let none = folder.file("none.csv")
    for kind in ["hc0", "hc1", "hc2", "hc3", "cluster:ward"] {
      try refuse(
        ["--covariance", kind, "--intervals", "profile"], at: none, ending: 64,
        saying: ["--covariance \(kind) and --intervals profile", "likelihood", "--intervals wald"])
      try refuse(
        ["--covariance", kind, "--firth", "--intervals", "wald"], at: none, ending: 64,
        saying: ["--firth and --covariance \(kind)", "penalised likelihood", "leave --firth out"])
    }
    let sampled = ["--weight", "n", "--weight-kind", "sampling"]
    try refuse(
      sampled + ["--intervals", "profile"], at: none, ending: 64,
      saying: ["--intervals profile", "likelihood"])
    try refuse(sampled + ["--firth"], at: none, ending: 64, saying: ["--firth", "likelihood"])
    let halves = try String(contentsOfFile: path, encoding: .utf8)
      .replacing(/,w(\d+),/) { ",w\((Int($0.1) ?? 0) / 15)," }
    try refuse(
      ["--covariance", "cluster:ward"],
      at: folder.write(Array(halves.utf8), to: "halves.csv"),
      saying: ["found 2 for 4 coefficients", "fewer than 2 coefficients", "hc1"])
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

  private func test(_ model: String, _ hypotheses: String) throws -> (
    chiSquared: Double, degrees: Double
  ) {
    let said = try JSON.object(
      CommandProcess.succeed(["test", "--model", model, hypotheses, "--json"]))
    return (try said.number("chiSquared"), try said.number("degrees"))
  }

  /// One coefficient is z²; several do not depend on which level the others are compared with.
  @Test func hypothesesAboutCoefficients() throws {
    let path = try doses()
    func fit(_ reference: String, _ kind: String) throws -> (
      model: String, lines: [String: [String: Any]]
    ) {
      let model = folder.file("\(reference).\(kind).safetensors")
      let said = try train(
        path,
        [
          "--keep-covariance", "--covariance", kind, "--reference", "site=\(reference)", "--model",
          model,
        ])
      let lines = try #require(said["coefficients"] as? [[String: Any]])
      return (
        model,
        Dictionary(uniqueKeysWithValues: lines.map { ($0["term"] as? String ?? "", $0) })
      )
    }
    for kind in ["model", "hc3"] {
      let (north, west) = (try fit("north", kind), try fit("west", kind))
      for term in ["dose", "site=south", "site=west"] {
        let z = try #require(north.lines[term]).number("z")
        #expect(abs(try test(north.model, term).chiSquared - z * z) < 1e-9 * z * z)
        #expect(abs(try test(north.model, " \(term)=0 ").chiSquared - z * z) < 1e-9 * z * z)
      }
      let whole = try test(north.model, "site")
      #expect(whole.degrees == 2)
      #expect(try test(north.model, "site=south, site=west = 0") == whole)
      #expect(
        abs(try test(west.model, "site").chiSquared - whole.chiSquared) < 1e-8 * whole.chiSquared)
      let pair = try test(north.model, "site=south = site=west")
      let z = try #require(west.lines["site=south"]).number("z")
      #expect(abs(pair.chiSquared - z * z) < 1e-8 * z * z && pair.degrees == 1)
      // The same sentence in other words.
      let other = try test(north.model, "2*site=south - 2*site=west + 1 = 1")
      #expect(abs(other.chiSquared - pair.chiSquared) < 1e-9 * pair.chiSquared)
      // What is estimated is not contradicted.
      let estimate = try #require(north.lines["dose"]).number("estimate")
      #expect(try test(north.model, "dose = \(estimate)").chiSquared < 1e-20)
    }
    let model = try fit("north", "model").model
    let text = try CommandProcess.succeed(["test", "--model", model, "dose = 1, site"])
    #expect(text.contains("dose = 1") && text.contains("on 3, p "))
    for (hypotheses, words) in [
      ("height", ["height", "sigmoid show"]), ("dose = ", ["the end"]), ("1 = 1", ["a term"]),
      ("dose, dose = 1", ["none follows"]), ("dose = 0 site", ["comma"]), ("", ["the end"]),
      ("dose - dose = 0", ["a term"]), ("2*", ["behind *"]),
    ] {
      try CommandProcess.fail(["test", "--model", model, hypotheses], saying: words)
    }
    // What is there and has no coefficient is said to be so.
    for hypothesis in ["site=north = 0", "dose = 0, site=north", "2*site=north"] {
      try CommandProcess.fail(
        ["test", "--model", model, hypothesis],
        saying: ["'site=north', the reference level", "site=south, site=west are compared"])
    }
    let aliased = folder.file("aliased.safetensors")
    let rows = (0..<60).map {
      "\($0 % 7),\(2 * ($0 % 7) + 1),5,\($0 % 2),\($0 * $0 % 11 < 5 ? "yes" : "no")\n"
    }
    let twice = try folder.write(Array(("a,b,c,d,cured\n" + rows.joined()).utf8), to: "twice.csv")
    try CommandProcess.succeed([
      "train", twice, "--label", "cured", "--quiet", "--keep-covariance", "--offset", "d",
      "--model", aliased,
    ])
    for (hypothesis, words) in [
      ("b = 0", ["'b', a term that is not estimated", "combination of a"]),
      ("a, c", ["'c', a term that is not estimated, as it is constant"]),
      ("a = d", ["'d', an offset"]), ("e", ["found 'e'", "a term of the model"]),
    ] {
      try CommandProcess.fail(["test", "--model", aliased, hypothesis], saying: words)
    }
    let separated = folder.file("separated.safetensors")
    let sides = (0..<40).map { "\($0),\($0 < 20 ? "no" : "yes")\n" }.joined()
    let apart = try folder.write(Array(("x,cured\n" + sides).utf8), to: "apart.csv")
    try CommandProcess.succeed([
      "train", apart, "--label", "cured", "--quiet", "--model", separated,
    ])
    try CommandProcess.fail(
      ["test", "--model", separated, "x = 0"], saying: ["separated by x", "--firth"])
    let bare = folder.file("bare.safetensors")
    _ = try train(path, ["--inference", "--model", bare])
    try CommandProcess.fail(["test", "--model", bare, "dose"], saying: ["--keep-covariance"])
    _ = try train(path, ["--model", bare])
    try CommandProcess.fail(["test", "--model", bare, "dose"], saying: ["--inference"])
  }

  @Test func nestedModels() throws {
    let path = try doses()
    func fit(_ name: String, _ options: [String]) throws -> (path: String, said: [String: Any]) {
      let model = folder.file(name)
      return (model, try train(path, options + ["--model", model]))
    }
    let large = try fit("large", ["--inference", "--test-terms"])
    let small = try fit("small", ["--inference", "--drop", "ward,site"])
    let other = try fit("other", ["--inference", "--reference", "site=west"])
    let facts = try #require(large.said["inference"] as? [String: Any])
    let tests = try #require(facts["tests"] as? [[String: Any]])
    let expected = try tests[1].number("chiSquared")
    let found = try JSON.object(
      CommandProcess.succeed(["test", "--model", large.path, "--against", small.path, "--json"]))
    #expect(abs(try found.number("chiSquared") - expected) < 1e-8 * expected)
    #expect(try found.number("degrees") == 2)
    let text = try CommandProcess.succeed(["test", "--model", large.path, "--against", small.path])
    #expect(text.contains("ratio of likelihoods") && text.contains("on 2, p "))
    let penalised = try fit("penalised", ["--inference", "--l2", "0.1", "--drop", "ward,site"])
    let bare = try fit("bare", [])
    let fewer = try folder.write(
      Array("dose,cured\n".utf8)
        + Array((0..<40).map { "\($0 % 7),\($0 % 3 == 0 ? "yes" : "no")\n" }.joined().utf8),
      to: "fewer.csv")
    let elsewhere = folder.file("elsewhere")
    _ = try CommandProcess.succeed([
      "train", fewer, "--label", "cured", "--inference", "--quiet", "--model", elsewhere,
    ])
    for (one, two, words) in [
      (small.path, large.path, ["the column site"]),
      (large.path, other.path, ["as many coefficients"]),
      (large.path, penalised.path, ["a penalty"]), (large.path, bare.path, ["--inference"]),
      (large.path, elsewhere, ["40 examples"]),
    ] {
      try CommandProcess.fail(["test", "--model", one, "--against", two], saying: words)
    }
    try CommandProcess.fail(["test", "--model", large.path], code: 64, saying: ["neither"])
  }

  /// At features of 0 and the reference a score is the intercept: its bounds are those of the table.
  @Test func predictionsHaveBounds() throws {
    let (path, model) = (try doses(), folder.file("m.safetensors"))
    let said = try train(
      path, ["--keep-covariance", "--reference", "site=north", "--level", "0.9", "--model", model])
    let lines = try #require(said["coefficients"] as? [[String: Any]])
    let new = try folder.write(
      Array("dose,site\n0,north\n0,south\n2.5,west\n".utf8), to: "new.csv")
    let text = try CommandProcess.succeed([
      "predict", "--model", model, new, "--intervals", "--level", "0.9", "--probabilities",
    ])
    let rows = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows[0] == ["index", "label", "probability", "lower", "upper", "no", "yes"])
    func logit(_ p: Double) -> Double { log(p / (1 - p)) }
    for row in rows.dropFirst() {
      let (p, lower, upper) = (
        try #require(Double(row[2])), try #require(Double(row[3])), try #require(Double(row[4]))
      )
      #expect(lower < p && p < upper)
      // On the scale of log-odds the bounds are as far on either side.
      #expect(abs(logit(lower) + logit(upper) - 2 * logit(p)) < 1e-9)
    }
    let sign: Double = rows[1][1] == "yes" ? 1 : -1
    let bounds = try [lines[0].number("lower"), lines[0].number("upper")].map { sign * $0 }.sorted()
    for (cell, bound) in zip(rows[1][3...4], bounds) {
      #expect(abs(logit(try #require(Double(cell))) - bound) < 1e-9)
    }
    // The intercept of a fit that compares with another level has the error of that level's score.
    let south = try train(path, ["--inference", "--reference", "site=south", "--level", "0.9"])
    let other = try #require((south["coefficients"] as? [[String: Any]])?.first)
    let own: Double = rows[2][1] == "yes" ? 1 : -1
    let wanted = try [other.number("lower"), other.number("upper")].map { own * $0 }.sorted()
    for (cell, bound) in zip(rows[2][3...4], wanted) {
      #expect(abs(logit(try #require(Double(cell))) - bound) < 1e-7)
    }
    let json = try CommandProcess.succeed([
      "predict", "--model", model, new, "--intervals", "--format", "jsonl",
    ])
    #expect(json.split(separator: "\n").allSatisfy { $0.contains("\"lower\":") })
    try CommandProcess.fail(
      ["predict", "--model", model, new, "--level", "0.9"], code: 64, saying: ["--intervals"])
    let bare = folder.file("bare.safetensors")
    _ = try train(path, ["--inference", "--model", bare])
    try CommandProcess.fail(
      ["predict", "--model", bare, new, "--intervals"], saying: ["--keep-covariance"])
  }
}
