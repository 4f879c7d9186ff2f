@testable import SigmoidOptimization
import Foundation
import TestSupport
import Testing

/// Real tables without a penalty, against R's `glm`: log-loss, coefficients, and what is said of
/// columns that have none.
@Suite(
  .enabled(
    if: SharedFolder.tables.path != nil, Comment(rawValue: SharedFolder.tables.whatIsMissing)))
struct TablesAgainstRTests {
  private static let solvers = ["auto", "newton", "lbfgs"]
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Fits the table; what is said of the fit, and its model.
  private func fit(_ table: CleanTable, _ options: [String]) throws -> (FitClaims, WeightsByName) {
    let path = try folder.write(Array(table.csv.utf8), to: "table.csv")
    let model = folder.file("m")
    let output = try CommandProcess.succeed(
      ["train", path, "--label", table.label, "--json", "--quiet", "--model", model] + options)
    return (try FitClaims(output), try WeightsByName(model: model))
  }

  @Test(arguments: RResult.tables, solvers)
  func isWhatRSays(name: String, solver: String) throws {
    let expected = try RResult(table: name)
    let table = try CleanTable(name)
    try #require(table.labels.count == expected.n)
    #expect(Set(table.columns.map(\.name) + [RResult.intercept]) == Set(expected.names))
    let (fit, model) = try fit(table, ["--solver", solver])
    let off = abs(fit.objective - expected.logloss)
    #expect(off <= Tolerance.lossOfR * expected.logloss, "\(fit.objective), \(expected.logloss)")
    #expect(Set(fit.aliased.map(\.column)) == expected.aliased)
    if expected.warnings.tellOfSeparation {
      #expect(fit.separation != nil)
      return
    }
    #expect(fit.separation == nil && fit.converged)
    fit.checkClaims(optimum: expected.logloss, l2: 0, "\(name)")
    #expect(model.names == table.columns.map(\.name))
    for (index, name) in expected.names.enumerated() {
      guard let coefficient = expected.coef[index], let error = expected.se[index] else { continue }
      let found = name == RResult.intercept ? model.intercept : model[name]
      let off = try abs(#require(found, "\(name)") - coefficient) / error
      #expect(off < Tolerance.optimumStandardErrors, "\(name)")
    }
  }

  /// Softmax of two classes without a penalty is the same question.
  @Test(arguments: RResult.tables, solvers)
  func softmaxOfTwoClassesHasTheSameLoss(name: String, solver: String) throws {
    let expected = try RResult(table: name)
    let (fit, _) = try fit(CleanTable(name), ["--solver", solver, "--multiclass"])
    let off = abs(fit.objective - expected.logloss)
    #expect(off <= Tolerance.lossOfR * expected.logloss, "\(fit.objective), \(expected.logloss)")
    #expect(fit.converged && fit.separation == nil)
  }

  /// A column that is a combination of others takes nothing from the loss, and is named.
  @Test(arguments: solvers)
  func aCombinationOfColumnsIsNamed(solver: String) throws {
    let expected = try RResult(table: "kyphosis")
    var table = try CleanTable("kyphosis")
    let made = zip(table.numbers("Age"), table.numbers("Number")).map { 2 * $0 - $1 + 7 }
    table.append("made", made)
    let (fit, _) = try fit(table, ["--solver", solver])
    let off = abs(fit.objective - expected.logloss)
    #expect(off <= Tolerance.lossOfR * expected.logloss, "\(fit.objective), \(expected.logloss)")
    #expect(fit.converged && fit.separation == nil && fit.aliased.count == 1)
    let aliased = try #require(fit.aliased.first)
    #expect(["Age", "Number", "made"].contains(aliased.column))
    let numbers = table.numbers(aliased.column)
    #expect(numbers.count == expected.n)
    for (row, number) in numbers.enumerated() {
      let combined = aliased.combination.reduce(0.0) { sum, term in
        sum + term.value * (term.key == "(intercept)" ? 1 : table.numbers(term.key)[row])
      }
      #expect(abs(combined - number) < Tolerance.aliasedCell, "row \(row)")
    }
  }

  /// A column that is the label itself separates the classes; R warns of it.
  @Test(arguments: solvers)
  func aColumnThatSeparatesIsNamed(solver: String) throws {
    var table = try CleanTable("Pima.tr2")
    table.append("answer", table.labels.map { $0 == "Yes" ? 1 : 0 })
    let (fit, _) = try fit(table, ["--solver", solver])
    #expect(try fit.said.text("terminationReason") == "separated")
    #expect(!fit.converged)
    let separation = try #require(fit.separation)
    #expect(separation.kind == "complete" && separation.columns.contains("answer"))
  }

  /// A column that is 1 for some of one class alone separates those.
  @Test(arguments: solvers)
  func aColumnThatSeparatesAFewIsNamed(solver: String) throws {
    var table = try CleanTable("kyphosis")
    table.append("some", table.labels.enumerated().map { $1 == "present" && $0 % 3 == 0 ? 1 : 0 })
    try #require(table.numbers("some").contains(1))
    let (fit, _) = try fit(table, ["--solver", solver])
    #expect(!fit.converged)
    let separation = try #require(fit.separation)
    #expect(separation.kind == "quasi-complete" && separation.columns == ["some"])
  }

  /// Every result of R's is of a table that the tests know how to clean.
  @Test func everyTableHasARecipe() {
    #expect(RResult.tables.allSatisfy { CleanTable.recipes[$0] != nil } && !RResult.tables.isEmpty)
  }
}
