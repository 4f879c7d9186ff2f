import Foundation
import TestSupport
import Testing

/// Gradient descent on a table of raw numbers: what leads to the optimum is said before a smaller
/// learning rate, which does not.
@Suite struct DivergenceCaseTests {
  let outputs: TemporaryFolder

  init() throws { outputs = try TemporaryFolder() }

  private func lines() throws -> [[String]] {
    try #require(CaseFolder("default-divergence")).commands(outputs: outputs)
  }

  /// The first option that a message names is the solver that ends at the optimum.
  private func checkRemedy(_ message: String) throws {
    let option = try #require(message.firstMatch(of: /--[a-z0-9-]+(?: [a-z]+)?/), "\(message)")
    #expect(option.output == "--solver auto", "\(message)")
    if let rate = message.range(of: "smaller learning rate") {
      #expect(option.range.upperBound < rate.lowerBound, "\(message)")
    }
  }

  @Test(arguments: 0..<2)
  func divergenceNamesTheSolverFirst(line: Int) throws {
    let outcome = try CommandProcess.fail(lines()[line] + ["--solver", "gd"], saying: ["diverged"])
    try checkRemedy(outcome.error)
  }

  @Test func descentThatCrawlsDoesNotSayThatItConverged() throws {
    let outcome = try CommandProcess.run(lines()[2] + ["--solver", "gd", "--json"])
    try #require(outcome.ending == .exit(0), "\(outcome.error)")
    let fit = try FitClaims(outcome.output)
    fit.checkClaims(optimum: OptimumCase.defaultDivergence.objective, l2: 0, "gd")
    #expect(!fit.converged)
    let advice = try fit.said.text("advice")
    #expect(advice.contains(/\b(auto|lbfgs|newton)\b/), "\(advice)")
  }

  /// A learning rate without a solver that has one: whatever the command makes of it, nobody is told
  /// that a smaller one is the way.
  @Test(arguments: 1..<3)
  func aLearningRateAloneLeadsSomewhere(line: Int) throws {
    let outcome = try CommandProcess.run(lines()[line] + ["--json"])
    guard outcome.ending == .exit(0) else {
      #expect(outcome.ending == .exit(1) || outcome.ending == .exit(64))
      #expect(outcome.error.contains("--solver"), "\(outcome.error)")
      if outcome.error.contains("diverged") { try checkRemedy(outcome.error) }
      return
    }
    let fit = try FitClaims(outcome.output)
    fit.checkClaims(optimum: OptimumCase.defaultDivergence.objective, l2: 0, "line \(line)")
    #expect(fit.converged || fit.said["advice"] is String)
  }
}
