@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

/// Synthetic digits in one file, and the same in four parts, each with its labels.
struct ShardedDigits {
  static let examples = 2400

  let folder: TemporaryFolder
  let images: String
  let labels: String

  init() throws {
    folder = try TemporaryFolder()
    images = folder.file("digits.idx")
    labels = folder.file("digits-labels.idx")
    try CommandProcess.succeed([
      "data", "synthesize", images, "--examples", "\(Self.examples)", "--seed", "11", "--quiet",
    ])
  }

  var whole: [String] { [images, "--labels", labels] }
  var parts: [String] {
    ["--shards", folder.file("part-*.idx"), "--labels", folder.file("part-*-labels.idx")]
  }

  /// Cuts the set into parts of so many examples.
  func cut(_ counts: [Int] = [600, 600, 600, 600]) throws {
    let (pixels, marks) = (try folder.bytes("digits.idx"), try folder.bytes("digits-labels.idx"))
    var first = 0
    for (index, count) in counts.enumerated() {
      func header(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        Array(bytes.prefix(4)) + [0, 0, UInt8(count >> 8), UInt8(count & 255)]
          + Array(bytes.dropFirst(8))
      }
      try folder.write(
        header(pixels[..<16]) + pixels[16 + 784 * first..<16 + 784 * (first + count)],
        to: "part-\(index).idx")
      try folder.write(
        header(marks[..<8]) + marks[8 + first..<8 + first + count], to: "part-\(index)-labels.idx")
      first += count
    }
  }

  /// Trains, which is to succeed; the bytes of the model and the history without its times.
  func train(_ arguments: [String], mpi launcher: [String] = []) throws -> [[UInt8]] {
    let outcome = try CommandProcess.run(
      ["train"] + arguments + [
        "--quiet", "--model", folder.file("model"), "--history", folder.file("history"),
      ], environment: MPIRun.environment, launcher: launcher, timeout: 300)
    try #require(outcome.ending == .exit(0), "\(outcome.error)")
    let history = String(decoding: try folder.bytes("history"), as: UTF8.self)
      .split(separator: "\n").map { line in
        line.split(separator: ",").filter { !$0.contains("seconds") }.joined()
      }
    let model = try folder.bytes("model")
    unlink(folder.file("model"))
    unlink(folder.file("history"))
    return [model, Array(history.joined().utf8)]
  }
}

/// How `mpirun` is started here; nothing where it is not installed.
enum MPIRun {
  /// Whether the command under test was built with MPI: it says what `--distributed` does.
  static let isReady: Bool = {
    guard path != nil, let help = try? CommandProcess.run(["train", "--help"]).output else {
      return false
    }
    return help.contains("--distributed")
  }()
  static let whatIsMissing = "needs mpirun, and a command with MPI ('make test' sees to both)"

  static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").map { "\($0)/mpirun" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// For Open MPI, more processes than cores, and by whoever runs the tests.
  static let environment: [String: String?] = [
    "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_btl_vader_single_copy_mechanism": "none",
  ]

  static func launcher(ranks: Int) -> [String] { [path ?? "mpirun", "-n", "\(ranks)"] }
}
