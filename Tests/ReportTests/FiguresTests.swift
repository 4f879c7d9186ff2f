@testable import SigmoidExamples
@testable import SigmoidMetrics
import TestSupport
import Testing

@Suite struct FiguresTests {
  private func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }

  /// From NumPy: DeLong's placements by all pairs, standard errors with ddof=1, ECE by its bins.
  @Test func twelveExamplesAgreeWithNumPy() throws {
    let scored = try SomeScores.binary(SomeScores.twelve, SomeScores.twelveTargets)
    let figures = Figures(scored)
    let z = IntervalEstimate.normalQuantile
    let area = try #require(figures.rocAUC)
    #expect(isNear(area.value, 0.7) && isNear(area.low, 0.36517485179688675))
    #expect(area.high == 1)
    #expect(isNear(figures.logLoss.value, 0.6143235681751914))
    #expect(isNear(figures.logLoss.high, 0.6143235681751914 + z * 0.16217573249543202))
    #expect(isNear(figures.brier.value, 0.2200182422454686))
    #expect(isNear(figures.brier.low, 0.2200182422454686 - z * 0.0681318048970641))
    #expect(isNear(figures.calibration.error.value, 0.244043435669021))
    #expect(figures.accuracy == IntervalEstimate.share(7, of: 12) && figures.errors == 5)
  }

  @Test func valuesAreThoseOfTheEvaluation() throws {
    var random = RandomValues()
    for _ in 0..<12 {
      let scored = try SomeScores.anyKind(&random, count: random.int(in: 12..<60))
      let figures = Figures(scored)
      let evaluation = scored.evaluation
      #expect(isNear(figures.logLoss.value, evaluation.logLoss))
      #expect(isNear(figures.brier.value, evaluation.brier))
      #expect(isNear(figures.accuracy.value, evaluation.accuracy))
      #expect(isNear(try #require(figures.rocAUC).value, try #require(evaluation.rocAUC)))
      for estimate in [figures.logLoss, figures.brier, figures.calibration.error] {
        #expect(estimate.low <= estimate.value && estimate.value <= estimate.high)
      }
    }
  }

  /// DeLong's variance by its definition, from all pairs of a positive and a negative example.
  @Test func areaIntervalIsThatOfAllPairs() throws {
    var random = RandomValues()
    for _ in 0..<60 {
      let scored = try SomeScores.random(&random, classes: 2, count: random.int(in: 4..<40))
      let positive = scored.scores.indices.filter { scored.actual[$0] == 1 }
      let negative = scored.scores.indices.filter { scored.actual[$0] == 0 }
      func wins(_ p: Int, _ n: Int) -> Double {
        let (a, b) = (scored.scores[p], scored.scores[n])
        return a > b ? 1 : a == b ? 0.5 : 0
      }
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      func variance(_ values: [Double]) -> Double {
        values.reduce(0) { $0 + ($1 - mean(values)) * ($1 - mean(values)) }
          / Double(values.count - 1)
      }
      let placed = positive.map { p in mean(negative.map { wins(p, $0) }) }
      let others = negative.map { n in mean(positive.map { wins($0, n) }) }
      let error =
        (variance(placed) / Double(placed.count) + variance(others) / Double(others.count))
        .squareRoot()
      let area = try #require(Figures(scored).rocAUC)
      #expect(isNear(area.low, max(0, mean(placed) - IntervalEstimate.normalQuantile * error)))
      #expect(isNear(area.high, min(1, mean(placed) + IntervalEstimate.normalQuantile * error)))
    }
  }

  /// Two classes as a softmax of two columns: both areas are the same, and so is their mean's
  /// interval. Independent placements would make it narrower by √2.
  @Test func areasThatVaryTogetherAreNotTakenAsIndependent() throws {
    var random = RandomValues()
    let scores = (0..<40).map { _ in (random.unit() * 9).rounded() / 4 }
    let actual = (0..<40).map { $0 < 4 ? $0 % 2 : random.int(in: 0..<2) }
    let one = try SomeScores.binary(scores, actual)
    let two = try Predictions(
      model: SomeScores.model(classes: ["no", "yes"], link: .softmax),
      scores: scores.flatMap { [0, $0] }, labels: Labels(actual.map { $0 == 1 ? "yes" : "no" }))
    let (a, b) = (try #require(Figures(one).rocAUC), try #require(Figures(two).rocAUC))
    #expect(isNear(a.value, b.value) && isNear(a.low, b.low) && isNear(a.high, b.high))
  }

  @Test func undefinedAndUnknownAreSaid() throws {
    let oneClass = try SomeScores.binary([1, 2], [1, 1])
    #expect(Figures(oneClass).rocAUC == nil)
    let onePositive = try SomeScores.binary([1, 2, 3], [0, 0, 1])
    #expect(Figures(onePositive).rocAUC == IntervalEstimate(value: 1, low: 0, high: 1))
    let none = #expect(throws: NothingToDraw.self) {
      try Predictions(
        model: SomeScores.model(classes: ["a", "b"]), scores: [1], labels: Labels(["z"]))
    }
    #expect(none?.found == "only the labels z")
    #expect(throws: NothingToDraw.self) { try SomeScores.binary([1, .nan], [1, 0]) }
    // Far out nothing is lost, and infinite scores are numbers.
    let far = Figures(try SomeScores.binary([800, -800, .infinity, -900], [1, 0, 1, 1]))
    #expect(isNear(far.logLoss.value, 225) && far.errors == 1)
  }

  @Test func examplesOfOtherLabelsAreLeftOut() throws {
    let scored = try Predictions(
      model: SomeScores.model(classes: ["a", "b"]), scores: [1, 2, -3, 4],
      labels: Labels(["z", "b", "b", "a"]))
    #expect(scored.positions == [1, 2, 3] && scored.scores == [2, -3, 4])
    #expect(scored.worstMistakes(9) == [2, 1] && scored.leastCertain(1) == [0])
  }

  @Test func notableExamplesAreTheExtremeOnes() throws {
    var random = RandomValues()
    for _ in 0..<40 {
      let scored = try SomeScores.anyKind(&random, count: 40)
      let worst = scored.worstMistakes(5)
      let wrong = (0..<40).filter { scored.actual[$0] != scored.predicted[$0] }
      #expect(worst.count == min(5, wrong.count) && Set(worst).isSubset(of: wrong))
      let rest = Set(wrong).subtracting(worst).map { scored.losses[$0] }.max() ?? 0
      #expect(worst.allSatisfy { scored.losses[$0] >= rest })
      let classes = scored.classNames.count
      func margin(_ example: Int) -> Double {
        let own = scored.probabilities[example * classes..<(example + 1) * classes].sorted()
        return own[classes - 1] - own[classes - 2]
      }
      let least = scored.leastCertain(7)
      #expect(least.map(margin) == (0..<40).map(margin).sorted().prefix(7).map { $0 })
    }
  }

  @Test func rowsOfSharesAddUpToOne() throws {
    let evaluation = Evaluation(
      scores: [1, -1, 1], targets: [true, true, true], classNames: ["no", "yes"])
    let shares: [[Double]] = [[0, 0], [1.0 / 3, 2.0 / 3]]
    #expect(evaluation.confusionShares == shares)
  }
}
