import LinearAlgebra

/// A trained logistic regression.
///
/// Scores are Z = WᵀX + b, X in units of the features (a raw input times `inputScale`). A binary
/// model has one column of weights, whose score is that of `classes[1]`.
public struct LogisticModel: Equatable, Sendable {
  public let features: Int
  /// features × columns, column-major.
  public let weights: [Double]
  /// One a column.
  public let intercepts: [Double]
  /// Binary: the negative class, then the positive one.
  public let classes: [LabelClass]
  /// A raw input times this is the value of a feature: 1/255 for pixels that are bytes.
  public let inputScale: Double
  /// How it was trained: solver, hyperparameters, what was reached.
  public let training: [String: String]

  public init(
    features: Int, weights: [Double], intercepts: [Double], classes: [LabelClass],
    inputScale: Double = 1, training: [String: String] = [:]
  ) {
    precondition(
      weights.count == features * intercepts.count,
      "\(weights.count) weights for \(features) features × \(intercepts.count) columns")
    precondition(
      classes.count == 2 && intercepts.count == 1,
      "\(classes.count) classes for \(intercepts.count) columns of weights")
    self.features = features
    self.weights = weights
    self.intercepts = intercepts
    self.classes = classes
    self.inputScale = inputScale
    self.training = training
  }

  /// ‖W‖.
  public var weightNorm: Double {
    weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Scores z of the positive class, one an example.
  /// - Throws: `ModelWidthError` when `inputs` have another number of features.
  public func scores<Features: FeatureStorage & ~Copyable>(
    of inputs: borrowing Features
  ) throws(ModelWidthError) -> [Double] {
    guard inputs.features == features else {
      throw ModelWidthError(expected: features, found: inputs.features)
    }
    let scaled = weights.map { Features.Scalar($0 * inputs.scale) }
    var scores = [Features.Scalar](repeating: 0, count: inputs.examples)
    var span = scores.mutableSpan
    inputs.forward(weights: scaled.span, classes: 1, columns: 0..<inputs.examples, into: &span)
    return scores.map { Double($0) + intercepts[0] }
  }

  /// Probabilities of the positive class, one an example.
  /// - Throws: `ModelWidthError` when `inputs` have another number of features.
  public func probabilities<Features: FeatureStorage & ~Copyable>(
    of inputs: borrowing Features
  ) throws(ModelWidthError) -> [Double] {
    try scores(of: inputs).map(logistic)
  }

  /// The name of the more probable class, one an example.
  /// - Throws: `ModelWidthError` when `inputs` have another number of features.
  public func predictions<Features: FeatureStorage & ~Copyable>(
    of inputs: borrowing Features
  ) throws(ModelWidthError) -> [String] {
    try scores(of: inputs).map { classes[$0 > 0 ? 1 : 0].name }
  }

  /// Compares predictions with labels. Examples whose label belongs to no class of the model are
  /// left out.
  /// - Throws: `ModelWidthError`, or `NothingToEvaluate` when no label belongs to a class.
  public func evaluate<Features: FeatureStorage & ~Copyable>(
    _ data: Dataset<Features>
  ) throws -> Evaluation {
    let scores = try scores(of: data.features)
    let classOfLabel = classes.classOfLabel(data.labels.names)
    var kept: [Double] = []
    var targets: [Bool] = []
    for (score, code) in zip(scores, data.labels.codes) {
      guard let label = classOfLabel[Int(code)] else { continue }
      kept.append(score)
      targets.append(label == 1)
    }
    guard !kept.isEmpty else {
      throw NothingToEvaluate(classes: classes.map(\.name), labels: data.labels.names)
    }
    return Evaluation(scores: kept, targets: targets, classNames: classes.map(\.name))
  }
}

/// Inputs of another width than the model's.
public struct ModelWidthError: Error, Equatable, CustomStringConvertible {
  public let expected: Int
  public let found: Int

  public init(expected: Int, found: Int) {
    self.expected = expected
    self.found = found
  }

  public var description: String {
    "expected inputs of \(expected) features, as the model was trained on, found \(found); "
      + "use the data or the model that fits"
  }
}

/// Data of which no label belongs to a class of the model.
public struct NothingToEvaluate: Error, Equatable, CustomStringConvertible {
  public let classes: [String]
  public let labels: [String]

  public var description: String {
    "expected examples of the classes \(classes.joined(separator: " and ")), found only the "
      + "labels \(labels.joined(separator: ", ")); use data with these classes"
  }
}
