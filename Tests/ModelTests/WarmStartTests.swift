import SigmoidExamples
import SigmoidModel
import TestSupport
import Testing

/// Fits that begin where another one ended.
@Suite struct WarmStartTests {
  /// Many of these features are decided by few of the examples: uncorrelated scales that a solver
  /// without curvature would take many steps for.
  private func examples(_ random: inout RandomValues, classes: Int) throws -> Examples {
    let rows = (0..<900).map { _ in (0..<12).map { random.unit() * Double(1 << ($0 / 2)) } }
    let labels = rows.map { row in
      let score = row[0] + row[2] / 2 - row[4] / 4 + 0.2 * random.unit()
      return "\(min(classes - 1, max(0, Int(score * Double(classes)))))"
    }
    return try Examples(rows: rows, labels: Labels(labels))
  }

  @Test(arguments: [2, 4])
  func curvatureThatIsKnownSavesEvaluationsAndChangesNoOptimum(classes: Int) throws {
    var random = RandomValues()
    let table = try examples(&random, classes: classes)
    let first = try LogisticRegression(solver: .lbfgs, l2: 1e-4).fit(table)
    #expect(first.curvature != nil)
    let regression = LogisticRegression(solver: .lbfgs, l2: 1.3e-4)
    let cold = try regression.fit(table)
    let warm = try regression.fit(table, run: RunOptions(after: first))
    #expect(warm.summary.evaluations < cold.summary.evaluations)
    // From zero too it is used: the steps are others.
    let shaped = try regression.fit(table, run: RunOptions(startCurvature: first.curvature))
    #expect(shaped.model.weights != cold.model.weights)
    for fit in [cold, warm, shaped] { #expect(fit.summary.isConverged) }
    // Each is within its own proven gap of the same optimum.
    let gaps = try [cold, warm].map { try #require($0.summary.dualityGap) }
    #expect(abs(cold.summary.objective - warm.summary.objective) <= gaps.reduce(0, +))
  }

  @Test func curvatureOfAnotherShapeIsLeftAlone() throws {
    var random = RandomValues()
    let table = try examples(&random, classes: 2)
    let narrow = try Examples(
      rows: (0..<300).map { _ in [random.unit(), random.unit()] },
      labels: Labels((0..<300).map { $0 % 3 == 0 }))
    let other = try LogisticRegression(solver: .lbfgs, l2: 1e-4).fit(narrow)
    let regression = LogisticRegression(solver: .lbfgs, l2: 1e-3)
    let plain = try regression.fit(table)
    let given = try regression.fit(
      table, run: RunOptions(startCurvature: try #require(other.curvature)))
    #expect(plain.model.weights == given.model.weights)
  }

  @Test func newtonKeepsNone() throws {
    var random = RandomValues()
    let table = try examples(&random, classes: 2)
    #expect(try LogisticRegression(solver: .newton, l2: 1e-3).fit(table).curvature == nil)
  }
}
