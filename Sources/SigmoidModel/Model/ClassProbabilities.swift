import SigmoidExamples
import SigmoidLinear

/// The probabilities of a model's classes for one example.
public struct ClassProbabilities: Sendable, Equatable {
  /// The names of the classes, in the order of the model.
  public let classes: [String]
  /// In the order of `classes`; they add up to 1.
  public let values: [Double]

  /// The probability of a class; nil for a name that is none.
  public subscript(name: String) -> Double? {
    classes.firstIndex(of: name).map { values[$0] }
  }

  /// The most probable class: the first of equal ones.
  public var prediction: String {
    let most = values.indices.max { values[$0] < values[$1] } ?? 0
    let first = values.firstIndex(of: values[most]) ?? most
    return classes[first]
  }
}

extension LogisticModel {
  /// The probabilities of each class for each row.
  /// - Parameter rows: examples × features, in the order of the model's features.
  /// - Throws: `TableShapeError` for rows of different lengths, `ModelWidthError` for rows of another
  ///   length than the model's, `TrainingDataError.nonFinite` for a NaN or infinity, `ScoreOverflow`.
  public func probabilities(of rows: [[Double]]) throws -> [ClassProbabilities] {
    rows.isEmpty ? [] : try probabilities(of: Examples(rows: rows))
  }

  /// The most probable class of each row.
  /// - Throws: as `probabilities(of:)`.
  public func predictions(of rows: [[Double]]) throws -> [String] {
    try probabilities(of: rows).map(\.prediction)
  }

  /// The probabilities of each class for each example.
  /// - Throws: as of rows; `FileError` for columns of other names or in another order.
  public func probabilities(of examples: Examples) throws -> [ClassProbabilities] {
    let scores = try checkedScores(of: examples)
    let (names, all) = (classes.map(\.name), probabilities(ofScores: scores))
    return (0..<examples.count).map {
      ClassProbabilities(
        classes: names, values: Array(all[$0 * names.count..<($0 + 1) * names.count]))
    }
  }

  /// The most probable class of each example.
  /// - Throws: as `probabilities(of:)`.
  public func predictions(of examples: Examples) throws -> [String] {
    predictedClasses(ofScores: try checkedScores(of: examples)).map { classes[$0].name }
  }

  /// Scores of examples that the model takes: finite, of its features by their names.
  private func checkedScores(of examples: Examples) throws -> [Double] {
    try check(examples)
    let scores = try scores(ofFinite: examples.features)
    try checkScores(scores)
    return scores
  }
}

extension LogisticModel {
  /// Scores, columns × examples, of features among which there may be NaN or infinity.
  /// - Throws: `TrainingDataError.nonFinite` for these; `ModelWidthError`.
  package func scores(ofFinite features: some FeatureStorage) throws -> [Double] {
    if let position = features.firstNonFinite() { throw TrainingDataError.nonFinite(position) }
    return try scores(of: features)
  }
}
