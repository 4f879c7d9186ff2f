@testable import SigmoidDigits
import Foundation
import TestSupport
import Testing

/// `sigmoid predict` and `sigmoid evaluate` on a model that is whole.
struct PredictTests {
  let digits: SmallDigits
  let model: String

  init() throws {
    digits = try SmallDigits()
    model = try digits.model()
  }

  private var images: String { digits.folder.file(SmallDigits.testImages) }

  private func evaluation() throws -> [String: Any] {
    try JSON.object(
      CommandProcess.succeed([
        "evaluate", "--model", model, "--data", digits.folder.path, "--json",
      ]))
  }

  /// The true classes of the test images, as predict names them.
  private var truth: [String] {
    let labels = SyntheticDigits.dataset(
      examples: SmallDigits.testExamples, seed: SmallDigits.seed, set: .test
    ).labels
    return labels.codes.map { labels.names[Int($0)] == "0" ? "0" : "not 0" }
  }

  @Test func csvHasOneRowAnImageInOrder() throws {
    let lines = try CommandProcess.succeed(["predict", "--model", model, images])
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "index,label,probability")
    #expect(lines.last == "" && lines.count == 102)
    for (index, line) in lines.dropFirst().dropLast().enumerated() {
      let fields = line.split(separator: ",")
      try #require(fields.count == 3)
      #expect(fields[0] == "\(index)")
      #expect(["0", "not 0"].contains(fields[1]))
      let probability = try #require(Double(fields[2]))
      #expect((0.5...1).contains(probability))
    }
  }

  @Test func jsonlSaysTheSameAsCSV() throws {
    let csv = try CommandProcess.succeed(["predict", "--model", model, images])
      .split(separator: "\n").dropFirst()
    let rows = try CommandProcess.succeed(
      ["predict", "--model", model, images, "--format", "jsonl"]
    ).split(separator: "\n")
    #expect(rows.count == csv.count)
    for (row, line) in zip(rows, csv) {
      _ = try JSON.object(String(row))
      let fields = line.split(separator: ",")
      #expect(
        row == #"{"index":\#(fields[0]),"label":"\#(fields[1])","probability":\#(fields[2])}"#)
    }
  }

  @Test func labelsWithACommaAreQuoted() throws {
    let many = digits.folder.file("many")
    try CommandProcess.succeed(
      digits.training("--quiet", "--positive", "1,3", "--versus", "2,4", "--model", many))
    let lines = try CommandProcess.succeed(["predict", "--model", many, images])
      .split(separator: "\n")
    for line in lines { #expect(line.split(separator: ",").count == 3, "\(line)") }
  }

  @Test func predictionsAgreeWithEvaluate() throws {
    let evaluation = try evaluation()
    let confusion = try #require(evaluation["confusion"] as? [[Int]])
    let perClass = try #require(evaluation["perClass"] as? [[String: Any]])
    let labels = try CommandProcess.succeed(["predict", "--model", model, images])
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] }
    for (column, row) in perClass.enumerated() {
      let name = try row.text("label")
      // Column sums of the confusion are what was predicted.
      #expect(labels.count { $0 == name } == confusion[0][column] + confusion[1][column])
    }
    let right = confusion[0][0] + confusion[1][1]
    #expect(try evaluation.number("accuracy") == Double(right) / 100)
    #expect(try evaluation.number("errors") == Double(100 - right))
    #expect(zip(labels, truth).count { $0 == $1 } == right)
  }

  @Test func evaluateHasTheKeysOfTheDesign() throws {
    let evaluation = try evaluation()
    let numbers = [
      "examples", "accuracy", "errors", "logLoss", "rocAUC", "averagePrecision", "brier",
    ]
    #expect(
      evaluation.missing(numbers + ["confusion", "perClass", "macroAverage", "microAverage"])
        == [])
    for key in numbers { _ = try evaluation.number(key) }
    let perClass = try #require(evaluation["perClass"] as? [[String: Any]])
    #expect(try perClass.map { try $0.text("label") } == ["not 0", "0"])
    for row in perClass {
      #expect(row.missing(["label", "precision", "recall", "f1", "support"]) == [])
    }
    #expect(try perClass.reduce(0) { try $0 + $1.number("support") } == 100)
  }

  @Test func evaluateAgreesWithTrain() throws {
    let path = digits.folder.file("again")
    let trained = try digits.train("--model", path)
    let tested = try JSON.object(
      CommandProcess.succeed(["evaluate", "--model", path, "--data", digits.folder.path, "--json"]))
    #expect(try tested.number("accuracy") == trained.number("testAccuracy"))
    #expect(try tested.number("errors") == trained.number("testErrors"))
    #expect(try tested.number("logLoss") == trained.number("testLogLoss"))
  }

  @Test func tablesAlign() throws {
    let text = try CommandProcess.succeed([
      "evaluate", "--model", model, "--data", digits.folder.path,
    ])
    let blocks = text.components(separatedBy: "\n\n")
    try #require(blocks.count == 2)
    let figures = blocks[0].split(separator: "\n")
    #expect(figures.count == 6)
    let width = "average precision".count
    for line in figures {
      #expect(line.dropFirst(width).hasPrefix("  "), "\(line)")
      #expect(line.dropFirst(width + 2).first != " ", "\(line)")
    }
    let table = blocks[1].split(separator: "\n")
    #expect(table.count == 3)
    #expect(Set(table.map(\.count)).count == 1, "\(text)")
  }
}
