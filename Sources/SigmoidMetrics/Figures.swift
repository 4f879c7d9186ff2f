/// The headline figures of a test set, with 95 % intervals.
package struct Figures: Equatable, Sendable {
  package let examples: Int
  package let errors: Int
  /// Wilson's interval.
  package let accuracy: IntervalEstimate
  /// In nats; normal, from the variance of the losses.
  package let logLoss: IntervalEstimate
  /// The mean of (probability − target)², of several classes summed over them; normal.
  package let brier: IntervalEstimate
  /// DeLong's interval; of several classes the mean of each against the rest. nil when the set has
  /// one class only, or lacks one.
  package let rocAUC: IntervalEstimate?
  /// Of the predicted class's probability.
  package let calibration: Calibration

  /// - Parameter seed: of the bootstrap of the calibration error.
  package init(_ examples: Predictions, seed: UInt64 = 0) {
    let evaluation = examples.evaluation
    self.examples = examples.count
    errors = evaluation.errors
    accuracy = .share(examples.count - evaluation.errors, of: examples.count)
    logLoss = .mean(of: examples.losses, within: 0...Double.infinity)
    brier = .mean(of: examples.squaredErrors, within: 0...(examples.isBinary ? 1 : 2))
    rocAUC = RankingInterval.area(examples)
    calibration = Calibration(
      confidences: examples.confidences,
      isRight: zip(examples.actual, examples.predicted).map { $0 == $1 }, seed: seed)
  }
}

extension Predictions {
  /// (probability − target)² of each example: of the positive class, or summed over several.
  var squaredErrors: [Double] {
    let classes = classNames.count
    return actual.enumerated().map { example, actual in
      let own = probabilities[example * classes..<(example + 1) * classes]
      func residual(_ position: Int) -> Double {
        own[own.startIndex + position] - (position == actual ? 1 : 0)
      }
      if isBinary { return residual(1) * residual(1) }
      return (0..<classes).reduce(0) { $0 + residual($1) * residual($1) }
    }
  }
}

extension Evaluation {
  /// The share of each true class that was predicted as each, confusion[true][predicted] over the
  /// row's sum; 0 in a row without examples.
  public var confusionShares: [[Double]] {
    confusion.map { row in
      let sum = row.reduce(0, +)
      return row.map { sum == 0 ? 0 : Double($0) / Double(sum) }
    }
  }
}
