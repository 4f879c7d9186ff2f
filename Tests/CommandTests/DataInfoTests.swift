@testable import SigmoidOptimization
import Foundation
import TestSupport
import Testing

/// `sigmoid data info FILE`.
@Suite struct DataInfoTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, _ name: String) throws -> String {
    try folder.write(Array(text.utf8), to: name)
  }

  private func info(_ arguments: String...) throws -> [String: Any] {
    try JSON.object(CommandProcess.succeed(["data", "info"] + arguments + ["--json"]))
  }

  @Test func aTable() throws {
    let path = try write(
      "kind,height,always,width\na,1,7,0\nb,1,7,0\na,2,7,0.5\na,2,7,0.5\n", "t.csv")
    let said = try info(path, "--label", "kind")
    let promised = [
      "file", "format", "storage", "elementType", "examples", "features", "shape", "scale",
      "nonZeroShare", "minimum", "maximum", "nonFinite", "firstNonFinite", "constantFeatures",
      "firstConstantFeatures", "duplicates", "conflicts", "labels", "refusals",
    ]
    #expect(said.missing(promised) == [])
    #expect(try said.text("format") == "csv" && said.text("storage") == "dense")
    #expect(try said.text("elementType") == "32-bit floats")
    #expect(try said.number("examples") == 4 && said.number("features") == 3)
    #expect(try said.number("minimum") == 0 && said.number("maximum") == 7)
    #expect(try abs(said.number("nonZeroShare") - 10.0 / 12) < 1e-12)
    #expect(said["firstConstantFeatures"] as? [String] == ["always"])
    #expect(try said.number("duplicates") == 2 && said.number("conflicts") == 2)
    let labels = try #require(said["labels"] as? [[String: Any]])
    #expect(try labels.map { try $0.text("label") } == ["a", "b"])
    #expect(try labels.map { try $0.number("count") } == [3, 1])
    #expect((said["refusals"] as? [String])?.isEmpty == true)

    let text = try CommandProcess.succeed(["data", "info", path, "--label", "kind"])
    for part in [
      "format      csv, dense, 32-bit floats", "1 feature: always", "range       0 to 7\n",
      "2 examples equal to an earlier one; 2 equal to one with another label",
      "label  examples    share\na             3  75.00 %",
    ] {
      #expect(text.contains(part), "no '\(part)' in \(text)")
    }
    #expect(!text.contains("refused"))
  }

  @Test func whatTrainingRefusesIsSaid() throws {
    // numpy.save of [[1, nan], [inf, 4]].
    let numbers: [Double] = [1, .nan, .infinity, 4]
    let header =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }"
      .padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    let path = try folder.write(
      [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
        + numbers.flatMap { number in withUnsafeBytes(of: number) { Array($0) } }, to: "x.npy")
    let said = try info(path)
    #expect(try said.number("nonFinite") == 2)
    let first = try #require(said["firstNonFinite"] as? [String: Any])
    #expect(try first.number("feature") == 1 && first.number("example") == 0)
    #expect(said["maximum"] as? String == "inf" && said["labels"] is NSNull)
    #expect((said["refusals"] as? [String])?.count == 2)
    let text = try CommandProcess.succeed(["data", "info", path])
    #expect(text.contains("refused     by training: there are no labels"))
    #expect(text.contains("feature 1 of example 0"))
    let single = try write("1 1:2\n1 2:3\n", "one.libsvm")
    #expect(try CommandProcess.succeed(["data", "info", single]).contains("the same label, 1"))
  }

  @Test func manyLabelsAndConstants() throws {
    let rows = (0..<50).map { "\($0)" + String(repeating: ",4", count: 30) }
    let path = try write(rows.joined(separator: "\n"), "many.csv")
    let text = try CommandProcess.succeed(["data", "info", path])
    #expect(
      text.contains("and 30 more") && text.contains("30 features: 0, 1, 2, 3, 4, 5, 6, 7 and"))
    #expect(text.contains("49 examples equal to an earlier one; 50 equal"))
    let said = try info(path)
    #expect((said["labels"] as? [Any])?.count == 50)
    #expect((said["firstConstantFeatures"] as? [Int]) == Array(0..<20))
  }

  @Test func imagesAndStandardInput() throws {
    let digits = try SmallDigits()
    let images = digits.folder.file(SmallDigits.testImages)
    let said = try info(images, "--labels", digits.folder.file(SmallDigits.testLabels))
    #expect(said["shape"] as? [Int] == [28, 28])
    #expect(try said.number("maximum") == 255 && abs(said.number("scale") - 1.0 / 255) < 1e-9)
    let text = try CommandProcess.run(
      ["data", "info", "-", "--input-format", "idx"], input: .file(images))
    #expect(text.output.contains("784, images of 28 rows × 28 columns"))
    #expect(text.output.contains("times 0.00392156862745098: 0 to 1"))
  }

  @Test func whatCannotBeReadOrMeantIsRefused() throws {
    let path = try write("label,a\n1,x\n", "bad.csv")
    try CommandProcess.fail(
      ["data", "info", path, "--numeric", "a"], saying: [path, "line 2", "expected"])
    let unknown = try write("\u{1}\u{2}", "x.dat")
    try CommandProcess.fail(["data", "info", unknown], code: 64, saying: ["--input-format"])
    try CommandProcess.fail(["data", "info", "--label", "x"], code: 64, saying: ["--label"])
    try CommandProcess.fail(
      ["data", "info", path, "--synthetic"], code: 64, saying: ["--synthetic", path])
  }

  /// What it leaves out of its figures training refuses, one row or several.
  @Test func missingValuesAreSaidToBeRefused() throws {
    for missing in [1, 3] {
      let rows = (0..<30).map { "\($0 < missing ? "NA" : "\($0)"),\($0 % 2 == 0 ? "a" : "b")\n" }
      let path = try folder.write(Array(("x,y\n" + rows.joined()).utf8), to: "m\(missing).csv")
      let outcome = try CommandProcess.run(["data", "info", path, "--label", "y"])
      #expect(outcome.ending == .exit(0) && outcome.error.contains("train refuses missing values"))
      let asked = try CommandProcess.run([
        "data", "info", path, "--label", "y", "--missing", "drop",
      ])
      #expect(asked.ending == .exit(0) && !asked.error.contains("train refuses"))
    }
  }
}
