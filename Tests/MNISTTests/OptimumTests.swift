import Foundation
import TestSupport
import Testing

/// The solvers that finish, on the whole of MNIST, against independent float64 optima.
@Suite(.enabled(if: Golden.isThere, Comment(rawValue: Golden.whatIsMissing)), .serialized)
struct OptimumTests {
  private struct Summary: Decodable {
    let objective: Double
    let gapEstimate: Double?
    let testErrors: Int
    let terminationReason: String
  }

  private func train(_ arguments: [String]) throws -> Summary {
    try JSONDecoder().decode(
      Summary.self, from: OptimisedCommand.run(["train", "--json"] + arguments))
  }

  @Test(arguments: ["lbfgs", "newton"], 0..<3)
  func reachTheOptimum(solver: String, index: Int) throws {
    let golden = try Golden.load().optimum[index]
    var arguments = [
      "--solver", solver, "--l2", "\(golden.l2)",
      "--positive", golden.positive.map(String.init).joined(separator: ","),
    ]
    if let negative = golden.negative {
      arguments += ["--versus", negative.map(String.init).joined(separator: ",")]
    }
    let summary = try train(arguments)
    #expect(abs(summary.objective - golden.objective) <= Tolerance.goldenObjective)
    #expect(abs(summary.testErrors - golden.testErrors) <= Tolerance.goldenOptimumErrors)
    #expect(summary.terminationReason == "gapBelowTolerance")
    #expect(try #require(summary.gapEstimate) <= Tolerance.goldenObjective)
  }

  @Test func reachTheOptimumOfSoftmax() throws {
    let golden = try Golden.load().softmaxOptimum[0]
    let summary = try train(["--multiclass", "--solver", "lbfgs", "--l2", "\(golden.l2)"])
    #expect(abs(summary.objective - golden.objective) <= Tolerance.goldenObjective)
    #expect(abs(summary.testErrors - golden.testErrors) <= Tolerance.goldenSoftmaxErrors)
  }

  @Test(arguments: [
    ["--solver", "lbfgs"], ["--solver", "newton"],
    ["--solver", "lbfgs", "--multiclass"], ["--solver", "lbfgs", "--one-vs-rest"],
    ["--solver", "lbfgs", "--standardize"], ["--solver", "momentum"],
    ["--solver", "sgd", "--epochs", "3"], ["--solver", "adam", "--epochs", "3"],
  ])
  func threadsDoNotChangeABit(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let models = try ["1", "2", "3"].map { threads in
      let file = folder.file(threads)
      _ = try train(
        arguments + [
          "--examples", "6000", "--l2", "1e-4", "--threads", threads, "--model", file,
        ])
      return try folder.bytes(threads)
    }
    let same = models[0] == models[1] && models[0] == models[2]
    #expect(same)
  }
}
