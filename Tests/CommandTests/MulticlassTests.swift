@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

/// `--multiclass`: train, and evaluate and predict with what it saved.
struct MulticlassTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  @Test func jsonHasTheKeysOfSeveralClasses() throws {
    let result = try digits.train("--multiclass")
    #expect(result["positive"] is NSNull && result["intercept"] is NSNull)
    #expect((result["intercepts"] as? [Double])?.count == 10)
    #expect(try result.number("classes") == 10)
    #expect(try result.number("examples") == Double(SmallDigits.trainingExamples))
    #expect(try result.number("loss") < log(10))
    #expect(try result.number("testAccuracy") > 0.5)
  }

  @Test(arguments: ["blas", "tiled", "bytes"]) func enginesAgree(engine: String) throws {
    let plain = try digits.train("--multiclass")
    let other = try digits.train("--multiclass", "--engine", engine)
    #expect(try other.text("engine") == engine)
    #expect(try abs(other.number("loss") - plain.number("loss")) < Tolerance.goldenLoss)
    #expect(
      try abs(other.number("weightNorm") - plain.number("weightNorm"))
        < Tolerance.goldenWeightNorm)
  }

  @Test(arguments: ["tiled", "bytes"]) func threadsDoNotChangeAByte(engine: String) throws {
    let models = try ["1", "2", "5"].map { threads in
      let path = digits.folder.file(threads)
      _ = try digits.train(
        "--multiclass", "--engine", engine, "--threads", threads, "--model", path)
      return try digits.folder.bytes(threads)
    }
    let same = models[1] == models[0] && models[2] == models[0]
    #expect(same)
  }

  @Test func evaluateAndPredictAgreeWithTrain() throws {
    let path = digits.folder.file("m")
    let trained = try digits.train("--multiclass", "--model", path)
    let tested = try JSON.object(
      CommandProcess.succeed(["evaluate", "--model", path, "--data", digits.folder.path, "--json"]))
    #expect(try tested.number("accuracy") == trained.number("testAccuracy"))
    #expect(try tested.number("errors") == trained.number("testErrors"))
    #expect(try tested.number("logLoss") == trained.number("testLogLoss"))
    let confusion = try #require(tested["confusion"] as? [[Int]])
    #expect(confusion.count == 10 && confusion.allSatisfy { $0.count == 10 })
    let perClass = try #require(tested["perClass"] as? [[String: Any]])
    #expect(try perClass.map { try $0.text("label") } == (0..<10).map(String.init))

    let rows = try CommandProcess.succeed(
      ["predict", "--model", path, digits.folder.file(SmallDigits.testImages)]
    ).split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    #expect(rows.count == SmallDigits.testExamples)
    for (label, column) in (0..<10).map({ ("\($0)", $0) }) {
      #expect(rows.count { $0[1] == label } == confusion.reduce(0) { $0 + $1[column] })
    }
    // The likeliest of ten has at least a tenth.
    #expect(rows.allSatisfy { (0.1...1).contains(Double($0[2]) ?? .nan) })
  }

  @Test(arguments: ["--multiclass", "--one-vs-rest"])
  func allProbabilitiesAddUpToOne(question: String) throws {
    let path = digits.folder.file("m")
    _ = try digits.train(question, "--model", path)
    let predict = ["predict", "--model", path, digits.folder.file(SmallDigits.testImages)]
    let plain = try CommandProcess.succeed(predict).split(separator: "\n")
    let lines = try CommandProcess.succeed(predict + ["--probabilities"]).split(separator: "\n")
    #expect(lines[0] == "index,label,probability,0,1,2,3,4,5,6,7,8,9")
    #expect(lines.count == plain.count)
    let rows = try JSON.lines(
      CommandProcess.succeed(predict + ["--probabilities", "--format", "jsonl"]))
    for ((line, short), row) in zip(zip(lines, plain).dropFirst(), rows) {
      #expect(line.hasPrefix(short))
      let all = line.split(separator: ",").dropFirst(3).compactMap { Double($0) }
      try #require(all.count == 10)
      #expect(abs(all.reduce(0, +) - 1) < 1e-12)
      let best = try #require(all.max())
      #expect(try row.text("label") == "\(all.firstIndex(of: best) ?? -1)")
      // The JSON of Foundation on Linux reads the last bit wrongly at times.
      #expect(try abs(row.number("probability") - best) < 1e-15)
      let named = try #require(row["probabilities"] as? [String: Double])
      for (label, probability) in all.enumerated() {
        #expect(abs((named["\(label)"] ?? .nan) - probability) < 1e-15)
      }
    }
  }

  @Test func tablesHaveOneRowAClass() throws {
    let path = digits.folder.file("m")
    let text = try CommandProcess.succeed(
      digits.training("--quiet", "--multiclass", "--model", path))
    #expect(text.contains("which of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9?"))
    let table = try CommandProcess.succeed([
      "evaluate", "--model", path, "--data", digits.folder.path,
    ]).components(separatedBy: "\n\n")
    try #require(table.count == 2)
    let lines = table[1].split(separator: "\n")
    #expect(lines.count == 11 && Set(lines.map(\.count)).count == 1, "\(table[1])")
  }

  @Test(arguments: [
    ["--positive", "3"], ["--versus", "8"], ["--positive", "0", "--versus", "8"],
  ]) func twoQuestionsAreWrongUsage(options: [String]) throws {
    try CommandProcess.fail(
      ["train", "--multiclass"] + options, code: 64,
      saying: ["--multiclass", "--positive", "See 'sigmoid train --help'"])
  }

  @Test func referenceIsBinary() throws {
    try CommandProcess.fail(
      ["train", "--multiclass", "--engine", "reference"], code: 64,
      saying: ["--engine", "reference", "--multiclass"])
  }
}
