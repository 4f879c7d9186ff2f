/// A point of a curve.
package struct CurvePoint: Equatable, Sendable {
  package let x: Double
  package let y: Double

  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// A ROC or precision-recall curve of one class against the rest, or the mean of several.
package struct RankingCurve: Equatable, Sendable {
  /// The class, or `mean`.
  package let name: String
  /// In the order of a falling threshold.
  package let points: [CurvePoint]
  /// The area under it, as `Evaluation` has it; from all points, not from the thinned ones.
  package let area: Double

  /// More points than a screen shows are left out where a straight line stands for them.
  package static let mostPoints = 500
}

extension Predictions {
  /// x the false-positive rate, y the true-positive rate, from (0, 0) to (1, 1); of several
  /// classes one curve each, then the mean of their rates at each false-positive rate.
  ///
  /// A class that no example or every example bears has none.
  /// - Parameter position: of the only class wanted; nil for the positive one when binary, else all.
  package func rocCurves(of position: Int? = nil) -> [RankingCurve] {
    curves(of: position, area: \.rocAUC) { ranking in
      let (positives, negatives) = (Double(ranking.positives), Double(ranking.negatives))
      var (x, y) = (0, 0)
      return [CurvePoint(x: 0, y: 0)]
        + ranking.groups.map { group in
          x += group.negatives
          y += group.positives
          return CurvePoint(x: Double(x) / negatives, y: Double(y) / positives)
        }
    }
  }

  /// x the recall, y the precision, one step for each distinct score, as scikit-learn's
  /// `precision_recall_curve` has them: from recall 0, where precision is 1 by convention.
  /// - Parameter position: as of `rocCurves`.
  package func precisionRecallCurves(of position: Int? = nil) -> [RankingCurve] {
    curves(of: position, area: \.averagePrecision) { ranking in
      var (found, taken) = (0, 0)
      return [CurvePoint(x: 0, y: 1)]
        + ranking.groups.map { group in
          found += group.positives
          taken += group.positives + group.negatives
          return CurvePoint(
            x: Double(found) / Double(ranking.positives), y: Double(found) / Double(taken))
        }
    }
  }

  private func curves(
    of position: Int?, area: (Ranking) -> Double?, points: (Ranking) -> [CurvePoint]
  ) -> [RankingCurve] {
    var whole: [[CurvePoint]] = []
    var curves: [RankingCurve] = []
    for position in position.map({ [$0] }) ?? rankedClasses {
      let ranking = ranking(of: position)
      guard let area = area(ranking) else { continue }
      let all = points(ranking)
      whole.append(all)
      curves.append(
        RankingCurve(
          name: classNames[position], points: thinned(all, to: RankingCurve.mostPoints), area: area
        ))
    }
    guard curves.count > 1 else { return curves }
    let mean = RankingCurve(
      name: "mean", points: thinned(meanCurve(whole), to: RankingCurve.mostPoints),
      area: curves.reduce(0) { $0 + $1.area } / Double(curves.count))
    return curves + [mean]
  }
}

/// The mean of the curves' heights at a thousand places, straight between their points.
private func meanCurve(_ curves: [[CurvePoint]]) -> [CurvePoint] {
  let places = (0...1000).map { Double($0) / 1000 }
  var sums = [Double](repeating: 0, count: places.count)
  for curve in curves {
    var next = 0
    for (index, x) in places.enumerated() {
      // Of points above one another the last is where the curve goes on.
      while next < curve.count, curve[next].x <= x { next += 1 }
      let left = curve[max(next - 1, 0)]
      guard next < curve.count, curve[next].x > left.x else {
        sums[index] += left.y
        continue
      }
      let right = curve[next]
      sums[index] += left.y + (right.y - left.y) * (x - left.x) / (right.x - left.x)
    }
  }
  let start = curves.reduce(0) { $0 + (($1.first?.y) ?? 0) } / Double(curves.count)
  let points = zip(places, sums).map { CurvePoint(x: $0, y: $1 / Double(curves.count)) }
  // The curves may rise at once.
  return [CurvePoint(x: 0, y: start)] + points
}
