import SigmoidOptimization
import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// A trained logistic regression.
///
/// Scores are Z = WᵀX + b, X in units of the features (a raw input times `inputScale`). A binary
/// model has one column of weights, whose score is that of `classes[1]`; one of classes in an order has
/// one column too, and thresholds θ in place of intercepts: Z = WᵀX; else there is one column a class.
/// `link` says how scores become probabilities.
public struct LogisticModel: Equatable, Sendable {
  /// The numbers of one input: rows of the weights.
  public let features: Int
  /// features × columns, column-major.
  public let weights: [Double]
  /// One a column; of classes in an order the thresholds between them, ascending.
  public let intercepts: [Double]
  /// Binary: the negative class, then the positive one; else one a column.
  public let classes: [ModelClass]
  /// How scores become probabilities.
  public let link: OutputTransform
  /// How inputs become features.
  public private(set) var schema: Schema
  /// How it was trained: solver, hyperparameters, what was reached.
  public let training: [String: String]
  /// What the fit said of the coefficients, where it was asked.
  public var inference: Inference?

  /// - Parameter link: nil for the usual one, logistic of one column, softmax of several.
  public init(
    features: Int, weights: [Double], intercepts: [Double], classes: [ModelClass],
    link: OutputTransform? = nil, training: [String: String] = [:], schema: Schema
  ) {
    let link = link ?? (intercepts.count == 1 ? .logistic : .softmax)
    require(
      weights.count == features * link.columns(classes: classes.count),
      "\(weights.count) weights for \(features) features, \(classes.count) classes")
    require(
      classes.count >= 2 && link.intercepts(classes: classes.count) == intercepts.count,
      "\(classes.count) classes, \(link.rawValue), for \(intercepts.count) intercepts")
    require(
      link != .ordinal || zip(intercepts, intercepts.dropFirst()).allSatisfy { $0 < $1 },
      "thresholds that do not ascend")
    self.features = features
    self.weights = weights
    self.intercepts = intercepts
    self.classes = classes
    self.link = link
    self.training = training
    self.schema = schema
    checkSchema()
  }

  /// The same with the scale beside the names and the shape.
  public init(
    features: Int, weights: [Double], intercepts: [Double], classes: [ModelClass],
    link: OutputTransform? = nil, inputScale: Double = 1, training: [String: String] = [:],
    inputs: Schema = Schema()
  ) {
    var schema = inputs
    schema.scale = inputScale
    self.init(
      features: features, weights: weights, intercepts: intercepts, classes: classes, link: link,
      training: training, schema: schema)
  }

  private func checkSchema() {
    let problem = schema.problem(features: features)
    require(problem == nil, "\(problem ?? "") for \(features) features")
  }

  /// A raw input times this is the value of a feature: 1/255 for pixels that are bytes.
  public var inputScale: Double { schema.scale }

  /// The schema, of which names and shape may be others: they change no score. The scale stays, as the
  /// weights are of features on it.
  public var inputs: Schema {
    get { schema }
    set {
      let scale = schema.scale
      schema = newValue
      schema.scale = scale
      checkSchema()
    }
  }

  /// Where `training` has the features that separate the classes, by position.
  static let separatedKey = "separatedBy"
  static let mostSeparated = 10_000

  /// The features whose weights have no finite optimum, as far as the training found out: they mean
  /// nothing. Empty where none is known.
  package var separatedFeatures: Set<Int> {
    let text = training[Self.separatedKey] ?? ""
    return Set(text.split(separator: ",").compactMap { Int($0) }.filter { $0 < features })
  }

  static let penaltyKey = "penalty"
  static let firth = "Firth"

  /// Whether it was trained with Firth's penalty.
  package var hasFirth: Bool { training[Self.penaltyKey] == Self.firth }

  /// ‖W‖.
  public var weightNorm: Double {
    weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Whether one column of weights scores the class at position 1 against that at position 0.
  public var isBinary: Bool { link == .logistic }

  /// Scores Z, columns × examples, column-major: one an example when binary, z of the class at
  /// position 1, and of classes in an order; else one a class.
  /// - Throws: `ModelWidthError` when `inputs` have another number of features.
  public func scores<Features: FeatureStorage>(
    of inputs: Features
  ) throws(ModelWidthError) -> [Double] {
    guard inputs.features == features else {
      throw ModelWidthError(expected: features, found: inputs.features)
    }
    let (columns, intercepts) = (columns, columnIntercepts)
    guard inputs.hasAnyRange else { return narrowScores(of: inputs) }
    var scaled = weights
    for index in scaled.indices { scaled[index] *= inputs.scale }
    var scores = [Double](repeating: 0, count: columns * inputs.examples)
    inputs.inPieces(0..<inputs.examples) { piece in
      scores.withPart(piece.lowerBound * columns..<piece.upperBound * columns) { some in
        inputs.forward(
          weights: scaled.span, less: Span(), classes: columns, columns: piece, into: &some)
      }
    }
    for index in scores.indices { scores[index] += intercepts[index % columns] }
    return scores
  }

  /// By passes in the storage's scalar.
  private func narrowScores<Features: FeatureStorage>(
    of inputs: Features
  ) -> [Double] {
    let (columns, intercepts) = (columns, columnIntercepts)
    var scaled = [Features.Scalar](repeating: 0, count: weights.count)
    var scaledSpan = scaled.mutableSpan
    Features.Scalar.narrow(weights.span, times: inputs.scale, into: &scaledSpan)
    var products: [Features.Scalar] = []
    inputs.inPieces(0..<inputs.examples) { piece in
      var part = [Features.Scalar](repeating: 0, count: columns * piece.count)
      var span = part.mutableSpan
      inputs.forward(weights: scaled.span, classes: columns, columns: piece, into: &span)
      if products.isEmpty { products = part } else { products += part }
    }
    var scores = [Double](repeating: 0, count: products.count)
    for index in scores.indices { scores[index] = intercepts[index % columns] }
    var wide = scores.mutableSpan
    Features.Scalar.add(products.span, to: &wide)
    return scores
  }

  /// The same of a few examples as plain numbers, features × examples, each to be multiplied by
  /// `scale`: for callers that predict one example at a time.
  /// - Throws: `ModelWidthError` unless `values` are whole examples.
  public func scores(
    ofValues values: [Double], scale: Double = 1
  ) throws(ModelWidthError) -> [Double] {
    guard features > 0, values.count.isMultiple(of: features) else {
      throw ModelWidthError(expected: features, found: values.count)
    }
    let intercepts = columnIntercepts
    let (values, weights) = (values.span, weights.span)
    var scores: [Double] = []
    for example in stride(from: 0, to: values.count, by: features) {
      for column in intercepts.indices {
        // Four sums: one would wait for each addition.
        var sums = SIMD4<Double>()
        let first = column * features
        var feature = 0
        while feature + 4 <= features {
          let x = SIMD4(
            values[example + feature], values[example + feature + 1],
            values[example + feature + 2], values[example + feature + 3])
          let w = SIMD4(
            weights[first + feature], weights[first + feature + 1],
            weights[first + feature + 2], weights[first + feature + 3])
          sums += x * w
          feature += 4
        }
        while feature < features {
          sums[0] += values[example + feature] * weights[first + feature]
          feature += 1
        }
        scores.append(sums.sum() * scale + intercepts[column])
      }
    }
    return scores
  }

  /// The probability of each class, classes × examples.
  /// - Throws: `ModelWidthError` when `inputs` have another number of features.
  public func probabilities<Features: FeatureStorage>(
    of inputs: Features
  ) throws(ModelWidthError) -> Matrix<Double> {
    Matrix(
      rows: classes.count, columns: inputs.examples,
      elements: probabilities(ofScores: try scores(of: inputs)))
  }

  /// Scores (columns × examples) as probabilities (classes × examples).
  public func probabilities(ofScores scores: [Double]) -> [Double] {
    if isBinary { return scores.flatMap { [logistic(-$0), logistic($0)] } }
    return softmax(logits(ofScores: scores), classes: classes.count)
  }

  /// The position of the most probable class, one an example: the first of equal ones.
  public func predictedClasses(ofScores scores: [Double]) -> [Int] {
    if isBinary { return scores.map { $0 > 0 ? 1 : 0 } }
    return mostLikely(
      link == .ordinal ? logits(ofScores: scores) : scores, classes: classes.count)
  }

  /// The name of the most probable class, one an example.
  /// - Throws: `ModelWidthError` when `inputs` have another number of features.
  public func predictions<Features: FeatureStorage>(
    of inputs: Features
  ) throws(ModelWidthError) -> [String] {
    predictedClasses(ofScores: try scores(of: inputs)).map { classes[$0].name }
  }
}

extension LogisticModel {
  /// - Parameters:
  ///   - scores: columns × examples.
  ///   - first: the position of the first of these examples.
  /// - Throws: `ScoreOverflow`.
  public func checkScores(_ scores: [Double], from first: Int = 0) throws(ScoreOverflow) {
    guard let index = scores.firstIndex(where: { !$0.isFinite }) else { return }
    throw ScoreOverflow(example: first + index / columns)
  }
}

/// An example whose features times the weights are beyond the range of a double: it has no probability.
public struct ScoreOverflow: Error, Equatable, CustomStringConvertible {
  /// From 0.
  public let example: Int

  public var description: String {
    "expected features whose products with the weights are finite, found larger ones in example "
      + "\(example) (counted from 0); use features in the units that the model was trained on"
  }
}

/// Inputs with a number of features that is not the model's.
public struct ModelWidthError: Error, Equatable, CustomStringConvertible {
  /// The features of the model.
  public let expected: Int
  /// The features of the inputs; of plain numbers, all that were given.
  public let found: Int

  package init(expected: Int, found: Int) {
    self.expected = expected
    self.found = found
  }

  public var description: String {
    "expected inputs of \(expected) features, as the model was trained on, found \(found); "
      + "use the data or the model that fits"
  }
}
