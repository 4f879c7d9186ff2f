import Datasets
import LinearAlgebra
import LogisticRegression

/// What a model says of labelled examples: all that the figures and charts are made from.
public struct ScoredExamples: Sendable {
  /// Names of the model's classes; of a binary model the negative one, then the positive one.
  public let classNames: [String]
  /// Whether one class is told from the other, with a score and a threshold.
  public let isBinary: Bool
  /// Columns × examples; one an example when binary.
  public let scores: [Double]
  /// Classes × examples.
  public let probabilities: [Double]
  /// The position of the true class of each example.
  public let actual: [Int]
  /// The position of the predicted class of each example.
  public let predicted: [Int]
  /// −log(probability of the true class) of each example, in nats.
  public let losses: [Double]
  /// The position of each example in the set it came from, of which those whose label belongs to
  /// no class of the model are left out.
  public let positions: [Int]
  /// What `sigmoid evaluate` says of them.
  public let evaluation: Evaluation

  public var count: Int { actual.count }

  /// - Parameters:
  ///   - scores: columns × examples, as the model gives them for the whole set.
  ///   - labels: one an example.
  /// - Throws: `NothingToDraw` when no label belongs to a class of the model, or a score is NaN.
  public init(
    model: LogisticModel, scores: [Double], labels: Labels
  ) throws(NothingToDraw) {
    let columns = model.intercepts.count
    precondition(
      scores.count == labels.count * columns,
      "\(scores.count) scores for \(columns) columns × \(labels.count) examples")
    if let index = scores.firstIndex(where: \.isNaN) {
      throw NothingToDraw(
        expected: "scores that are numbers",
        found: "NaN for example \(index / columns), counted from 0: the weights are too large")
    }
    let classOfExample = model.classes(of: labels)
    positions = classOfExample.indices.filter { classOfExample[$0] != nil }
    guard !positions.isEmpty else {
      throw NothingToDraw(
        expected: "examples of the classes "
          + model.classes.map(\.name).joined(separator: ", "),
        found: "only the labels " + labels.names.joined(separator: ", "))
    }
    actual = classOfExample.compactMap { $0 }
    let kept =
      positions.count == labels.count
      ? scores : positions.flatMap { scores[$0 * columns..<($0 + 1) * columns] }
    self.scores = kept
    classNames = model.classes.map(\.name)
    isBinary = model.isBinary
    probabilities = model.probabilities(ofScores: kept)
    predicted = model.predictedClasses(ofScores: kept)
    losses = model.losses(ofScores: kept, classOfExample: actual)
    evaluation = model.evaluation(ofScores: kept, classOfExample: actual, amongst: labels)
  }

  /// - Throws: `ModelWidthError`, `TrainingDataError` for a NaN or infinity, or `NothingToDraw`.
  public init(model: LogisticModel, examples: ExampleSet) throws {
    let scores =
      switch examples {
      case .bytes(let data): try Self.scores(model, data.features)
      case .floats(let data): try Self.scores(model, data.features)
      case .doubles(let data): try Self.scores(model, data.features)
      case .sparse(let data): try Self.scores(model, data.features)
      }
    try self.init(model: model, scores: scores, labels: examples.labels)
  }

  private static func scores<Features: FeatureStorage>(
    _ model: LogisticModel, _ features: Features
  ) throws -> [Double] {
    if let position = features.firstNonFinite() { throw TrainingDataError.nonFinite(position) }
    return try model.scores(of: features)
  }

  /// The probability of the predicted class of each example: the confidence.
  public var confidences: [Double] {
    let classes = classNames.count
    return predicted.indices.map { probabilities[$0 * classes + predicted[$0]] }
  }

  /// What orders the examples by how likely they are of the class at `position`: the score when
  /// binary, which does not round to 1, else the probability.
  func ranking(of position: Int) -> Ranking {
    let classes = classNames.count
    let values =
      isBinary
      ? (position == 1 ? scores : scores.map { -$0 })
      : actual.indices.map { probabilities[$0 * classes + position] }
    return Ranking(scores: values, targets: actual.map { $0 == position })
  }

  /// The classes that have a curve: the positive one when binary, else all of them.
  public var rankedClasses: [Int] { isBinary ? [1] : Array(classNames.indices) }
}

/// A picture that the model and the data at hand cannot give.
public struct NothingToDraw: Error, Equatable, CustomStringConvertible {
  public let expected: String
  public let found: String

  public init(expected: String, found: String) {
    self.expected = expected
    self.found = found
  }

  public var description: String { "expected \(expected), found \(found)" }
}
