#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// What a training was expected to take of memory, and what it took.
  @Suite(.serialized) struct MemoryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Rows of a few features out of many: the last one is always there.
    private func wide(_ features: Int, classes: Int) throws -> String {
      var text = ""
      for row in 0..<40 {
        let places = Set((0..<6).map { ($0 * 7919 + row * 104_729) % (features - 1) + 1 }).sorted()
        text +=
          "\(row % classes)" + places.map { " \($0):\((row * $0) % 9 + 1)" }.joined()
          + " \(features):\(row % 5 + 1)\n"
      }
      return try folder.write(Array(text.utf8), to: "wide.libsvm")
    }

    /// Many rows of few features, as an array.
    private func long(_ examples: Int, features: Int, classes: Int) throws -> String {
      var text = ""
      var state: UInt64 = 7
      for row in 0..<examples {
        text += "\(row % classes)"
        for feature in 0..<features {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          text += ",\(Double(state >> 40) / 16_777_216 + (feature == row % classes ? 0.3 : 0))"
        }
        text += "\n"
      }
      return try folder.write(Array(text.utf8), to: "long.csv")
    }

    /// - Parameter most: how far above the peak the expectation may lie: what a run may do without, such
    ///   as a Hessian for a proof, is counted.
    private func check(_ words: [String], most: Double = 1.25) throws {
      let report = try JSON.object(CommandProcess.succeed(["train", "--quiet", "--json"] + words))
      let peak = try #require(report["peakResidentBytes"] as? Double)
      let expected = try #require(report["expectedPeakBytes"] as? Double)
      print("memory: peak \(peak / 1e6) MB, expected \(expected / 1e6) MB: \(words.dropFirst())")
      #expect(peak <= 1.2 * expected, "\(words)")
      #expect(expected <= most * peak, "\(words)")
    }

    @Test(arguments: [
      ["gd", "--epochs", "2"], ["momentum", "--epochs", "2"], ["sgd", "--epochs", "2"],
      ["adam", "--epochs", "2"], ["gd", "--epochs", "2", "--l2", "1e-3"],
      ["gd", "--epochs", "2", "--standardize"], ["lbfgs", "--l2", "1e-3", "--epochs", "3"],
      ["lbfgs", "--l2", "1e-3", "--epochs", "14"],
      ["lbfgs", "--l2", "1e-3", "--epochs", "14", "--threads", "1"],
    ])
    func ofManyFeatures(options: [String]) throws {
      try check([wide(1_500_000, classes: 2), "--solver"] + options)
    }

    @Test(arguments: [["gd", "--epochs", "2"], ["lbfgs", "--l2", "1e-3", "--epochs", "14"]])
    func ofManyFeaturesAndClasses(options: [String]) throws {
      try check([wide(400_000, classes: 4), "--solver"] + options)
    }

    @Test func ofACheckpoint() throws {
      try check([
        wide(1_000_000, classes: 2), "--solver", "lbfgs", "--l2", "1e-3", "--epochs", "14",
        "--checkpoint", folder.file("c"),
      ])
    }

    @Test(arguments: [["lbfgs"], ["newton"], ["newton", "--one-vs-rest"]])
    func ofManyExamples(options: [String]) throws {
      try check([long(200_000, features: 3, classes: 3), "--solver"] + options, most: 1.4)
    }

    /// Whatever the limit, a training does its work or says that it cannot: 40 runs.
    @Test func anyLimitIsToldOrKept() throws {
      let path = try wide(1_000_000, classes: 3)
      let options = [
        ["--solver", "lbfgs", "--l2", "1e-3", "--epochs", "4"], ["--epochs", "3"],
        ["--solver", "sgd", "--epochs", "1"], ["--standardize", "--l2", "1e-3", "--epochs", "3"],
      ]
      var refused = 0
      for megabytes in [300, 350, 400, 450, 500, 600, 700, 800, 1000, 1500] {
        for words in options {
          let outcome = try CommandProcess.run(
            ["train", path, "--quiet"] + words,
            launcher: ["/bin/sh", "-c", "ulimit -v \(megabytes)000; exec \"$@\"", "sh"])
          if outcome.ending == .exit(1) {
            #expect(outcome.error.contains("expected ") && outcome.error.contains("memory"))
            refused += 1
          } else {
            #expect(outcome.ending == .exit(0), "\(megabytes) MB, \(words): \(outcome)")
          }
        }
      }
      #expect(refused > 0 && refused < 40)
    }
  }
#endif
