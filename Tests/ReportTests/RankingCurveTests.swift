@testable import SigmoidMetrics
import TestSupport
import Testing

@Suite struct RankingCurveTests {
  private func near(_ points: [CurvePoint], _ xs: [Double], _ ys: [Double]) -> Bool {
    points.count == xs.count
      && zip(points, zip(xs, ys)).allSatisfy {
        abs($0.x - $1.0) < 1e-12 && abs($0.y - $1.1) < 1e-12
      }
  }

  /// scikit-learn 1.9's roc_curve and precision_recall_curve, drop_intermediate=False.
  @Test func pointsAgreeWithScikitLearn() throws {
    let scored = try SomeScores.binary(SomeScores.twelve, SomeScores.twelveTargets)
    let roc = try #require(scored.rocCurves().first)
    let recall = [0, 1, 2, 2, 4, 6, 6, 7, 7].map { Double($0) / 7 }
    #expect(near(roc.points, [0, 0, 0, 0.2, 0.4, 0.4, 0.6, 0.8, 1], recall))
    #expect(roc.name == "yes" && abs(roc.area - 0.7) < 1e-12)
    let pr = try #require(scored.precisionRecallCurves().first)
    let precision = [1, 1, 1, 2.0 / 3, 2.0 / 3, 0.75, 2.0 / 3, 7.0 / 11, 7.0 / 12]
    #expect(near(pr.points, recall, precision))
    #expect(abs(pr.area - 0.7813852813852814) < 1e-12)
  }

  private func area(_ points: [CurvePoint]) -> Double {
    zip(points, points.dropFirst()).reduce(0) {
      $0 + ($1.1.x - $1.0.x) * ($1.1.y + $1.0.y) / 2
    }
  }

  @Test func areaOfTheThinnedCurveIsThatOfTheScores() throws {
    var random = RandomValues()
    for classes in [2, 2, 4] {
      let count = 3000
      let names = (0..<classes).map { "c\($0)" }
      let actual = (0..<count).map { $0 % classes }
      let columns = classes == 2 ? 1 : classes
      let scores = (0..<count * columns).map { index in
        random.unit() * 2
          + (columns == 1
            ? Double(actual[index]) : actual[index / columns] == index % columns ? 1 : 0)
      }
      let scored = try Predictions(
        model: SomeScores.model(classes: names), scores: scores,
        labels: .init(actual.map { names[$0] }))
      for curve in scored.rocCurves() {
        #expect(curve.points.count <= RankingCurve.mostPoints)
        #expect(curve.points.first?.x == 0 && curve.points.last == CurvePoint(x: 1, y: 1))
        #expect(zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.x <= $1.x })
        // A thousandth of the height, and a thousand places of the mean.
        #expect(abs(area(curve.points) - curve.area) < 2e-3, "\(curve.name)")
      }
      #expect(scored.rocCurves().count == (classes == 2 ? 1 : classes + 1))
      for curve in scored.precisionRecallCurves() {
        #expect(curve.points.count <= RankingCurve.mostPoints)
        #expect(curve.points.allSatisfy { (0...1).contains($0.x) && (0...1).contains($0.y) })
      }
    }
  }

  @Test func aCurveOfOneClassAgainstTheRest() throws {
    let scored = try SomeScores.binary([3, 2, -1], [1, 0, 0])
    #expect(scored.rocCurves(of: 0).map(\.name) == ["no"])
    #expect(scored.rocCurves(of: 0).first?.area == 1)
    #expect(try SomeScores.binary([3, 2], [1, 1]).rocCurves().isEmpty)
  }
}

@Suite struct ThresholdTableTests {
  @Test func everyRowCountsAsTheDefinitionDoes() throws {
    var random = RandomValues()
    for _ in 0..<60 {
      let scored = try SomeScores.random(&random, classes: 2, count: random.int(in: 4..<50))
      let table = try #require(scored.thresholdTable())
      #expect(table.rows.map(\.threshold) == (1..<20).map { Double($0) / 20 })
      func count(_ threshold: Double, flagged: Bool, positive: Bool) -> Int {
        scored.actual.indices.count {
          (scored.probabilities[$0 * 2 + 1] >= threshold) == flagged
            && (scored.actual[$0] == 1) == positive
        }
      }
      let candidates = Set(scored.actual.indices.map { scored.probabilities[$0 * 2 + 1] })
      func f1(_ threshold: Double) -> Double {
        let right = Double(count(threshold, flagged: true, positive: true))
        return 2 * right
          / (2 * right + Double(count(threshold, flagged: true, positive: false))
            + Double(count(threshold, flagged: false, positive: true)))
      }
      for row in table.rows + [table.chosen, table.bestF1, table.bestYouden] {
        #expect(row.truePositives == count(row.threshold, flagged: true, positive: true))
        #expect(row.falsePositives == count(row.threshold, flagged: true, positive: false))
        #expect(row.falseNegatives == count(row.threshold, flagged: false, positive: true))
        #expect(row.trueNegatives == count(row.threshold, flagged: false, positive: false))
        #expect(row.f1 <= table.bestF1.f1 && row.youden <= table.bestYouden.youden)
        #expect(row.youden == row.recall - row.falsePositiveRate)
      }
      #expect(candidates.contains(table.bestF1.threshold))
      #expect(abs(table.bestF1.f1 - (candidates.map(f1).max() ?? 0)) < 1e-12)
      let flagged = Double(table.chosen.truePositives + table.chosen.falsePositives)
      #expect(table.chosen.shareFlagged == flagged / Double(scored.count))
    }
  }

  @Test func thereIsNoneOfSeveralClassesOrOfOne() throws {
    var random = RandomValues()
    #expect(try SomeScores.random(&random, classes: 3, count: 9).thresholdTable() == nil)
    #expect(try SomeScores.binary([1, 2], [1, 1]).thresholdTable() == nil)
  }

  @Test func histogramCountsEveryExampleOnce() throws {
    var random = RandomValues()
    let scored = try SomeScores.binary([.infinity, -.infinity, 0, 1], [1, 0, 1, 0])
    let histogram = scored.scoreHistogram
    #expect(histogram.name == "yes" && histogram.groups == ["no", "yes"])
    #expect(histogram.counts[0][0] == 1 && histogram.counts[0][14] == 1)
    #expect(histogram.counts[1][10] == 1 && histogram.counts[1][19] == 1)
    let several = try SomeScores.random(&random, classes: 4, count: 50)
    #expect(several.scoreHistogram.counts[1].reduce(0, +) == several.evaluation.errors)
    #expect(several.scoreHistogram.counts.joined().reduce(0, +) == 50)
  }
}
