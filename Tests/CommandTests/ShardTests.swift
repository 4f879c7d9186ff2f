@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

/// `--shards`: several files as one set.
@Suite struct ShardTests {
  let digits: ShardedDigits
  var folder: TemporaryFolder { digits.folder }

  init() throws { digits = try ShardedDigits() }

  @Test func equalPartsAreTheWholeFile() throws {
    // 2400 examples are nine chunks, and 600 two: of four parts, eight. Sixteen are cut alike.
    try digits.cut()
    let options = ["--solver", "lbfgs", "--epochs", "10", "--l2", "1e-3", "--positive", "3"]
    let parts = try digits.train(digits.parts + options)
    let mapped = try digits.train(digits.parts + options + ["--map"])
    #expect(parts == mapped)
    // The models are the same to rounding, as the chunks are others.
    let evaluation = ["train"] + digits.whole + options + ["--json", "--quiet"]
    let whole = try CommandProcess.succeed(evaluation)
    let some = try CommandProcess.succeed(
      ["train"] + digits.parts + options + ["--json", "--quiet"])
    let (a, b) = (try number("loss", whole), try number("loss", some))
    #expect(abs(a - b) < 1e-6 * a && a > 0)
  }

  private func number(_ name: String, _ json: String) throws -> Double {
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    return try #require(object?[name] as? Double)
  }

  @Test func partsOfAnyFormatAreRead() throws {
    func report(_ parts: [String], as ending: String) throws -> String {
      for (index, text) in parts.enumerated() {
        try folder.write(Array(text.utf8), to: "any-\(index).\(ending)")
      }
      return try CommandProcess.succeed(
        ["train", "--shards", folder.file("any-*.\(ending)"), "--json", "--epochs", "3"])
    }
    let table = try report(
      ["y,a,b\n1,0.5,2\n0,1.5,1\n", "y,a,b\n1,0.25,3\n0,2.5,0.5\n2,1,1.5\n"], as: "csv")
    #expect(try number("examples", table) == 5)
    #expect(try number("classes", table) == 3)
    let sparse = try report(["1 1:2\n0 2:3\n", "1 1:1 5:1\n0 2:1\n"], as: "libsvm")
    #expect(try number("examples", sparse) == 4)
    #expect(try number("features", sparse) == 5)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    try digits.cut()
    func refuse(_ arguments: [String], saying parts: [String]) throws {
      try CommandProcess.fail(["train"] + arguments, saying: parts)
    }
    try refuse(
      ["--shards", folder.file("none-*.idx")], saying: ["none-*.idx", "found none", "quote"])
    unlink(folder.file("part-2-labels.idx"))
    try refuse(digits.parts, saying: ["labels", "each of the 4 files", "found 3"])
    try digits.cut()
    let other = try folder.bytes("part-1.idx")
    try folder.write(
      Array(other[..<12]) + [0, 0, 0, 14] + Array(other[16..<16 + 600 * 392]), to: "part-1.idx")
    try refuse(
      digits.parts,
      saying: ["part-1.idx", "expected examples of 784 features", "part-0.idx", "found", "392"])
    try folder.write(Array("y,a\n1,2\n0,3\n".utf8), to: "k-1.csv")
    try folder.write(Array("y,b\n1,2\n0,3\n".utf8), to: "k-2.csv")
    try refuse(
      ["--shards", folder.file("k-*.csv")],
      saying: ["k-2.csv", "expected the columns a", "k-1.csv", "found the columns b"])
    try folder.write(Array("y,a\n1,2.5\n0,3\n".utf8), to: "k-2.csv")
    try refuse(
      ["--shards", folder.file("k-*.csv")], saying: ["k-2.csv", "stored as bytes", "floats"])
  }
}
