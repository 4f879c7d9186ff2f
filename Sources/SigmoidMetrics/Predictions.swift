import SigmoidExamples
import SigmoidSystem
import SigmoidModel

/// What a model says of labelled examples: all that the figures and charts are made from.
package struct Predictions: Sendable {
  /// Names of the model's classes; of a binary model the negative one, then the positive one.
  package let classNames: [String]
  /// Whether one class is told from the other, with a score and a threshold.
  package let isBinary: Bool
  /// Columns × examples; one an example when binary.
  package let scores: [Double]
  /// Classes × examples.
  package let probabilities: [Double]
  /// The position of the true class of each example.
  package let actual: [Int]
  /// The position of the predicted class of each example.
  package let predicted: [Int]
  /// −log(probability of the true class) of each example, in nats.
  package let losses: [Double]
  /// The position of each example in the set it came from, of which those whose label belongs to
  /// no class of the model are left out.
  package private(set) var positions: [Int]
  /// What `sigmoid evaluate` says of them.
  package let evaluation: Evaluation

  package var count: Int { actual.count }

  /// - Parameters:
  ///   - scores: columns × examples, as the model gives them for the whole set.
  ///   - labels: one an example.
  /// - Throws: `NothingToDraw` when no label belongs to a class of the model, or a score is NaN.
  package init(
    model: LogisticModel, scores: [Double], labels: Labels
  ) throws(NothingToDraw) {
    let columns = model.columns
    require(
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

  /// One with a case weight of 3 is there three times, see `Examples.copies`.
  /// - Throws: `FileError` without labels, `ModelWidthError`, `TrainingDataError` for a NaN or
  ///   infinity, or `NothingToDraw`.
  package init(model: LogisticModel, examples: Examples) throws {
    let labels = try examples.requiredLabels()
    let scores = try model.scores(ofFinite: examples.features)
    guard let copies = examples.copies else {
      try self.init(model: model, scores: scores, labels: labels)
      return
    }
    // As many times as `evaluate` counts it.
    let columns = model.columns
    let count = copies.reduce(0, +)
    try AvailableMemory.require(
      count * (columns + 3) * 8 * MemoryLayout<Double>.size, path: examples.source.path,
      purpose: "the scores of \(count) examples",
      remedy: "use fewer examples, or a machine with more memory")
    let all = copies.indices.flatMap { repeatElement($0, count: copies[$0]) }
    try self.init(
      model: model, scores: all.flatMap { scores[$0 * columns..<($0 + 1) * columns] },
      labels: labels.selecting(all))
    positions = positions.map { all[$0] }
  }

  /// The probability of the predicted class of each example: the confidence.
  package var confidences: [Double] {
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
  package var rankedClasses: [Int] { isBinary ? [1] : Array(classNames.indices) }
}

/// A picture that the model and the data at hand cannot give.
package struct NothingToDraw: Error, Equatable, CustomStringConvertible {
  package let expected: String
  package let found: String

  package init(expected: String, found: String) {
    self.expected = expected
    self.found = found
  }

  package var description: String { "expected \(expected), found \(found)" }
}
