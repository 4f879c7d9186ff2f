/// The area under the ROC curve with its interval.
///
/// E. DeLong, D. DeLong, D. Clarke-Pearson, "Comparing the areas under two or more correlated
/// receiver operating characteristic curves: a nonparametric approach", Biometrics 1988. A positive
/// example's placement is the share of the negative ones that it scores above, a tie counting half,
/// and the other way round; the area is their mean, and their variances give its own. Computed
/// from sorted groups, in O(n log n) (Sun and Xu 2014).
///
/// Of several classes it is the mean of each against the rest. An example's placements in all of
/// these are added before they are squared, which takes in how the areas vary together. Where all
/// placements are alike, at an area of 1 say, the interval has no width.
enum RankingInterval {
  /// nil when one of the areas is undefined: a class has no example, or all of them.
  static func area(_ examples: Predictions) -> IntervalEstimate? {
    let classes = examples.rankedClasses
    var area = 0.0
    var fewest = Int.max
    var influence = [Double](repeating: 0, count: examples.count)
    for position in classes {
      let ranking = examples.ranking(of: position)
      guard let own = ranking.rocAUC else { return nil }
      area += own / Double(classes.count)
      fewest = min(fewest, ranking.positives, ranking.negatives)
      let placements = Placements(ranking)
      let targets = examples.actual
      for example in influence.indices {
        let value = examples.rankingValue(of: position, example)
        influence[example] +=
          placements.deviation(value, isPositive: targets[example] == position, area: own)
          / Double(classes.count)
      }
    }
    // One example alone does not tell how such examples vary.
    guard fewest > 1 else { return IntervalEstimate(value: area, low: 0, high: 1) }
    let variance = influence.reduce(0) { $0 + $1 * $1 }
    return .normal(area, standardError: variance.squareRoot(), within: 0...1)
  }
}

extension Predictions {
  /// The number that `ranking(of:)` has for one example.
  fileprivate func rankingValue(of position: Int, _ example: Int) -> Double {
    if isBinary { return position == 1 ? scores[example] : -scores[example] }
    return probabilities[example * classNames.count + position]
  }
}

/// For each distinct score, the share of the other kind that an example there is right about.
private struct Placements {
  private var ofPositive: [Double: Double] = [:]
  private var ofNegative: [Double: Double] = [:]
  private let positives, negatives: Double

  init(_ ranking: Ranking) {
    positives = Double(ranking.positives)
    negatives = Double(ranking.negatives)
    var (positivesAbove, negativesAbove) = (0.0, 0.0)
    for group in ranking.groups {
      let (p, n) = (Double(group.positives), Double(group.negatives))
      ofPositive[group.score] = 1 - (negativesAbove + n / 2) / negatives
      ofNegative[group.score] = (positivesAbove + p / 2) / positives
      positivesAbove += p
      negativesAbove += n
    }
  }

  /// How far a placement lies from the area, in such a unit that the sum of the squares is
  /// DeLong's variance.
  func deviation(_ score: Double, isPositive: Bool, area: Double) -> Double {
    let count = isPositive ? positives : negatives
    let unit = (count * (count - 1)).squareRoot()
    return unit == 0
      ? 0 : ((isPositive ? ofPositive : ofNegative)[score, default: area] - area) / unit
  }
}
