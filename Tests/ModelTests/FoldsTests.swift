import SigmoidExamples
import SigmoidLinear
import SigmoidModel
import TestSupport
import Testing

/// Folds by weights of 0 against folds by copies.
@Suite struct FoldsTests {
  @Test func everyExampleIsInOneFoldAndLabelsAreEven() throws {
    var random = RandomValues()
    for _ in 0..<40 {
      let count = random.int(in: 2..<8)
      let labels = Labels(
        (0..<random.int(in: 60..<300)).map { $0 < 40 ? $0 % 4 : random.int(in: 0..<4) })
      let folds = try Folds(count, of: labels, seed: 7)
      let all = (0..<count).map { folds.examples(of: $0) }
      #expect(all.flatMap { $0 }.sorted() == Array(0..<labels.count))
      let sizes = all.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
      for (code, total) in labels.counts.enumerated() {
        for fold in all {
          let own = fold.count { labels.codes[$0] == code }
          #expect(own == total / count || own == (total + count - 1) / count)
        }
      }
      #expect(try Folds(count, of: labels, seed: 7) == folds)
      #expect(try Folds(count, of: labels, seed: 8) != folds)
    }
    #expect(throws: TableShapeError.self) { try Folds(1, of: Labels(["a", "b"])) }
    #expect(throws: TableShapeError.self) { try Folds(3, of: Labels(["a", "a", "a", "b", "b"])) }
  }

  @Test(arguments: [Solver.newton, .lbfgs])
  func aFoldOfWeightZeroIsAFoldThatIsNotThere(solver: Solver) throws {
    var random = RandomValues()
    let rows = (0..<240).map { _ in (0..<4).map { _ in random.unit() } }
    let labels = rows.map { $0[0] - $0[1] + random.unit() > 0 ? "yes" : "no" }
    let examples = try Examples(rows: rows, labels: Labels(labels))
    let folds = try Folds(4, of: Labels(labels), seed: random.seed)
    let l2 = 1e-2
    let regression = LogisticRegression(solver: solver, l2: l2)
    for fold in 0..<folds.count {
      let weighted = try regression.fit(
        examples, caseWeights: folds.trainingWeights(without: fold))
      let others = (0..<folds.count).filter { $0 != fold }.flatMap { folds.examples(of: $0) }
      let copied = try regression.fit(examples.selecting(others.sorted()))
      // J rises by at least l2/2 times the square of the distance from its optimum.
      let reach = try [weighted, copied].reduce(0) {
        $0 + (2 * (try #require($1.summary.dualityGap)) / l2).squareRoot()
      }
      let distance = zip(weighted.model.weights, copied.model.weights)
        .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      #expect(distance <= reach && reach < 0.02)
      #expect(weighted.summary.isConverged && copied.summary.isConverged)
    }
  }
}
