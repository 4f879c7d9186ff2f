@testable import SigmoidOptimization
@testable import SigmoidMetrics
import TestSupport
import Testing

@Suite struct ConfusionMatrixTests {
  private func near(_ found: [Double], _ expected: [Double]) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-15 }
  }

  /// Four classes, the last never predicted: what scikit-learn 1.9.1 says
  /// (confusion_matrix, accuracy_score, precision_recall_fscore_support with zero_division=0).
  @Test func severalClassesAgreeWithScikitLearn() {
    let confusion = ConfusionMatrix(
      predicted: [0, 2, 2, 2, 1, 1, 0, 1, 1, 0], actual: [0, 1, 2, 2, 1, 0, 3, 2, 1, 1],
      classes: 4)
    #expect(confusion.counts == [[1, 1, 0, 0], [1, 2, 1, 0], [0, 1, 2, 0], [1, 0, 0, 0]])
    #expect(confusion.examples == 10 && confusion.errors == 5 && confusion.accuracy == 0.5)
    let classes = confusion.perClass(names: ["a", "b", "c", "d"])
    #expect(classes.map(\.label) == ["a", "b", "c", "d"])
    #expect(classes.map(\.support) == [2, 4, 3, 1])
    #expect(near(classes.map(\.precision), [1.0 / 3, 0.5, 2.0 / 3, 0]))
    #expect(near(classes.map(\.recall), [0.5, 0.5, 2.0 / 3, 0]))
    #expect(near(classes.map(\.f1), [0.4, 0.5, 2.0 / 3, 0]))
  }

  /// Rows are the true classes: an asymmetric matrix tells.
  @Test func rowsAreTrueClasses() {
    let confusion = ConfusionMatrix(predicted: [1, 1, 1, 0], actual: [0, 0, 1, 0], classes: 2)
    #expect(confusion.counts == [[1, 2], [0, 1]])
    let classes = confusion.perClass(names: ["no", "yes"])
    let (no, yes) = (classes[0], classes[1])
    #expect(no.precision == 1 && near([no.recall], [1.0 / 3]))
    #expect(near([yes.precision], [1.0 / 3]) && yes.recall == 1)
  }

  @Test func classWithoutExampleOrPredictionIsZero() {
    let absent = ConfusionMatrix(predicted: [0, 0], actual: [0, 0], classes: 2)
      .perClass(names: ["here", "absent"])[1]
    #expect(absent.precision == 0 && absent.recall == 0 && absent.f1 == 0 && absent.support == 0)
  }
}

@Suite struct RankingTests {
  /// Three scores tie at 0.75, two at 0 and two at −1.25: scikit-learn 1.9.1's roc_auc_score and
  /// average_precision_score.
  @Test func tiesAgreeWithScikitLearn() throws {
    let ranking = Ranking(
      scores: [2.5, -1.25, 0, 0.75, 0.75, -3, 0.75, 4, -1.25, 0, -0.5, 1.5],
      targets: [1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0].map { $0 == 1 })
    #expect(abs(try #require(ranking.rocAUC) - 0.7) < 1e-15)
    #expect(abs(try #require(ranking.averagePrecision) - 0.7813852813852814) < 1e-15)
  }

  @Test func extremes() {
    let scores = [3.0, 2, -1, -2]
    let best = Ranking(scores: scores, targets: [true, true, false, false])
    #expect(best.rocAUC == 1 && best.averagePrecision == 1)
    let worst = Ranking(scores: scores, targets: [false, false, true, true])
    // Precision is 1/3 at the first positive and 2/4 at the second.
    #expect(worst.rocAUC == 0)
    #expect(abs((worst.averagePrecision ?? 0) - 5.0 / 12) < 1e-15)
    let tied = Ranking(scores: [1, 1, 1, 1], targets: [true, false, false, false])
    #expect(tied.rocAUC == 0.5 && tied.averagePrecision == 0.25)
    let infinite = Ranking(scores: [.infinity, -.infinity], targets: [true, false])
    #expect(infinite.rocAUC == 1)
    let signedZeros = Ranking(scores: [0.0, -0.0], targets: [true, false])
    #expect(signedZeros.rocAUC == 0.5)
  }

  @Test func undefinedIsNil() {
    for ranking in [
      Ranking(scores: [1, 2], targets: [true, true]),
      Ranking(scores: [1, 2], targets: [false, false]),
      Ranking(scores: [], targets: []),
      Ranking(scores: [1, .nan, 2], targets: [true, false, false]),
    ] {
      #expect(ranking.rocAUC == nil && ranking.averagePrecision == nil)
    }
  }

  /// The mean, over the positive examples, of the precision among those that score no less.
  @Test func averagePrecisionIsTheMeanPrecisionAtThePositives() {
    var random = RandomValues()
    for _ in 0..<50 {
      let count = random.int(in: 2..<60)
      let scores = (0..<count).map { _ in (random.unit() * 5).rounded() }
      let targets = [true, false] + (2..<count).map { _ in random.unit() > 0.3 }
      var sum = 0.0
      for i in 0..<count where targets[i] {
        let taken = (0..<count).filter { scores[$0] >= scores[i] }
        sum += Double(taken.count { targets[$0] }) / Double(taken.count)
      }
      let expected = sum / Double(targets.count { $0 })
      let found = Ranking(scores: scores, targets: targets).averagePrecision
      #expect(abs((found ?? .nan) - expected) < 1e-12)
    }
  }
}

@Suite struct BinaryEvaluationTests {
  /// scikit-learn 1.9.1's log_loss and brier_score_loss.
  @Test func probabilitiesAgreeWithScikitLearn() {
    let evaluation = Evaluation(
      scores: [2.5, -1.25, 0, 0.75, 0.75, -3, 0.75, 4, -1.25, 0, -0.5, 1.5],
      targets: [1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0].map { $0 == 1 }, classNames: ["no", "yes"])
    #expect(abs(evaluation.logLoss - 0.6143235681751914) < 1e-15)
    #expect(abs(evaluation.brier - 0.2200182422454686) < 1e-15)
    #expect(evaluation.confusion == [[3, 2], [3, 4]])
    #expect(evaluation.accuracy == 7.0 / 12)
  }

  @Test func infiniteScoresThatAreRightCostNothing() {
    let evaluation = Evaluation(
      scores: [.infinity, -.infinity], targets: [true, false], classNames: ["no", "yes"])
    #expect(evaluation.logLoss == 0 && evaluation.brier == 0 && evaluation.errors == 0)
  }
}
