/// What a binary model does when an example counts as positive from a threshold on.
package struct OperatingPoint: Equatable, Sendable {
  /// Of the probability of the positive class; an example at it counts as positive.
  package let threshold: Double
  package let truePositives, falsePositives, falseNegatives, trueNegatives: Int

  /// The share of the flagged examples that are positive; 1 of none, as the curve has it.
  package var precision: Double { ratio(truePositives, flagged, else: 1) }
  /// The share of the positive examples that are flagged.
  package var recall: Double { ratio(truePositives, truePositives + falseNegatives, else: 0) }
  package var f1: Double {
    ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives, else: 0)
  }
  package var falsePositiveRate: Double {
    ratio(falsePositives, falsePositives + trueNegatives, else: 0)
  }
  /// The share of all examples that counts as positive.
  package var shareFlagged: Double {
    ratio(flagged, flagged + falseNegatives + trueNegatives, else: 0)
  }
  /// Recall − false-positive rate (Youden 1950, "Index for rating diagnostic tests").
  package var youden: Double { recall - falsePositiveRate }

  /// How many examples count as positive.
  package var flagged: Int { truePositives + falsePositives }

  private func ratio(_ a: Int, _ b: Int, else none: Double) -> Double {
    b == 0 ? none : Double(a) / Double(b)
  }
}

/// The thresholds that a person can choose from.
package struct ThresholdTable: Equatable, Sendable {
  /// At the thresholds 0.05, 0.1 … 0.95.
  package let rows: [OperatingPoint]
  /// At the threshold that a person chose; at one half the model's own decision, but that it calls
  /// an example exactly there negative.
  package let chosen: OperatingPoint
  /// Where F1 is greatest among all thresholds that tell examples apart; the highest of equal ones.
  package let bestF1: OperatingPoint
  /// Where recall − false-positive rate is greatest; the highest of equal ones.
  package let bestYouden: OperatingPoint
}

extension Predictions {
  /// nil unless the model is binary and there are examples of both classes.
  /// - Parameter chosen: a probability.
  package func thresholdTable(chosen: Double = 0.5) -> ThresholdTable? {
    guard isBinary else { return nil }
    // Of probabilities, which is what a threshold is applied to: far out they are alike.
    let ranking = Ranking(
      scores: actual.indices.map { probabilities[$0 * 2 + 1] }, targets: actual.map { $0 == 1 })
    guard ranking.positives > 0, ranking.negatives > 0 else { return nil }
    var (found, wrong) = (0, 0)
    // One point for each distinct score, thresholds falling.
    let points = ranking.groups.map { group in
      found += group.positives
      wrong += group.negatives
      return OperatingPoint(ranking, threshold: group.score, found: found, wrong: wrong)
    }
    guard let first = points.first else { return nil }
    func best(_ figure: (OperatingPoint) -> Double) -> OperatingPoint {
      points.reduce(first) { figure($1) > figure($0) ? $1 : $0 }
    }
    func at(_ threshold: Double) -> OperatingPoint {
      let last = points.partitioningIndex { $0.threshold < threshold }
      let point = last == 0 ? nil : points[last - 1]
      return OperatingPoint(
        ranking, threshold: threshold, found: point?.truePositives ?? 0,
        wrong: point?.falsePositives ?? 0)
    }
    return ThresholdTable(
      rows: (1..<20).map { at(Double($0) / 20) }, chosen: at(chosen), bestF1: best(\.f1),
      bestYouden: best(\.youden))
  }
}

extension OperatingPoint {
  fileprivate init(_ ranking: Ranking, threshold: Double, found: Int, wrong: Int) {
    self.init(
      threshold: threshold, truePositives: found, falsePositives: wrong,
      falseNegatives: ranking.positives - found, trueNegatives: ranking.negatives - wrong)
  }
}

extension [OperatingPoint] {
  /// The first position from which `isBeyond` holds, in an array where it holds from there on.
  fileprivate func partitioningIndex(_ isBeyond: (OperatingPoint) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
