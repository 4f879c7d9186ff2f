/// How the predicted probabilities are spread, apart for each true class: well separated classes
/// lie at the two ends.
package struct ScoreHistogram: Equatable, Sendable {
  /// What is counted: the probability of this class, or of the predicted one when there are several.
  package let name: String
  /// The names of the groups: the two classes, or `right` and `wrong`.
  package let groups: [String]
  /// counts[group][bin], bins of equal width from 0 to 1.
  package let counts: [[Int]]

  package static let binCount = 20
}

extension Predictions {
  /// Of a binary model the probability of the positive class by the true class; of several classes
  /// the confidence of right and of wrong predictions.
  package var scoreHistogram: ScoreHistogram {
    let bins = ScoreHistogram.binCount
    var counts = [[Int]](repeating: [Int](repeating: 0, count: bins), count: 2)
    let values =
      isBinary ? actual.indices.map { probabilities[$0 * 2 + 1] } : confidences
    for (example, value) in values.enumerated() {
      let group = isBinary ? actual[example] : actual[example] == predicted[example] ? 0 : 1
      counts[group][min(Int(value * Double(bins)), bins - 1)] += 1
    }
    return ScoreHistogram(
      name: isBinary ? classNames[1] : "the predicted class",
      groups: isBinary ? classNames : ["right", "wrong"], counts: counts)
  }
}
