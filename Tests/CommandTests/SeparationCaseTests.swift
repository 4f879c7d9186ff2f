import Foundation
import TestSupport
import Testing

/// Classes that a plane separates have no optimum without a penalty: the loss falls towards 0 for ever.
@Suite struct SeparationCaseTests {
  let outputs: TemporaryFolder

  init() throws { outputs = try TemporaryFolder() }

  /// The first command of a case with this solver; nil is the default.
  private func arguments(_ name: String, solver: String?) throws -> [String] {
    let folder = try #require(CaseFolder(name))
    return try #require(folder.commands(outputs: outputs).first).with(solver: solver)
  }

  /// Checks what is said of a fit of separated classes, as JSON and as text.
  /// - Parameter columns: those that may be named; nil where the table has one without a name.
  private func check(_ arguments: [String], columns: Set<String>? = nil) throws {
    let context = Comment(rawValue: "\(arguments)")
    let outcome = try CommandProcess.run(arguments + ["--json"])
    try #require(outcome.ending == .exit(0), "\(outcome.error)")
    let fit = try FitClaims(outcome.output)
    #expect(try fit.said.text("terminationReason") == "separated", context)
    #expect(!fit.converged, context)
    #expect(try fit.said.number("trainAccuracy") == 1, context)
    #expect(fit.objective > 0 && fit.objective < log(2), context)
    fit.checkGaps(context)
    let separation = try #require(fit.separation, context)
    #expect(separation.kind == "complete", context)
    #expect(!separation.columns.isEmpty, context)
    if let columns { #expect(columns.isSuperset(of: separation.columns), context) }

    let text = try CommandProcess.run(arguments)
    let everything = text.output + text.error
    fit.checkText(everything, context)
    let lines = everything.split(separator: "\n").filter { $0.contains("separat") }
    #expect(
      lines.contains { line in separation.columns.contains { Self.names($0, in: line) } },
      "\(context): \(everything)")
  }

  /// Whether a line has this name, and not as a part of a longer word.
  private static func names(_ column: String, in line: Substring) -> Bool {
    guard !column.isEmpty else { return false }
    return line.ranges(of: column).contains { range in
      let before = line[..<range.lowerBound].last
      let after = line[range.upperBound...].first
      return ![before, after].contains { $0.map { $0.isLetter || $0.isNumber } ?? false }
    }
  }

  @Test(arguments: ["newton", "lbfgs", "auto", nil])
  func separationIsSaidWithItsColumns(solver: String?) throws {
    let arguments = try arguments("separable", solver: solver)
    // Either of the columns alone separates them.
    try check(arguments, columns: ["x", "z"])
    let exported = try WeightsByName(model: try #require(arguments.value(of: "--model")))
    #expect(exported.names == ["x", "z"])
    #expect(exported.weights.allSatisfy(\.isFinite) && exported.intercept.isFinite)
  }

  /// Three kinds of wines, their rows numbered in the order of the kinds.
  @Test(arguments: ["newton", "lbfgs", "auto", nil])
  func noGapIsLargerThanTheLoss(solver: String?) throws {
    try check(arguments("absurd-gap", solver: solver))
  }
}
