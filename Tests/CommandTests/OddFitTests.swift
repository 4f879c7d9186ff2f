import Foundation
import TestSupport
import Testing

/// Fits that have no answer get a sentence, and those whose weights are of a sample no likelihood.
@Suite struct OddFitTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// By rules, without chance; the classes overlap.
  private func table(_ name: String, _ more: String, _ cell: (Int) -> String) throws -> String {
    var text = "dose,age,\(more),cured\n"
    for row in 0..<120 {
      let (dose, age) = (Double(row * 7 % 30) / 10, 20 + row * 11 % 37)
      let noise = Double(row * row * 13 % 17) / 8
      let isCured = dose + noise + (row % 3 == 1 ? 0.5 : 0) > 2.4
      text += "\(dose),\(age),\(cell(row)),\(isCured ? "yes" : "no")\n"
    }
    return try folder.write(Array(text.utf8), to: name)
  }

  private func arguments(_ path: String, _ options: [String]) -> [String] {
    ["train", path, "--label", "cured", "--solver", "newton", "--quiet"] + options
  }

  private func facts(_ path: String, _ options: [String]) throws -> [String: Any] {
    let said = try JSON.object(CommandProcess.succeed(arguments(path, options + ["--json"])))
    return try #require(said["inference"] as? [String: Any])
  }

  @Test func sampledRows() throws {
    let path = try table("sampled.csv", "w", { "\(0.5 + Double($0 % 5))" })
    let model = folder.file("m.safetensors")
    let options = ["--weight", "w", "--weight-kind", "sampling", "--keep-covariance"]
    let found = try facts(path, options + ["--model", model])
    #expect(found["covariance"] as? String == "sampling")
    #expect(found["weightKind"] as? String == "sampling")
    #expect(try found.number("examples") == 120)
    for key in [
      "deviance", "nullDeviance", "degrees", "nullDegrees", "logLikelihood", "nullLogLikelihood",
      "aic", "bic", "mcFadden", "coxSnell", "nagelkerke", "likelihoodRatio",
    ] {
      #expect(found[key] is NSNull, "\(key)")
    }
    let shown = try JSON.object(CommandProcess.succeed(["show", "--model", model, "--json"]))
    #expect((shown["inference"] as? NSDictionary) == found as NSDictionary)
    let text = try CommandProcess.succeed(["show", "--model", model])
    #expect(text.contains("robust, of a weighted sample") && text.contains("make no likelihood"))
    #expect(text.contains("120 rows of a weight above 0"))
    for word in ["deviance  ", "pseudo R²", "all features", "count"] {
      #expect(!text.contains(word), "\(word)")
    }
    _ = try CommandProcess.succeed(["test", "--model", model, "dose, age"])
    let predicted = try CommandProcess.succeed(["predict", "--model", model, path, "--intervals"])
    #expect(predicted.hasPrefix("index,label,probability,lower,upper\n"))
    let small = folder.file("small.safetensors")
    _ = try facts(path, options + ["--drop", "age", "--model", small])
    try CommandProcess.fail(
      ["test", "--model", model, "--against", small], saying: ["sampling weights"])
    for (more, words) in [
      (["--covariance", "hc3"], ["--covariance hc3", "likelihood", "leave it out"]),
      (["--covariance", "model"], ["--covariance model"]),
      (["--intervals", "profile"], ["--intervals profile"]),
      (["--test-terms"], ["--test-terms"]), (["--firth"], ["--firth", "sampling"]),
    ] {
      try CommandProcess.fail(arguments(path, options + more), code: 64, saying: words)
    }
    try CommandProcess.fail(
      arguments(path, ["--weight-kind", "sampling"]), code: 64, saying: ["--weight"])
    try CommandProcess.fail(
      arguments(path, ["--covariance", "sampling"]), code: 64, saying: ["cluster:COLUMN"])
  }

  /// Weights that are to count rows and do not.
  @Test func fractionsAreSaid() throws {
    let path = try table("halves.csv", "w", { "\(0.5 + Double($0 % 2))" })
    let words = "not whole numbers, so that n = 120.000"
    let model = folder.file("m.safetensors")
    let said = try CommandProcess.succeed(
      arguments(path, ["--weight", "w", "--inference", "--model", model]))
    #expect(said.contains(words) && said.contains("--weight-kind sampling"))
    #expect(try CommandProcess.succeed(["show", "--model", model]).contains(words))
    #expect(
      try facts(path, ["--weight", "w", "--inference"])["fractionalWeights"] as? Bool == true)
    let whole = try table("whole.csv", "w", { "\(1 + $0 % 2)" })
    let plain = try CommandProcess.succeed(arguments(whole, ["--weight", "w", "--inference"]))
    #expect(!plain.contains("whole numbers"))
  }

  /// After the training, whose report stands.
  private func refuse(_ arguments: [String], saying words: [String]) throws {
    let outcome = try CommandProcess.run(arguments)
    #expect(outcome.ending == .exit(1) && !outcome.output.contains("std. error"))
    for word in words { #expect(outcome.error.contains(word), "\(word): \(outcome.error)") }
  }

  @Test func clustersThatTellNothing() throws {
    let few = try table("few.csv", "ward", { "w\($0 % 3)" })
    try refuse(
      arguments(few, ["--covariance", "cluster:ward"]),
      saying: ["more clusters than coefficients", "3 for 3"])
    // A site of one ward.
    let alone = try table("alone.csv", "ward,site", { "w\($0 / 12),\($0 < 12 ? "a" : "b")" })
    try refuse(
      arguments(alone, ["--covariance", "cluster:ward"]),
      saying: ["several clusters", "constant within clusters", "hc1"])
  }

  @Test func nothingIsEstimated() throws {
    let path = try folder.write(
      Array(
        ("o,cured\n" + (0..<40).map { "\($0 % 7),\($0 % 3 == 0 ? "yes" : "no")\n" }.joined()).utf8),
      to: "offset.csv")
    let outcome = try CommandProcess.run(
      arguments(path, ["--offset", "o", "--no-intercept", "--inference", "--json"]))
    #expect(outcome.ending == .exit(1) && outcome.error.contains("found none"))
    // Nothing beside the object: LAPACK writes to standard output.
    _ = try JSON.object(outcome.output)
  }

  @Test func looseFits() throws {
    let path = try table("loose.csv", "z", { "\($0 % 4)" })
    try refuse(
      arguments(path, ["--inference", "--tolerance", "0.1"]),
      saying: ["0.01 standard errors", "no tolerance"])
  }

  /// e^estimate beyond the numbers there are.
  @Test func oddsBeyondNumbers() throws {
    let path = try table("small.csv", "z", { "\(Double($0 % 4) * 1e-30)" })
    let model = folder.file("m.safetensors")
    let text = try CommandProcess.succeed(arguments(path, ["--inference", "--model", model]))
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("z ") })
    #expect(line.hasSuffix("> 1e308") || line.hasSuffix("< 1e-307"))
    for shown in [
      text, try CommandProcess.succeed(["show", "--model", model]),
      try CommandProcess.succeed(["show", "--model", model, "--format", "csv"]),
      try CommandProcess.succeed(["show", "--model", model, "--json"]),
    ] {
      for word in [" inf ", " inf\n", ",inf", "\"inf\"", "\"-inf\""] {
        #expect(!shown.contains(word), "\(word)")
      }
    }
  }

  /// What standard errors of shrunk estimates are, by their kind.
  @Test func penaltiesAndSandwiches() throws {
    let path = try table("penalty.csv", "z", { "\($0 % 4)" })
    let options = ["--inference", "--l2", "0.01"]
    let plain = try CommandProcess.succeed(arguments(path, options))
    #expect(plain.contains("posterior"))
    let robust = try CommandProcess.succeed(arguments(path, options + ["--covariance", "hc1"]))
    #expect(robust.contains("penalised") && !robust.contains("posterior"))
  }

  @Test func levelsOfIntervals() throws {
    let path = try table("levels.csv", "z", { "\($0 % 4)" })
    for (level, words) in [
      ("0.57", "intervals of 57 %"), ("0.95", "intervals of 95 %"),
      ("0.999", "intervals of 99.9 %"),
      ("0.9999999999999999", "intervals of 99.99999999999999 %"),
    ] {
      let text = try CommandProcess.succeed(arguments(path, ["--level", level]))
      #expect(text.contains(words), "\(level)")
    }
  }

  /// With 60 rows of 30 columns and more, a bound and a p-value were those of another maximum.
  @Test func firthOfManyColumnsIsRefused() throws {
    let names = (0..<20).map { "x\($0)" }
    let rows = (0..<40).map { row in
      (names.indices.map { "\((row * (7 * $0 + 3) + row * row * ($0 + 1)) % 23)" }
        + [row * row % 7 < 3 ? "yes" : "no"]).joined(separator: ",")
    }
    let text = ([(names + ["y"]).joined(separator: ",")] + rows).joined(separator: "\n")
    let path = try folder.write(Array(text.utf8), to: "wide.csv")
    let train = ["train", path, "--label", "y", "--firth", "--inference", "--quiet"]
    let outcome = try CommandProcess.run(train)
    #expect(outcome.ending == .exit(1) && outcome.error.contains("several maxima"))
    #expect(!outcome.output.contains("std. error"))
    _ = try CommandProcess.succeed(train + ["--drop", "x19"])
  }

  /// What counts rows is nothing that sampling weights tell.
  @Test func samplingWeightsHaveNoDiagnostics() throws {
    let path = try folder.write(
      Array(
        ("x,w,y\n"
          + (0..<30).map { "\($0 % 7),\($0 % 3 + 1),\($0 * $0 % 5 < 2 ? "a" : "b")\n" }.joined())
          .utf8), to: "w.csv")
    for option in [["--diagnostics"], ["--residuals", folder.file("r.csv")]] {
      try CommandProcess.fail(
        ["train", path, "--label", "y", "--weight", "w", "--weight-kind", "sampling"] + option,
        code: 64, saying: [option[0], "count rows"])
    }
  }
}
