import SigmoidSystem
import SigmoidModel

/// How well predictions fit labels.
public struct Evaluation: Equatable, Sendable, Codable {
  /// Those that are compared.
  public let examples: Int
  /// Examples whose label belongs to no class of the model: they are not compared, and no figure here
  /// includes them.
  public internal(set) var examplesLeftOut = 0
  /// Their labels.
  public internal(set) var labelsLeftOut: [String] = []
  /// The share of examples that are predicted right.
  public let accuracy: Double
  /// Examples that are predicted wrong.
  public let errors: Int
  /// The mean of −log(probability of the true class), in nats.
  public let logLoss: Double
  /// Area under the ROC curve, of several classes the mean of each against the rest; nil when the
  /// test set has one class only.
  public let rocAUC: Double?
  /// Area under the precision-recall steps, of several classes the mean of each against the rest;
  /// nil when the test set has one class only.
  public let averagePrecision: Double?
  /// The mean of (probability − target)², of several classes summed over them.
  public let brier: Double
  /// confusion[true][predicted], in the order of `perClass`.
  public let confusion: [[Int]]
  /// Precision, recall and F1 of each class, in the order of the model.
  public let perClass: [ClassMetrics]
  /// The mean over the classes.
  public let macroAverage: AverageMetrics
  /// Over all decisions together; each of the three is the accuracy when every example has one
  /// class.
  public let microAverage: AverageMetrics

  /// Of a binary model. An example is predicted positive when its score is above 0, that is when
  /// its probability is above one half; on the line it is negative.
  /// - Parameters:
  ///   - scores: z of the positive class, one an example, at least one.
  ///   - targets: whether the example is of the positive class.
  ///   - classNames: of the negative class, then of the positive one.
  public init(scores: [Double], targets: [Bool], classNames: [String]) {
    require(
      scores.count == targets.count, "\(scores.count) scores for \(targets.count) targets")
    require(!scores.isEmpty && classNames.count == 2, "an evaluation of no examples")
    let confusion = ConfusionMatrix(
      predicted: scores.map { $0 > 0 ? 1 : 0 }, actual: targets.map { $0 ? 1 : 0 }, classes: 2)
    let count = Double(scores.count)
    examples = scores.count
    errors = confusion.errors
    accuracy = confusion.accuracy
    // From the score, not from the probability, which rounds to 0 or 1 far out.
    logLoss =
      zip(scores, targets).reduce(0) {
        $0 + Double.binaryLossAndResidual(score: $1.0, target: $1.1 ? 1 : 0).0
      } / count
    brier =
      zip(scores, targets).reduce(0) {
        let residual = Double.binaryLossAndResidual(score: $1.0, target: $1.1 ? 1 : 0).1
        return $0 + residual * residual
      } / count
    let ranking = Ranking(scores: scores, targets: targets)
    rocAUC = ranking.rocAUC
    averagePrecision = ranking.averagePrecision
    self.confusion = confusion.counts
    perClass = confusion.perClass(names: classNames)
    macroAverage = AverageMetrics(macro: perClass)
    microAverage = AverageMetrics(micro: confusion)
  }

  /// Of a model of several classes; the class with the greatest score is predicted.
  /// - Parameters:
  ///   - scores: classes × examples, column-major, at least one example.
  ///   - classOfExample: the position of each example's class.
  public init(scores: [Double], classOfExample: [Int], classNames: [String]) {
    let classes = classNames.count
    require(
      classes > 1 && scores.count == classOfExample.count * classes && !scores.isEmpty,
      "\(scores.count) scores for \(classes) classes × \(classOfExample.count) examples")
    let confusion = ConfusionMatrix(
      predicted: mostLikely(scores, classes: classes), actual: classOfExample, classes: classes)
    let probabilities = softmax(scores, classes: classes)
    let count = Double(classOfExample.count)
    var (logLoss, brier) = (0.0, 0.0)
    for (example, actual) in classOfExample.enumerated() {
      let range = example * classes..<(example + 1) * classes
      logLoss += softmaxLoss(scores[range], of: actual)
      for index in range {
        let residual = probabilities[index] - (index - range.lowerBound == actual ? 1 : 0)
        brier += residual * residual
      }
    }
    let rankings = (0..<classes).map { label in
      Ranking(
        scores: classOfExample.indices.map { probabilities[$0 * classes + label] },
        targets: classOfExample.map { $0 == label })
    }
    examples = classOfExample.count
    errors = confusion.errors
    accuracy = confusion.accuracy
    self.logLoss = logLoss / count
    self.brier = brier / count
    rocAUC = Self.mean(rankings.map(\.rocAUC))
    averagePrecision = Self.mean(rankings.map(\.averagePrecision))
    self.confusion = confusion.counts
    perClass = confusion.perClass(names: classNames)
    macroAverage = AverageMetrics(macro: perClass)
    microAverage = AverageMetrics(micro: confusion)
  }

  /// nil when any is.
  private static func mean(_ values: [Double?]) -> Double? {
    let known = values.compactMap { $0 }
    return known.count == values.count ? known.reduce(0, +) / Double(known.count) : nil
  }

  private enum CodingKeys: String, CodingKey {
    case examples, examplesLeftOut, labelsLeftOut, accuracy, errors, logLoss, rocAUC,
      averagePrecision, brier, confusion, perClass
    case macroAverage, microAverage
  }

  /// Every key is always present; an undefined value is null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(examples, forKey: .examples)
    try container.encode(examplesLeftOut, forKey: .examplesLeftOut)
    try container.encode(labelsLeftOut, forKey: .labelsLeftOut)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(errors, forKey: .errors)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(rocAUC, forKey: .rocAUC)
    try container.encode(averagePrecision, forKey: .averagePrecision)
    try container.encode(brier, forKey: .brier)
    try container.encode(confusion, forKey: .confusion)
    try container.encode(perClass, forKey: .perClass)
    try container.encode(macroAverage, forKey: .macroAverage)
    try container.encode(microAverage, forKey: .microAverage)
  }
}
