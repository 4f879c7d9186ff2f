import FoundationEssentials
@testable import SigmoidMetrics
import TestSupport
import Testing

@Suite struct EvaluationTests {
  /// Scores with ties, among them one on the line; what scikit-learn 1.9.1 says of them
  /// (log_loss, roc_auc_score, average_precision_score, brier_score_loss, confusion_matrix,
  /// precision_recall_fscore_support).
  @Test func agreesWithScikitLearn() {
    let evaluation = Evaluation(
      scores: [2.5, -1.0, 0.3, 0.3, -0.2, 4.0, -3.1, 0.3, 1.2, -1.0, 0.0, 2.5],
      targets: [1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 0].map { $0 == 1 }, classNames: ["no", "yes"])
    #expect(evaluation.examples == 12)
    #expect(evaluation.errors == 6 && evaluation.accuracy == 0.5)
    #expect(abs(evaluation.logLoss - 0.7970125825135899) < 1e-15)
    #expect(abs((evaluation.rocAUC ?? .nan) - 0.6000000000000001) < 1e-15)
    #expect(abs((evaluation.averagePrecision ?? .nan) - 0.5988455988455988) < 1e-15)
    #expect(abs(evaluation.brier - 0.2877304823997023) < 1e-15)
    #expect(evaluation.confusion == [[3, 4], [2, 3]])
    let (no, yes) = (evaluation.perClass[0], evaluation.perClass[1])
    #expect(no.label == "no" && no.support == 7 && yes.support == 5)
    #expect(abs(no.precision - 0.6) < 1e-15 && abs(no.recall - 3.0 / 7) < 1e-15)
    #expect(abs(yes.precision - 3.0 / 7) < 1e-15 && abs(yes.recall - 0.6) < 1e-15)
    #expect(no.f1 == 0.5 && yes.f1 == 0.5)
  }

  @Test func confidentErrorsCostTheirScore() {
    let evaluation = Evaluation(
      scores: [-1000, 1000], targets: [true, true], classNames: ["no", "yes"])
    #expect(evaluation.logLoss == 500)
    #expect(evaluation.brier == 0.5)
  }

  @Test func oneClassHasNoRanking() throws {
    let evaluation = Evaluation(
      scores: [1, -1], targets: [true, true], classNames: ["no", "yes"])
    #expect(evaluation.rocAUC == nil && evaluation.averagePrecision == nil)
    #expect(evaluation.perClass[0].precision == 0 && evaluation.perClass[0].f1 == 0)
    let json = String(decoding: try JSONEncoder().encode(evaluation), as: UTF8.self)
    #expect(json.contains("\"rocAUC\":null"))
  }

  @Test func areaIsTheShareOfOrderedPairs() {
    var random = RandomValues()
    for _ in 0..<50 {
      let count = random.int(in: 2..<60)
      let scores = (0..<count).map { _ in (random.unit() * 5).rounded() }
      let targets = (0..<count).map { _ in random.unit() > 0 }
      var (wins, pairs) = (0.0, 0.0)
      for i in 0..<count where targets[i] {
        for j in 0..<count where !targets[j] {
          pairs += 1
          wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0
        }
      }
      let area = Ranking(scores: scores, targets: targets).rocAUC
      if pairs == 0 {
        #expect(area == nil)
      } else {
        #expect(abs((area ?? .nan) - wins / pairs) < 1e-12)
      }
    }
  }
}
