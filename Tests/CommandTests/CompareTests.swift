@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

/// `sigmoid compare`.
struct CompareTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  private func compare(_ more: String...) throws -> [String: Any] {
    try JSON.object(
      CommandProcess.succeed(
        ["compare", "--data", digits.folder.path, "--epochs", "10", "--json"] + more))
  }

  @Test func enginesAgreeWithTheReference() throws {
    let result = try compare("--engines", "reference,blas")
    #expect(result.missing(["epochs", "examples", "features", "classes", "engines"]) == [])
    #expect(try result.number("epochs") == 10)
    #expect(try result.number("examples") == 300)
    #expect(try result.number("features") == 784)
    #expect(try result.number("classes") == 2)
    let engines = try #require(result["engines"] as? [[String: Any]])
    #expect(try engines.map { try $0.text("engine") } == ["reference", "blas"])
    for row in engines {
      #expect(
        row.missing(["engine", "secondsPerEpochMedian", "loss", "maxWeightDifference", "speedup"])
          == [])
      #expect(try row.number("maxWeightDifference") < Tolerance.weightsBetweenEngines)
      #expect(try row.number("speedup") > 0 && row.number("secondsPerEpochMedian") > 0)
      #expect(
        try abs(row.number("loss") - engines[0].number("loss")) < Tolerance.goldenLoss)
    }
    #expect(try engines[0].number("maxWeightDifference") == 0)
    #expect(try engines[0].number("speedup") == 1)
    // Two computations, not one shown twice.
    #expect(try engines[1].number("maxWeightDifference") > 0)
  }

  @Test func allEnginesAreComparedUnlessSomeAreNamed() throws {
    let engines = try #require(compare()["engines"] as? [[String: Any]])
    let names = try engines.map { try $0.text("engine") }
    #expect(names.first == "reference" && names.contains("blas") && !names.contains("auto"))
    for row in engines {
      #expect(try row.number("maxWeightDifference") < Tolerance.weightsBetweenEngines)
    }
  }

  /// A key whose value there is none of is null, not absent.
  @Test func differencesAreNullWithoutTheReference() throws {
    let engines = try #require(compare("--engines", "blas")["engines"] as? [[String: Any]])
    try #require(engines.count == 1)
    #expect(engines[0]["maxWeightDifference"] is NSNull && engines[0]["speedup"] is NSNull)
  }

  @Test func readsAreMeasuredOfWhatTheEnginesRead() throws {
    let bytes = try compare("--engines", "bytes")
    #expect(try bytes.number("readSeconds") > 0 && bytes["readFloatsSeconds"] is NSNull)
    #expect(try compare("--engines", "bytes,tiled").number("readFloatsSeconds") > 0)
  }

  @Test(arguments: ["--multiclass", "--one-vs-rest"])
  func theReferenceIsLeftOutOfSeveralClasses(question: String) throws {
    let engines = try #require(compare(question)["engines"] as? [[String: Any]])
    #expect(try engines.map { try $0.text("engine") } == ["blas", "tiled", "bytes"])
    try CommandProcess.fail(
      ["compare", question, "--engines", "reference"], code: 64, saying: ["--engines", "reference"])
  }

  @Test func tableAligns() throws {
    let text = try CommandProcess.succeed(["compare", "--data", digits.folder.path])
    let blocks = text.components(separatedBy: "\n\n")
    try #require(blocks.count >= 2)
    #expect(blocks[0] == "300 examples of 784 features, 10 epochs")
    let table = blocks[1].split(separator: "\n")
    #expect(table.count >= 3)
    #expect(Set(table.map(\.count)).count == 1, "\(text)")
  }

  @Test func divergenceIsAFailure() throws {
    try CommandProcess.fail(
      ["compare", "--data", digits.folder.path, "--learning-rate", "1e6"],
      saying: ["diverged", "learning rate"])
  }
}
