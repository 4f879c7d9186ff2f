@testable import SigmoidExamples
@testable import SigmoidOptimization
import Foundation
import TestSupport
import Testing

/// `train` on small tables: which question is asked, what is tested on, and what is refused.
@Suite struct TrainTableTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A table of three kinds in order, with a label column in the middle.
  private func kinds(_ names: [String] = ["ash", "birch", "cedar"], each: Int = 20) throws -> String
  {
    var text = "height,kind,width\n"
    for (index, name) in names.enumerated() {
      for row in 0..<each {
        let spread = Double(row % 5) * 0.1
        text += "\(Double(index) + spread),\(name),\(Double(names.count - index) - spread)\n"
      }
    }
    return try folder.write(Array(text.utf8), to: "kinds.csv")
  }

  private func train(_ arguments: String...) throws -> [String: Any] {
    try train(arguments)
  }

  private func train(_ arguments: [String]) throws -> [String: Any] {
    try JSON.object(CommandProcess.succeed(["train"] + arguments + ["--json", "--quiet"]))
  }

  @Test func labelsOfAnyKindComeBackInPredictions() throws {
    let path = try kinds()
    let model = folder.file("m")
    let said = try train(
      path, "--label", "kind", "--solver", "lbfgs", "--l2", "1e-3", "--model", model)
    #expect(try said.number("classes") == 3 && said["positive"] is NSNull)
    #expect(try said.number("trainAccuracy") > 0.9)
    #expect(said["testAccuracy"] is NSNull && said["testErrors"] is NSNull)
    let tested = try JSON.object(
      CommandProcess.succeed(["evaluate", "--model", model, path, "--label", "1", "--json"]))
    let perClass = try #require(tested["perClass"] as? [[String: Any]])
    #expect(try perClass.map { try $0.text("label") } == ["ash", "birch", "cedar"])
  }

  @Test func ofTwoLabelsTheSecondIsPositive() throws {
    let path = try kinds(["no", "yes"])
    let said = try train(path, "--label", "kind", "--model", folder.file("m"))
    #expect(said["positive"] as? [String] == ["yes"])
    let tested = try CommandProcess.succeed(
      ["evaluate", "--model", folder.file("m"), path, "--label", "kind"])
    #expect(tested.contains("→ no") && tested.contains("→ yes"))
  }

  @Test func positiveAndVersusChooseAmongTheLabels() throws {
    let path = try kinds()
    let said = try train(path, "--label", "kind", "--positive", "birch", "--versus", "ash")
    #expect(try said.number("examples") == 40 && said.number("classes") == 2)
  }

  @Test func manyLevelsWithTheirZerosHaveTheSameOptimum() throws {
    var text = "town,x,kind\n"
    for row in 0..<400 {
      text +=
        "t\(row * 7 % 80),\(Double(row % 11) / 4),\((row * row + row / 3) % 5 < 2 ? "a" : "b")\n"
    }
    let path = try folder.write(Array(text.utf8), to: "towns.csv")
    let objectives = try [[], ["--dense"], ["--dense", "--engine", "blas"]].map { options in
      try train([path, "--label", "kind", "--l2", "1e-2", "--solver", "newton"] + options)
        .number("objective")
    }
    #expect(objectives.allSatisfy { abs($0 - objectives[0]) < 1e-9 })
  }

  @Test func holdoutKeepsGroupsTogether() throws {
    var text = "who,height,kind\n"
    for row in 0..<120 {
      text +=
        "w\(row % 30),\(Double(row % 7) + (row % 30 < 15 ? 2 : 0)),\(row % 30 < 15 ? "a" : "b")\n"
    }
    let path = try folder.write(Array(text.utf8), to: "visits.csv")
    let arguments = ["--label", "kind", "--group", "who", "--l2", "1e-2"]
    let model = folder.file("m")
    let outcome = try CommandProcess.run(
      ["train", path, "--holdout", "0.2", "--model", model] + arguments)
    #expect(outcome.ending == .exit(0) && outcome.error.contains("held out 6 of 30 groups"))
    #expect(outcome.output.contains("in 24 examples"))
    // A test file needs no groups, and a model asks for none.
    let test = try folder.write(Array("height,kind\n1,b\n8,a\n".utf8), to: "test.csv")
    let said = try train([path, "--test", test] + arguments)
    #expect(try said.number("testExamples") == 2)
    _ = try CommandProcess.succeed(["evaluate", test, "--model", model])
    let about = try JSON.object(
      CommandProcess.succeed(["data", "info", path, "--json"] + arguments.prefix(4)))
    #expect(try about.number("groups") == 30)
    #expect((about["roles"] as? [String: Any])?["group"] as? String == "who")
    try CommandProcess.fail(
      ["train", path, "--label", "kind", "--group", "kind", "--holdout", "0.2"],
      saying: ["groups and counts"])
  }

  @Test func holdoutIsStratifiedAndDrawnBySeed() throws {
    let path = try kinds(each: 50)
    let arguments = [path, "--label", "kind", "--holdout", "0.2", "--epochs", "5"]
    func model(_ name: String, seed: String) throws -> ([String: Any], [UInt8]) {
      let said = try JSON.object(
        CommandProcess.succeed(
          ["train"] + arguments
            + ["--seed", seed, "--json", "--quiet", "--model", folder.file(name)]))
      // The file says which seed it was; the weights are at its end.
      return (said, Array(try folder.bytes(name).suffix(8 * 9)))
    }
    let (said, first) = try model("a", seed: "1")
    #expect(try said.number("examples") == 120 && said.number("testExamples") == 30)
    let (_, again) = try model("b", seed: "1")
    let (_, other) = try model("c", seed: "2")
    #expect(first == again && first != other)
  }

  @Test func testFileOfItsOwnFormat() throws {
    let path = try kinds()
    let test = try folder.write(
      Array("kind\theight\twidth\nash\t0.1\t3\ncedar\t2.1\t1\n".utf8), to: "test.tsv")
    let said = try train(
      path, "--label", "kind", "--test", test, "--solver", "lbfgs", "--l2", "1e-3")
    #expect(try said.number("testExamples") == 2 && said.number("testErrors") == 0)
  }

  @Test func aSparseTestFileMayLackTheLastFeatures() throws {
    let path = try folder.write(Array("1 1:2\n0 2:3\n1 1:1 3:1\n0 2:1\n".utf8), to: "a.libsvm")
    let test = try folder.write(Array("1 1:2\n0 2:3\n".utf8), to: "b.libsvm")
    let said = try train(path, "--test", test, "--epochs", "200")
    #expect(try said.number("features") == 3 && said.number("testErrors") == 0)
    let wide = try folder.write(Array("1 1:2\n0 4:3\n".utf8), to: "c.libsvm")
    try CommandProcess.fail(["train", path, "--test", wide], saying: [wide, "line 2", "up to 3"])
  }

  @Test func rawPixelsInATableAreNoted() throws {
    var text = "label," + (0..<64).map { "p\($0)" }.joined(separator: ",") + "\n"
    for row in 0..<20 {
      text += "\(row % 2)" + (0..<64).map { ",\((row * 13 + 5 * $0) % 256)" }.joined() + "\n"
    }
    let path = try folder.write(Array(text.utf8), to: "pixels.csv")
    let noted = try CommandProcess.run(["train", path, "--learning-rate", "1e-5"])
    #expect(noted.error.contains("--input-scale 1/255"), "\(noted.error)")
    let scaled = try CommandProcess.run(["train", path, "--input-scale", "1/255"])
    #expect(!scaled.error.contains("--input-scale"), "\(scaled.error)")
  }

  @Test func whatTheDataDoNotAllowIsRefused() throws {
    let path = try kinds()
    func refuse(_ arguments: String..., saying parts: [String]) throws {
      try CommandProcess.fail(["train"] + arguments, saying: parts)
    }
    try refuse(
      path, "--label", "kind", "--engine", "reference", saying: ["reference", "3 labels"])
    try refuse(
      path, "--label", "kind", "--engine", "bytes", "--multiclass",
      saying: ["--engine", "numbers that are not bytes", "leave it out"])
    try refuse(path, "--label", "sort", saying: [path, "sort"])
    try refuse(path, saying: [path, "expected a column named label", "kind", "--label"])
    try refuse(
      path, "--label", "kind", "--versus", "ash", saying: ["--versus", "--positive"])
    try refuse(path, "--label", "kind", "--examples", "61", saying: ["--examples", "60", "61"])
    try refuse(path, "--label", "none", saying: [path, "label"])
    let narrow = try folder.write(Array("label,a\n1,2\n0,3\n".utf8), to: "narrow.csv")
    try refuse(
      path, "--label", "kind", "--test", narrow, saying: [narrow])
    let text = try folder.write(Array("1 1:2\n0 2:3\n".utf8), to: "t.libsvm")
    try refuse(text, "--engine", "blas", saying: ["blas", "sparse", "--dense"])
    let single = try folder.write(Array("1 1:2\n1 2:3\n".utf8), to: "one.libsvm")
    try refuse(single, saying: [single, "two classes"])
  }

  @Test func wrongUsage() throws {
    let path = try kinds()
    func refuse(_ arguments: String..., saying parts: [String]) throws {
      try CommandProcess.fail(arguments, code: 64, saying: parts)
    }
    let unknown = try folder.write([1, 2], to: "x.dat")
    try refuse("train", unknown, saying: [unknown, "--input-format", "libsvm"])
    try refuse("evaluate", "--model", "m", "-", saying: ["standard input", "--input-format"])
    try refuse("train", path, "--data", folder.path, saying: ["--data", path])
    try refuse("train", path, "--synthetic", saying: ["--synthetic"])
    try refuse("train", path, "--holdout", "1", saying: ["--holdout", "below 1"])
    try refuse("train", path, "--holdout", "0.1", "--test", path, saying: ["--holdout", "--test"])
    try refuse("train", "--holdout", "0.1", saying: ["--holdout", "input"])
    try refuse("train", "--label", "x", saying: ["--label", "input"])
    try refuse("train", path, "--test", path, "--labels", "y.npy", saying: ["--test-labels"])
    try refuse("train", path, "--input-scale", "0", saying: ["--input-scale"])
    try refuse("train", path, "--comment", "##", saying: ["--comment"])
    try refuse("evaluate", "--model", "m", "--label", "x", saying: ["--label", "input"])
    try refuse(
      "evaluate", "--model", "m", path, "--data", folder.path, saying: ["--data", path])
  }
}
