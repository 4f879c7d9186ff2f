import Foundation
import TestSupport
import Testing

/// `--offset`: a column that is added to the log-odds as it is.
@Suite struct OffsetTableTests {
  private let folder: TemporaryFolder
  private let table: String
  private var model: String { folder.file("m.safetensors") }

  private static let header = "dose,sex,logtime,died"
  private static let rows = [
    "1.1,f,2.079,1", "0,m,2.197,1", "2,f,2.485,1", "0.1,f,1.946,0", "0.3,m,1.386,0", "3.8,m,0,0",
    "0.3,f,1.609,1", "1.2,f,2.485,1", "3.5,f,0.693,1", "0.5,m,1.609,1", "0.7,m,1.386,1",
    "1.8,f,2.398,1", "3.6,m,0,0", "3.4,f,1.792,1", "2.9,m,2.485,1", "2.3,m,0.693,0",
    "1.9,m,1.946,0", "1.3,f,0,0", "0.6,m,0,0", "1.9,f,2.485,1", "0.8,m,2.398,1", "2.7,m,2.485,1",
    "1.5,f,1.792,0", "1.4,m,1.609,0",
  ]

  init() throws {
    folder = try TemporaryFolder()
    table = try folder.write(
      Array(([Self.header] + Self.rows).joined(separator: "\n").utf8), to: "watched.csv")
  }

  private func train(_ arguments: String...) throws -> CommandProcess.Outcome {
    try CommandProcess.run(
      ["train", table, "--label", "died", "--offset", "logtime", "--model", model, "--force"]
        + arguments)
  }

  /// R 4.2.2: glm(died ~ dose + sex + offset(logtime), binomial, epsilon = 1e-15), sex against m.
  @Test func itIsThatOfR() throws {
    let outcome = try train("--l2", "0")
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    #expect(outcome.error.contains("offset logtime: its weight is 1"), "\(outcome.error)")
    let shown = try CommandProcess.succeed(["show", "--model", model, "--format", "csv"])
    var terms: [String: Double] = [:]
    for line in shown.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      terms[String(cells[1])] = Double(cells[2])
      #expect((cells[4] == "offset") == (cells[1] == "logtime"))
    }
    let expected = [
      "(intercept)": -1.84285423851177, "dose": 0.15300896834954, "sex=f": 0.87208281618741,
      "sex=m": 0, "logtime": 1,
    ]
    #expect(Set(terms.keys) == Set(expected.keys))
    for (name, value) in expected { #expect(abs((terms[name] ?? .nan) - value) < 1e-9, "\(name)") }
    let text = try CommandProcess.succeed(["show", "--model", model])
    #expect(text.contains("logtime           offset\n"))

    let fitted = [0.781859966738, 0.587622552957, 0.860595704179]
    // The column is found by its name, and has to be there.
    let other = try folder.write(
      Array("logtime,dose,sex\n2.079,1.1,f\n2.197,0,m\n2.485,2,f\n".utf8), to: "new.csv")
    let predictions = try CommandProcess.succeed(["predict", "--model", model, other])
    for (line, value) in zip(predictions.split(separator: "\n").dropFirst(), fitted) {
      let found = try #require(line.split(separator: ",").last.flatMap { Double($0) })
      #expect(abs(found - value) < 1e-9)
    }
    let without = try folder.write(Array("dose,sex\n1.1,f\n".utf8), to: "without.csv")
    try CommandProcess.fail(["predict", "--model", model, without], saying: ["logtime"])
  }

  /// With a penalty the gap is proved, and the offset is not penalised.
  @Test(arguments: ["newton", "lbfgs", "gd"]) func withAPenalty(solver: String) throws {
    let outcome = try train("--l2", "0.05", "--solver", solver, "--json")
    let said = try FitClaims(outcome.output)
    let shown = try JSON.object(
      CommandProcess.succeed(["show", "--model", model, "--format", "json"]))
    let terms = try #require(shown["terms"] as? [[String: Any]])
    var squares = 0.0
    for term in terms {
      let weights = try #require(term["coefficients"] as? [String: Double])
      let weight = try #require(weights.values.first)
      let isOffset = term["offset"] as? Bool
      #expect(isOffset == (term["name"] as? String == "logtime"))
      if isOffset == true { #expect(weight == 1) } else { squares += weight * weight }
    }
    let loss = try said.said.number("loss")
    // gd says the loss of its last evaluation, and its model is one step further.
    #expect(abs(said.objective - loss - 0.025 * squares) < (solver == "gd" ? 1e-4 : 1e-12))
    #expect(try said.said.number("lowerBound") <= said.objective)
  }

  @Test func whatItCannotBe() throws {
    func refuse(_ arguments: [String], saying words: [String]) throws {
      try CommandProcess.fail(
        ["train", table, "--label", "died", "--l2", "0", "--model", model] + arguments,
        saying: words)
    }
    try refuse(["--offset", "sex"], saying: ["expected a number", "\"f\"", "sex"])
    try refuse(["--offset", "time"], saying: ["\"time\"", "dose, sex, logtime, died"])
    try refuse(["--offset", "died"], saying: ["different columns", "died"])
    try refuse(
      ["--offset", "logtime", "--engine", "reference", "--solver", "gd"],
      saying: ["--engine", "--offset"])
    try refuse(["--offset", "logtime", "--input-scale", "0.1"], saying: ["offset", "as they are"])
    try refuse(
      ["--offset", "logtime", "--multiclass"], saying: ["offset", "two classes", "softmax"])
    let three = try folder.write(
      Array("x,o,kind\n1,0,a\n2,1,b\n3,0,c\n4,1,a\n5,2,b\n7,1,c\n".utf8), to: "three.csv")
    try CommandProcess.fail(
      ["train", three, "--label", "kind", "--offset", "o", "--model", model],
      saying: ["offset", "two classes", "3 classes"])
  }

  /// None is made up: such a row is refused or left out, in training and in predicting.
  @Test func aMissingOffset() throws {
    let text = ([Self.header] + Self.rows + ["1,m,,1"]).joined(separator: "\n")
    let gap = try folder.write(Array(text.utf8), to: "gap.csv")
    let arguments = [
      "train", gap, "--label", "died", "--l2", "0", "--offset", "logtime", "--model", model,
      "--force",
    ]
    for missing in ["error", "mean"] {
      try CommandProcess.fail(
        arguments + ["--missing", missing],
        saying: ["1 in logtime", "line 26", "--missing drop", "no offset can be made up"])
    }
    let outcome = try CommandProcess.run(arguments + ["--missing", "drop"])
    #expect(outcome.output.contains("24 examples"), "\(outcome.output)")
    let predictions = try CommandProcess.succeed(["predict", "--model", model, gap])
    #expect(predictions.split(separator: "\n").last == "24,,")
  }

  /// A model's JSON has it.
  @Test func exportsHaveIt() throws {
    _ = try train("--l2", "0")
    let json = folder.file("m.json")
    let again = folder.file("again")
    try CommandProcess.succeed(["export", "--model", model, "-o", json])
    try CommandProcess.succeed(["import", json, "--model", again])
    let back = try CommandProcess.succeed(["predict", "--model", again, table])
    #expect(back == (try CommandProcess.succeed(["predict", "--model", model, table])))
    #expect(try CommandProcess.succeed(["show", "--model", again]).contains("offset"))
  }
}
