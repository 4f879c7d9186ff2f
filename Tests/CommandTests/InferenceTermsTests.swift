import Foundation
import TestSupport
import Testing

/// `train --terms`: what is said of some coefficients alone, of few and of very many.
@Suite struct InferenceTermsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// By rules, without chance: a dose, three sites, and an age.
  private func doses() throws -> String {
    var text = "dose,site,age,cured\n"
    for row in 0..<120 {
      let dose = Double(row * 7 % 30) / 10
      let noise = Double(row * row * 13 % 17) / 8
      let isCured = dose + noise + (row % 3 == 1 ? 0.5 : 0) > 2.4
      text +=
        "\(dose),\(["north", "south", "west"][row * 5 % 3]),\(20 + row * 11 % 47),\(isCured ? "yes" : "no")\n"
    }
    return try folder.write(Array(text.utf8), to: "doses.csv")
  }

  private func lines(_ said: [String: Any]) throws -> [String: NSDictionary] {
    let all = try #require(said["coefficients"] as? [NSDictionary])
    return Dictionary(
      uniqueKeysWithValues: all.compactMap { line in
        (line["term"] as? String).map { ($0, line) }
      })
  }

  @Test func chosenTermsAreThoseLinesAlone() throws {
    let (path, model) = (try doses(), folder.file("m.safetensors"))
    let options = [
      "train", path, "--label", "cured", "--solver", "newton", "--json", "--quiet", "--intervals",
      "profile", "--test-terms",
    ]
    let all = try JSON.object(CommandProcess.succeed(options))
    let some = try JSON.object(
      CommandProcess.succeed(options + ["--terms", "site,(intercept)", "--model", model]))
    let (whole, chosen) = (try lines(all), try lines(some))
    #expect(Set(chosen.keys) == ["(intercept)", "site=south", "site=west"])
    for (term, line) in chosen { #expect(line == whole[term], "\(term)") }
    // The fit as a whole is what it was, and stays so in the file.
    let shown = try JSON.object(CommandProcess.succeed(["show", "--model", model, "--json"]))
    #expect(try lines(shown) == chosen)
    let facts = try [all, some, shown].map { try #require($0["inference"] as? [String: Any]) }
    for key in ["deviance", "nullDeviance", "aic", "bic"] {
      #expect(
        try facts.map { try $0.number(key) } == Array(repeating: facts[0].number(key), count: 3))
    }
    let tests = try #require(facts[1]["tests"] as? [[String: Any]])
    #expect(tests.compactMap { $0["term"] as? String } == ["site"])
    let text = try CommandProcess.succeed(["show", "--model", model])
    #expect(text.contains("site=north") && !text.contains("dose") && !text.contains("offset"))
    #expect(text.contains("on 115 degrees of freedom"))
    // A level has what it is compared with beside it, and a number nothing.
    for (term, shown) in [("dose", ["dose"]), ("site=south", ["site=north", "site=south"])] {
      try CommandProcess.succeed([
        "train", path, "--label", "cured", "--quiet", "--terms", term, "--model", model,
      ])
      let lines = try CommandProcess.succeed(["show", "--model", model]).split(separator: "\n")
      let names = ["dose", "site=north", "site=south", "site=west", "age"]
      #expect(
        names.filter { name in lines.contains { $0.hasPrefix("\(name) ") } } == shown, "\(lines)")
    }
  }

  @Test func wrongNamesEndBeforeTheFit() throws {
    let path = try doses()
    for (names, words) in [
      ("dose,sight", ["--terms", "'sight'", "(intercept), dose, site, age", "name"]),
      ("", ["--terms", "''"]),
    ] {
      let outcome = try CommandProcess.run([
        "train", path, "--label", "cured", "--terms", names, "--model", folder.file("no.st"),
      ])
      #expect(outcome.ending == .exit(1))
      for word in words { #expect(outcome.error.contains(word), "\(outcome.error)") }
      #expect(!FileManager.default.fileExists(atPath: folder.file("no.st")))
    }
    let both = try CommandProcess.run([
      "train", path, "--label", "cured", "--terms", "dose", "--keep-covariance",
    ])
    #expect(both.ending == .exit(64) && both.error.contains("--keep-covariance"))
    let none = try CommandProcess.run([
      "train", path, "--label", "cured", "--terms", "(intercept)", "--no-intercept", "--model",
      folder.file("no.st"),
    ])
    #expect(none.ending == .exit(1) && none.error.contains("'(intercept)'"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("no.st")))
  }

  /// 5200 features, of which each row has four.
  @Test func ofVeryManyEachIsSolvedForByItself() throws {
    var text = ""
    for row in 0..<6000 {
      let first = 1 + row % 1300
      let places = [first, first + 1300, 2601 + row * 7 % 1300, 3901 + row * 11 % 1300]
      text += "\(row * row % 7 < 3 ? 1 : 0) "
      text += places.map { "\($0):\(1 + row % 3)" }.joined(separator: " ") + "\n"
    }
    let path = try folder.write(Array(text.utf8), to: "many.libsvm")
    let options = ["train", path, "--l2", "1e-2", "--json", "--quiet"]
    let refused = try CommandProcess.run(options + ["--inference"])
    #expect(refused.ending == .exit(1))
    for word in ["at most 5000 coefficients", "found 5201", "5201 × 5201", "--terms"] {
      #expect(refused.error.contains(word), "\(refused.error)")
    }
    for kind in ["model", "hc1"] {
      let said = try lines(
        JSON.object(
          CommandProcess.succeed(
            options + ["--terms", "feature17,(intercept)", "--covariance", kind])))
      #expect(Set(said.keys) == ["(intercept)", "feature17"])
      for line in said.values {
        let error = try #require(line["standardError"] as? Double)
        // With this penalty no posterior is wider than the prior, 1/√(6000·0.01).
        #expect(error > 0 && (line["term"] as? String != "feature17" || error < 0.13))
      }
    }
    let leverages = try CommandProcess.run(
      options + ["--terms", "feature17", "--covariance", "hc3"])
    #expect(leverages.ending == .exit(1) && leverages.error.contains("hc3"))
  }

  /// Rows of a mapped file say what they say in memory.
  @Test func mappedRowsAreTheSame() throws {
    let (x, y) = (folder.file("x.npy"), folder.file("y.npy"))
    var text = "y,a,b,c\n"
    for row in 0..<1500 {
      text += "\(row * row % 11 < 5 ? 1 : 0),\(row % 9).25,\(row % 31).5,\(row % 7 + row % 2).5\n"
    }
    let table = try folder.write(Array(text.utf8), to: "t.csv")
    try CommandProcess.succeed(["data", "convert", table, x, "--labels-out", y])
    for options in [["--covariance", "hc3"], ["--intervals", "profile"]] {
      let said = try [[], ["--map"]].map { more in
        try lines(
          JSON.object(
            CommandProcess.succeed(
              ["train", x, "--labels", y, "--solver", "newton", "--json", "--quiet"] + options
                + more)))
      }
      #expect(said[0] == said[1] && said[0].count == 4)
    }
  }
}
