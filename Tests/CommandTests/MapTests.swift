@testable import SigmoidDigits
@testable import SigmoidFormats
import Foundation
import TestSupport
import Testing

/// `--map`: files that are mapped instead of read, and the synthetic sets that need it.
@Suite struct MapTests {
  let folder: TemporaryFolder
  let images: String
  let labels: String

  init() throws {
    folder = try TemporaryFolder()
    images = folder.file("digits.idx")
    labels = folder.file("digits-labels.idx")
    let text = try CommandProcess.succeed([
      "data", "synthesize", images, "--examples", "700", "--seed", "7", "--quiet",
    ])
    #expect(text.contains("700 images in \(images), labels in \(labels)"))
  }

  private func training(_ more: [String], _ name: String = "m") -> [String] {
    ["train", images, "--labels", labels, "--quiet", "--model", folder.file(name)] + more
  }

  @Test func synthesizeStreamsTheSameDigits() throws {
    try CommandProcess.succeed([
      "data", "synthesize", folder.file("set"), "--examples", "700", "--test-examples", "1",
      "--seed", "7",
    ])
    try CommandProcess.succeed([
      "data", "convert", folder.file("set/train-images-idx3-ubyte.gz"), folder.file("plain.idx"),
    ])
    let same = try folder.bytes("plain.idx") == folder.bytes("digits.idx")
    #expect(same)
    try CommandProcess.fail(
      ["data", "synthesize", images, "--examples", "5"],
      saying: [images, "expected no file", "found one", "name another"])
    unlink(images)
    try CommandProcess.fail(
      ["data", "synthesize", images, "--examples", "5"],
      saying: [labels, "expected no file"])
  }

  @Test(arguments: [
    ["--solver", "gd", "--multiclass"], ["--solver", "lbfgs", "--multiclass", "--l2", "1e-3"],
    ["--solver", "newton", "--positive", "0", "--l2", "1e-3", "--epochs", "3"],
    ["--solver", "momentum", "--positive", "1,3", "--standardize"],
    ["--solver", "sgd", "--epochs", "2", "--positive", "0", "--versus", "1"],
    ["--solver", "adam", "--epochs", "2", "--multiclass", "--holdout", "0.2"],
    ["--engine", "blas", "--positive", "0", "--epochs", "3"],
  ])
  func mappedModelsAreTheSame(options: [String]) throws {
    try CommandProcess.succeed(training(options, "read"))
    try CommandProcess.succeed(training(options + ["--map"], "mapped"))
    let same = try folder.bytes("read") == folder.bytes("mapped")
    #expect(same)
    let evaluation = ["evaluate", "--model", folder.file("read"), images, "--labels", labels]
    #expect(
      try CommandProcess.succeed(evaluation) == CommandProcess.succeed(evaluation + ["--map"]))
  }

  @Test func floatsAreMappedAsWell() throws {
    let npy = folder.file("x.npy")
    let digits = SyntheticDigits.dataset(examples: 700, seed: 7, set: .training)
    try NPYWriter.write(digits.features.converted(), to: npy)
    func train(_ more: String...) throws -> [UInt8] {
      try CommandProcess.succeed(
        [
          "train", npy, "--labels", labels, "--quiet", "--epochs", "3", "--model",
          folder.file("m"),
        ] + more)
      return try folder.bytes("m")
    }
    #expect(try train() == train("--map"))
  }

  @Test func whatCannotBeMappedIsRefused() throws {
    let table = try folder.write(Array("a,y\n1,p\n2,q\n".utf8), to: "t.csv")
    try CommandProcess.fail(
      ["train", table, "--map"],
      saying: [table, "expected a file that can be mapped", "found csv", "; convert it"])
    let zipped = folder.file("z.idx.gz")
    try CommandProcess.succeed(["data", "convert", images, zipped])
    try CommandProcess.fail(
      ["train", zipped, "--labels", labels, "--map"],
      saying: [zipped, "expected a file that can be mapped", "compressed"])
  }

  /// The system sends SIGBUS; the run ends with a message, and the old model stays.
  @Test func aFileThatShrinksEndsTheRun() throws {
    let old = OldOutput.bytes
    try folder.write(old, to: "m")
    let checkpoint = folder.file("c")
    let process = try CommandProcess(
      training([
        "--map", "--solver", "gd", "--epochs", "10000000", "--positive", "0", "--checkpoint",
        checkpoint,
        "--checkpoint-every", "1s",
      ]))
    // Its first checkpoint says that it is under way.
    let deadline = ContinuousClock.now + .seconds(50)
    while access(checkpoint, F_OK) != 0, ContinuousClock.now < deadline { usleep(10_000) }
    truncate(images, 5000)
    let outcome = try process.wait(timeout: 90)
    #expect(outcome.ending == .exit(1))
    #expect(outcome.error.hasPrefix("error: \(images): expected a file that stays as it is"))
    #expect(outcome.error.contains("found a part of it gone"))
    #expect(outcome.output.isEmpty)
    #expect(try folder.bytes("m") == old)
    #expect(!folder.names().contains { $0.hasSuffix(".tmp") })
  }
}
