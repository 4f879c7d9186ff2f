import SigmoidSystem
import SigmoidExamples

extension LogisticModel {
  /// The position of each example's class; nil where its label belongs to none.
  public func classes(of labels: Labels) -> [Int?] {
    let classOfLabel = classes.classOfLabel(labels.names)
    return labels.codes.map { classOfLabel[Int($0)] }
  }

  /// −log(probability of the true class) of each example, in nats: what `Evaluation.logLoss` is the
  /// mean of. From the scores, not from the probabilities, which round to 0 far out.
  /// - Parameters:
  ///   - scores: columns × examples, as `scores(of:)` gives them.
  ///   - classOfExample: the position of each example's class.
  public func losses(ofScores scores: [Double], classOfExample: [Int]) -> [Double] {
    let columns = columns
    require(
      scores.count == classOfExample.count * columns,
      "\(scores.count) scores for \(columns) columns × \(classOfExample.count) examples")
    if isBinary {
      return zip(scores, classOfExample).map {
        Double.binaryLossAndResidual(score: $0, target: Double($1)).0
      }
    }
    let (logits, classes) = (logits(ofScores: scores), classes.count)
    return classOfExample.enumerated().map { example, actual in
      softmaxLoss(logits[example * classes..<(example + 1) * classes], of: actual)
    }
  }
}
