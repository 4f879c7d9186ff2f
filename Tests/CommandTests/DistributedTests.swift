import Foundation
import TestSupport
import Testing

/// `--distributed` in processes that mpirun starts: the bits of the plain command.
@Suite(.serialized, .enabled(if: MPIRun.isReady, "\(MPIRun.whatIsMissing)"))
struct DistributedTests {
  let digits: ShardedDigits
  var folder: TemporaryFolder { digits.folder }

  init() throws { digits = try ShardedDigits() }

  private func distributed(
    _ arguments: [String], ranks: Int, threads: Int = 1
  ) throws -> [[UInt8]] {
    try digits.train(
      ["--distributed", "--threads", "\(threads)"] + arguments,
      mpi: MPIRun.launcher(ranks: ranks))
  }

  @Test(arguments: [
    ["--epochs", "10", "--positive", "0"],
    ["--solver", "lbfgs", "--epochs", "9", "--l2", "1e-3", "--positive", "0"],
    ["--solver", "newton", "--epochs", "2", "--l2", "1e-3", "--positive", "0", "--versus", "8"],
    ["--solver", "lbfgs", "--epochs", "9", "--l2", "1e-3", "--multiclass"],
  ])
  func bitsAreThoseOfThePlainCommand(options: [String]) throws {
    let plain = try digits.train(digits.whole + options + ["--threads", "2"])
    for (ranks, threads) in [(3, 2), (8, 1)] {
      let same = try distributed(digits.whole + options, ranks: ranks, threads: threads) == plain
      #expect(same, "\(ranks) ranks of \(threads) threads, \(options)")
    }
  }

  @Test func sampledAndStandardizedFitsAreTheSame() throws {
    for options in [
      ["--solver", "adam", "--epochs", "1", "--multiclass", "--batch-size", "500"],
      ["--solver", "sgd", "--epochs", "1", "--positive", "0", "--batch-size", "500"],
      ["--standardize", "--class-weight", "balanced", "--epochs", "5", "--positive", "1,3"],
      ["--one-vs-rest", "--solver", "momentum", "--epochs", "5", "--map"],
      ["--examples", "1900", "--engine", "tiled", "--epochs", "5", "--positive", "0"],
    ] {
      let plain = try digits.train(digits.whole + options)
      let same = try distributed(digits.whole + options, ranks: 3) == plain
      #expect(same, "\(options)")
    }
  }

  /// The model's file holds what was said of the coefficients.
  @Test func inferenceIsTheSame() throws {
    var text = "cured,dose,age,ward\n"
    for row in 0..<1400 {
      let dose = Double(row * 7 % 30) / 10
      text +=
        "\(dose + Double(row * row * 13 % 17) / 8 > 2.4 ? 1 : 0),\(dose),\(20 + row * 11 % 47),"
      text += "w\(row * row % 37)\n"
    }
    let table = try folder.write(Array(text.utf8), to: "wards.csv")
    for options in [
      ["--drop", "ward", "--intervals", "profile", "--keep-covariance", "--test-terms"],
      ["--covariance", "cluster:ward"], ["--drop", "ward", "--covariance", "hc3"],
      ["--drop", "ward", "--firth"],
    ] {
      let all = [table, "--label", "cured", "--solver", "newton"] + options
      let plain = try digits.train(all + ["--threads", "2"])
      for ranks in [2, 3] {
        let same = try distributed(all, ranks: ranks) == plain
        #expect(same, "\(ranks) ranks, \(options)")
      }
    }
  }

  @Test func eachReadsItsShards() throws {
    let options = ["--solver", "lbfgs", "--epochs", "5", "--l2", "1e-3", "--multiclass"]
    // Fewer processes than files, as many, and more.
    for (counts, ranks) in [
      ([500, 700, 650, 550], [1, 3, 4]), ([600, 600, 600, 600], [2, 8]),
    ] {
      try digits.cut(counts)
      let plain = try digits.train(digits.parts + options)
      for ranks in ranks {
        let same = try distributed(digits.parts + options, ranks: ranks) == plain
        #expect(same, "\(ranks) ranks")
      }
    }
  }

  @Test func textIsSharedOut() throws {
    var (first, second) = ("", "")
    for row in 0..<900 {
      let line = "\(row % 3 == 0 ? 1 : 0) \(row % 7 + 1):\(row % 11) 9:0.5\n"
      if row < 500 {
        first += line
      } else {
        second += line.replacingOccurrences(of: "9:", with: "12:")
      }
    }
    try folder.write(Array(first.utf8), to: "s-1.libsvm")
    try folder.write(Array(second.utf8), to: "s-2.libsvm")
    let options = ["--shards", folder.file("s-*.libsvm"), "--solver", "lbfgs", "--l2", "1e-2"]
    let plain = try digits.train(options)
    let same = try distributed(options, ranks: 2) == plain
    #expect(same)
  }

  /// Three floats are twelve bytes: a part begins anywhere in the mapped file.
  @Test func partsOfAMappedFileNeedNotBeAligned() throws {
    var text = "y,a,b,c\n"
    for row in 0..<1500 {
      text += "\(row % 2),\(row % 9).25,\(row % 31).5,\(row % 7 + row % 2).5\n"
    }
    let table = try folder.write(Array(text.utf8), to: "t.csv")
    let (features, labels) = (folder.file("t.npy"), folder.file("tl.npy"))
    try CommandProcess.succeed(["data", "convert", table, features, "--labels-out", labels])
    let options = [features, "--labels", labels, "--solver", "lbfgs", "--l2", "1e-3"]
    let plain = try digits.train(options)
    for more in [["--map"], []] {
      let same = try distributed(options + more, ranks: 3) == plain
      #expect(same, "\(more)")
    }
  }

  /// What is said of a model does not depend on the processes either.
  @Test func evaluationIsTheSame() throws {
    func said(_ launcher: [String], _ more: [String]) throws -> [String] {
      let outcome = try CommandProcess.run(
        ["train"] + digits.whole + [
          "--test", digits.images, "--test-labels", digits.labels, "--epochs", "5", "--json",
          "--quiet", "--multiclass",
        ] + more, environment: MPIRun.environment, launcher: launcher, timeout: 120)
      #expect(outcome.ending == .exit(0), "\(outcome.error)")
      let keys = ["Accuracy", "testErrors", "testExamples", "testLogLoss", "loss", "weightNorm"]
      return outcome.output.split(separator: ",").map(String.init).filter { part in
        keys.contains { part.contains($0) }
      }
    }
    let plain = try said([], [])
    #expect(plain.count >= 6)
    #expect(try said(MPIRun.launcher(ranks: 3), ["--distributed"]) == plain)
  }

  @Test func resumesOnAnotherNumberOfProcesses() throws {
    let options = digits.whole + ["--solver", "lbfgs", "--l2", "1e-4", "--multiclass"]
    let plain = try digits.train(options + ["--epochs", "16"])
    let checkpoint = folder.file("checkpoint")
    _ = try distributed(
      options + ["--epochs", "6", "--checkpoint", checkpoint, "--checkpoint-every", "1"], ranks: 2
    )
    _ = try distributed(
      options + [
        "--epochs", "11", "--resume", checkpoint, "--checkpoint", checkpoint,
        "--checkpoint-every", "1",
      ], ranks: 4)
    let last = options + ["--epochs", "16", "--resume", checkpoint]
    // The histories tell how many evaluations were allowed then.
    #expect(try distributed(last, ranks: 3) == plain)
    #expect(try digits.train(last) == plain)
  }

  /// What is more than MPI's counts can say goes in pieces: here of seven bytes, of all sizes.
  @Test func manyBytesGoInPieces() throws {
    let shim = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Modules/CMPI").path
    let source = try folder.write(Array(Self.pieces.utf8), to: "pieces.c")
    let program = folder.file("pieces")
    for most in ["7", "1000000"] {
      let flags = ["-DSIGMOID_MPI_MOST=\(most)", "-I\(shim)", source, "-o", program]
      let compiler = Process()
      compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      compiler.arguments = ["OMPI_CC=clang", "MPICH_CC=clang", "mpicc"] + flags
      try compiler.run()
      compiler.waitUntilExit()
      try #require(compiler.terminationStatus == 0)
      let run = Process()
      run.executableURL = URL(fileURLWithPath: MPIRun.path ?? "mpirun")
      run.arguments = ["-n", "3", program]
      run.environment = ProcessInfo.processInfo.environment.merging(
        MPIRun.environment.compactMapValues { $0 }
      ) { $1 }
      try run.run()
      run.waitUntilExit()
      #expect(run.terminationStatus == 0, "pieces of \(most)")
    }
  }

  /// Rank r has 5·r + 3 bytes for all, and 11·r + 4·q of its own for rank q.
  private static let pieces = """
    #include "shim.h"
    #include <stdlib.h>
    static unsigned char value(int from, int to, long long index) {
      return (unsigned char)(from * 57 + to * 13 + index * 7);
    }
    int main(void) {
      sigmoid_mpi_begin();
      int rank = sigmoid_mpi_rank(), ranks = sigmoid_mpi_ranks(), places[64], wrong = 0;
      long long counts[16], sent[16], pairs[32], got[32], received[16], total = 0, all = 0;
      unsigned char mine[4096], target[65536];
      for (long long i = 0; i < 5 * rank + 3; i++) mine[i] = value(rank, 99, i);
      sigmoid_mpi_gather_counts(5 * rank + 3, counts);
      sigmoid_mpi_gather_bytes(mine, counts, places, target);
      long long position = 0;
      for (int r = 0; r < ranks; r++)
        for (long long i = 0; i < 5 * r + 3; i++)
          wrong += target[position++] != value(r, 99, i);
      position = 0;
      for (int q = 0; q < ranks; q++) {
        sent[q] = 11 * rank + 4 * q;
        total += sent[q];
        for (long long i = 0; i < sent[q]; i++) mine[position++] = value(rank, q, i);
      }
      for (int q = 0; q < ranks; q++) { pairs[2 * q] = sent[q]; pairs[2 * q + 1] = total; }
      sigmoid_mpi_swap_counts(pairs, got);
      for (int r = 0; r < ranks; r++) { received[r] = got[2 * r]; all += got[2 * r + 1]; }
      sigmoid_mpi_swap_bytes(mine, sent, received, all, places, target);
      position = 0;
      for (int r = 0; r < ranks; r++)
        for (long long i = 0; i < 11 * r + 4 * rank; i++)
          wrong += target[position++] != value(r, rank, i);
      sigmoid_mpi_end();
      return wrong != 0;
    }

    """

  @Test func oneProcessNeedsNoLauncher() throws {
    let options = digits.whole + ["--epochs", "3", "--positive", "0"]
    let same = try digits.train(options + ["--distributed"]) == digits.train(options)
    #expect(same)
  }
}
