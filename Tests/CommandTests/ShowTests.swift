@testable import SigmoidExamples
@testable import SigmoidModel
import Foundation
import TestSupport
import Testing

/// `sigmoid show`: what a person and a program read of a model.
struct ShowTests {
  private let folder: TemporaryFolder
  private static let race = Categories(levels: ["black", "other", "white"], reference: 2)

  init() throws { folder = try TemporaryFolder() }

  private func show(_ model: LogisticModel, _ options: String...) throws -> String {
    let path = folder.file("m.safetensors")
    try model.write(to: path)
    return try CommandProcess.succeed(["show", "--model", path] + options)
  }

  /// The words of the line that begins with a term.
  private func words(of term: String, in text: String) -> [String] {
    let line = text.split(separator: "\n").first { $0.hasPrefix(term + " ") }
    return (line ?? "").split(separator: " ").map(String.init)
  }

  private let binary = LogisticModel(
    features: 5, weights: [0.5, -2, 0.125, 1e-9, 30], intercepts: [-1.5],
    classes: [
      ModelClass(name: "bad", labels: ["bad"]), ModelClass(name: "good", labels: ["good"]),
    ],
    training: [
      "solver": "newton", "l2": "0.001", "examples": "690", "objective": "0.41",
      "converged": "true", "terminationReason": "gapBelowTolerance",
    ],
    inputs: Schema(columns: [
      TableColumn(name: "age", kind: .numeric, fill: 39.5, indicatesMissing: true),
      TableColumn(name: "race", kind: .categorical(race), fill: 2),
      TableColumn(name: "seen", kind: .date(first: 15_000)),
    ]))

  @Test func aBinaryModelHasOddsRatiosAndReferences() throws {
    let text = try show(binary)
    #expect(words(of: "(intercept)", in: text) == ["(intercept)", "-1.5000"])
    #expect(words(of: "age", in: text) == ["age", "0.5000", "1.6487"])
    #expect(words(of: "age=NA", in: text) == ["age=NA", "-2.0000", "0.1353"])
    #expect(words(of: "race=black", in: text) == ["race=black", "0.1250", "1.1331"])
    #expect(words(of: "race=other", in: text) == ["race=other", "1.00e-9", "1.00000000100"])
    #expect(words(of: "race=white", in: text) == ["race=white", "reference", "1.0000"])
    #expect(words(of: "seen", in: text).dropFirst() == ["30.000", "1.07e13"])
    for part in [
      "good or bad?", "newton, l2 0.001, on 690 examples", "converged", "objective 0.4100",
      "age counts as 39.500", "race counts as white", "seen in days since 2011-01-26",
      "other cells are refused", "refused: race", "log-odds of 'good'",
    ] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
    #expect(!text.contains("like\nunits") && !text.contains("std") && !text.contains("p-value"))
    // The rows are in the order of the columns.
    let names = text.split(separator: "\n").compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    let terms = names.drop { $0 != "(intercept)" }
    #expect(
      Array(terms) == [
        "(intercept)", "age", "age=NA", "race=black", "race=other", "race=white", "seen",
      ])
  }

  @Test func theLargestComeFirstWhereAsked() throws {
    let text = try show(binary, "--top", "2")
    #expect(!words(of: "seen", in: text).isEmpty && !words(of: "age=NA", in: text).isEmpty)
    #expect(words(of: "age", in: text).isEmpty)
    #expect(text.contains("reference   race: white") && text.contains("2 largest of 5"))
    #expect(text.contains("like\nunits"))
    let places = ["seen ", "age=NA ", "age ", "race=black "].map { name in
      text.components(separatedBy: "\n").firstIndex { $0.hasPrefix(name) }
    }
    #expect((places[0] ?? 9) < (places[1] ?? 0))
    let ordered = try show(binary, "--top", "2", "--sort", "order")
    let lines = ordered.components(separatedBy: "\n")
    let age = lines.firstIndex { $0.hasPrefix("age=NA ") }
    let seen = lines.firstIndex { $0.hasPrefix("seen ") }
    #expect(try #require(age) < #require(seen))
  }

  @Test func programsGetWholeNumbers() throws {
    let csv = try show(binary, "--format", "csv")
    #expect(
      csv == """
        class,term,coefficient,odds_ratio,note
        good,(intercept),-1.5,,intercept
        good,age,0.5,\(exp(0.5)),
        good,age=NA,-2.0,\(exp(-2.0)),
        good,race=black,0.125,\(exp(0.125)),
        good,race=other,1e-09,\(exp(1e-9)),
        good,race=white,0.0,1.0,reference
        good,seen,30.0,\(exp(30.0)),

        """)
    let json = try JSON.object(show(binary, "--json"))
    let terms = try #require(json["terms"] as? [[String: Any]])
    #expect(terms.count == 6 && terms[4]["reference"] as? Bool == true)
    #expect(try abs(terms[0].number("oddsRatio") - exp(0.5)) < 1e-12)
    #expect((terms[2]["coefficients"] as? [String: Double]) == ["good": 0.125])
    #expect(terms[2]["level"] as? String == "black" && terms[2]["kind"] as? String == "categorical")
    #expect(json["intercepts"] as? [String: Double] == ["good": -1.5])
    #expect((json["training"] as? [String: String])?["examples"] == "690")
  }

  @Test(arguments: [OutputTransform.softmax, .oneVersusRest])
  func severalClassesHaveAColumnEachAndNoOddsRatios(link: OutputTransform) throws {
    let model = LogisticModel(
      features: 2, weights: [1, 2, 3, 4, 5, 6], intercepts: [0.5, 0, -0.5],
      classes: ["a", "b", "c"].map { ModelClass(name: $0, labels: [$0]) }, link: link)
    let text = try show(model)
    #expect(words(of: "term", in: text) == ["term", "a", "b", "c"])
    #expect(words(of: "feature1", in: text) == ["feature1", "2.0000", "4.0000", "6.0000"])
    #expect(text.contains("elsewhere") && !text.contains("odds ratio"))
    #expect(text.contains(link == .softmax ? "difference of two classes'" : "against all others"))
    let csv = try show(model, "--format", "csv")
    #expect(csv.contains("c,feature0,5.0,,\n"))
  }

  @Test func manyFeaturesAreAskedFor() throws {
    var weights = [Double](repeating: 0.25, count: 784)
    weights[400] = -7
    let model = LogisticModel(
      features: 784, weights: weights, intercepts: [0], classes: binary.classes,
      inputScale: 1.0 / 255, inputs: Schema(shape: [28, 28]))
    let text = try show(model)
    #expect(text.split(separator: "\n").count { $0.hasPrefix("feature") } == 20)
    #expect(words(of: "feature400", in: text) == ["feature400", "-7.0000", "0.0009119"])
    #expect(text.contains("20 largest of 784") && text.contains("--all"))
    #expect(text.contains("a feature is its input times 0.003922"))
    let all = try show(model, "--all")
    #expect(all.split(separator: "\n").count { $0.hasPrefix("feature") } == 784)
    #expect(try show(model, "--format", "csv").split(separator: "\n").count == 786)
  }

  @Test func namesCommandNoTerminalAndStayOnTheirLine() throws {
    let model = LogisticModel(
      features: 1, weights: [1], intercepts: [0], classes: binary.classes,
      inputs: Schema(featureNames: ["a\n\u{1B}[31mb\u{202E}"]))
    let text = try show(model)
    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    #expect(text.contains("a\\n\\x1b[31mb"))
  }

  @Test(arguments: [
    (["--top", "0"], "--top"), (["--top", "3", "--all"], "exclude"),
    (["--json", "--format", "csv"], "exclude"), (["--sort", "name"], "--sort"),
  ]) func wrongUsageIsSaid(options: [String], part: String) throws {
    let outcome = try CommandProcess.run(["show", "--model", "m"] + options)
    #expect(outcome.ending == .exit(64) && outcome.error.contains(part))
  }
}
