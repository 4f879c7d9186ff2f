#if MPI
  import Foundation
  import TestSupport
  import Testing

  /// `--distributed` in processes that mpirun starts: the bits of the plain command.
  @Suite(.serialized, .enabled(if: MPIRun.path != nil, "no mpirun here"))
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
      for (ranks, threads) in [(2, 2), (3, 1), (8, 1)] {
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

    @Test func oneProcessNeedsNoLauncher() throws {
      let options = digits.whole + ["--epochs", "3", "--positive", "0"]
      let same = try digits.train(options + ["--distributed"]) == digits.train(options)
      #expect(same)
    }
  }
#endif
