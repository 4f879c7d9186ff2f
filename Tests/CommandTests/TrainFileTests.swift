@testable import SigmoidExamples
@testable import SigmoidOptimization
@testable import SigmoidFormats
import Foundation
import TestSupport
import Testing

/// `train` and `evaluate` on files of every format.
@Suite struct TrainFileTests {
  let digits: DigitsInFormats

  init() throws { digits = try DigitsInFormats() }

  /// Trains 0 against the rest; what it said, and the model's file.
  private func train(_ arguments: [String], _ model: String) throws -> ([String: Any], [UInt8]) {
    let said = try JSON.object(
      CommandProcess.succeed(
        ["train"] + arguments + [
          "--positive", "0", "--epochs", "10", "--json", "--quiet", "--model",
          digits.folder.file(model),
        ]))
    return (said, try weights(digits.folder.bytes(model)))
  }

  /// The tensors of a model's file: what is before them may tell names and shape of the inputs.
  private func weights(_ file: [UInt8]) throws -> [UInt8] {
    let header = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let tensors = Array(file.dropFirst(8 + header))
    try #require(tensors.count == 785 * 8)
    return tensors
  }

  @Test(arguments: [DataFormat.idx, .npz, .csv, .tsv, .jsonl, .arff, .libsvm])
  func everyFormatGivesTheSameModel(format: DataFormat) throws {
    let (_, expected) = try train(digits.arguments(.npy), "npy-model")
    let dense = format == .libsvm ? ["--dense"] : []
    let (said, model) = try train(digits.arguments(format) + dense, "model")
    #expect(model == expected)
    #expect(try said.text("dataSource") == "file" && said.text("engine") == "bytes")
    #expect(try said.number("testExamples") == Double(SmallDigits.testExamples))
  }

  @Test func imagesGiveTheSameModel() throws {
    let (_, expected) = try train(digits.inOrderOfLabels(), "npy-model")
    let (_, model) = try train(digits.arguments(.png), "model")
    #expect(model == expected)
  }

  @Test func digitsOfAFolderGiveTheSameModel() throws {
    let small = try SmallDigits()
    let path = small.folder.file("m")
    _ = try small.train("--positive", "0", "--model", path)
    // By the solver that a folder of digits is trained by unless told.
    let (_, model) = try train(digits.arguments(.idx) + ["--solver", "gd"], "model")
    let same = try weights(small.folder.bytes("m")) == model
    #expect(same)
  }

  @Test func sparseGivesTheSameToRounding() throws {
    let (dense, _) = try train(digits.arguments(.npy) + ["--l2", "0.01"], "npy-model")
    let (sparse, _) = try train(digits.arguments(.libsvm) + ["--l2", "0.01"], "model")
    #expect(try sparse.text("engine") == "tiled")
    #expect(try abs(sparse.number("loss") - dense.number("loss")) < Tolerance.goldenLoss)
    #expect(
      try abs(sparse.number("weightNorm") - dense.number("weightNorm"))
        < Tolerance.goldenWeightNorm)
    #expect(try sparse.number("testErrors") == dense.number("testErrors"))
  }

  @Test(arguments: [DataFormat.npy, .csv, .libsvm, .png])
  func evaluateAgreesWithTrain(format: DataFormat) throws {
    let arguments = try digits.arguments(format)
    let (trained, _) = try train(arguments, "model")
    let test = try #require(arguments.firstIndex(of: "--test").map { arguments[$0 + 1] })
    // The model knows its scale and its width.
    let labels =
      arguments.firstIndex(of: "--test-labels").map { ["--labels", arguments[$0 + 1]] } ?? []
    let raw = format == .png ? ["--raw"] : []
    let tested = try JSON.object(
      CommandProcess.succeed(
        ["evaluate", "--model", digits.folder.file("model"), test, "--json"] + labels + raw))
    #expect(try tested.number("errors") == trained.number("testErrors"))
    #expect(try tested.number("logLoss") == trained.number("testLogLoss"))
  }

  @Test func gzipAndStandardInputGiveTheSameModel() throws {
    let (_, expected) = try train(digits.arguments(.csv), "plain")
    let path = digits.folder.file("train.csv")
    let zipped = digits.folder.file("zipped.csv.gz")
    try CommandProcess.shell("gzip -c '\(path)' > '\(zipped)'")
    let scale = ["--input-scale", "1/255"]
    let (_, model) = try train([zipped] + scale, "zipped")
    #expect(model == expected)
    let outcome = try CommandProcess.run(
      [
        "train", "-", "--input-format", "csv", "--positive", "0", "--epochs", "10", "--quiet",
        "--model", digits.folder.file("piped"),
      ] + scale, input: .file(path))
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    #expect(try weights(digits.folder.bytes("piped")) == expected)
  }
}

extension CommandProcess {
  /// Runs a line of shell, which is to succeed.
  static func shell(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(line)", sourceLocation: sourceLocation)
  }
}
