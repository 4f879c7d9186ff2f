import SigmoidSystem

/// How well scores put the positive examples before the negative ones, whatever the threshold.
///
/// A score that is NaN has no place in an order: with one among the scores, nothing is defined.
package struct Ranking: Sendable {
  /// The examples that share a score.
  package struct Group: Equatable, Sendable {
    package let score: Double
    package var positives = 0
    package var negatives = 0
  }

  /// One group for each distinct score, the highest first; ties are decided together.
  package let groups: [Group]
  package let positives: Int
  package let negatives: Int

  package init(scores: [Double], targets: [Bool]) {
    require(
      scores.count == targets.count, "\(scores.count) scores for \(targets.count) targets")
    var groups: [Group] = []
    let ranked = scores.contains(where: \.isNaN) ? [] : Array(scores.indices)
    var previous = Double.nan
    for index in ranked.sorted(by: { scores[$0] > scores[$1] }) {
      if scores[index] != previous { groups.append(Group(score: scores[index])) }
      previous = scores[index]
      if targets[index] {
        groups[groups.count - 1].positives += 1
      } else {
        groups[groups.count - 1].negatives += 1
      }
    }
    self.groups = groups
    positives = groups.reduce(0) { $0 + $1.positives }
    negatives = groups.reduce(0) { $0 + $1.negatives }
  }

  /// The probability that a positive example scores above a negative one, a tie counting half
  /// (Mann and Whitney 1947); nil without examples of both.
  package var rocAUC: Double? {
    guard positives > 0 && negatives > 0 else { return nil }
    var above = 0
    var wins = 0.0
    for group in groups {
      wins += Double(group.negatives) * (Double(above) + Double(group.positives) / 2)
      above += group.positives
    }
    return wins / Double(positives) / Double(negatives)
  }

  /// Σ (R_n − R_{n−1})·P_n over the distinct thresholds, recall R and precision P, without
  /// interpolation, as scikit-learn's `average_precision_score` has it; nil without examples of
  /// both.
  package var averagePrecision: Double? {
    guard positives > 0 && negatives > 0 else { return nil }
    var (found, taken) = (0, 0)
    var sum = 0.0
    for group in groups {
      found += group.positives
      taken += group.positives + group.negatives
      sum += Double(group.positives) / Double(positives) * Double(found) / Double(taken)
    }
    return sum
  }
}
