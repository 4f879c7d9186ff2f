import Files
import LinearAlgebra
import Synchronization

/// A trained logistic regression.
///
/// Scores are Z = WᵀX + b, X in units of the features (a raw input times `inputScale`). A binary
/// model has one column of weights, whose score is that of `classes[1]`; else there is one column
/// a class. `link` says how scores become probabilities.
public struct LogisticModel: Equatable, Sendable {
  public let features: Int
  /// features × columns, column-major.
  public let weights: [Double]
  /// One a column.
  public let intercepts: [Double]
  /// Binary: the negative class, then the positive one; else one a column.
  public let classes: [LabelClass]
  public let link: Link
  /// A raw input times this is the value of a feature: 1/255 for pixels that are bytes.
  public let inputScale: Double
  /// How it was trained: solver, hyperparameters, what was reached.
  public let training: [String: String]
  /// What the inputs are to a person.
  public var inputs: InputDescription {
    didSet { checkInputs() }
  }

  /// - Parameter link: nil for the usual one, logistic of one column, softmax of several.
  public init(
    features: Int, weights: [Double], intercepts: [Double], classes: [LabelClass],
    link: Link? = nil, inputScale: Double = 1, training: [String: String] = [:],
    inputs: InputDescription = InputDescription()
  ) {
    let link = link ?? (intercepts.count == 1 ? .logistic : .softmax)
    precondition(
      weights.count == features * intercepts.count,
      "\(weights.count) weights for \(features) features × \(intercepts.count) columns")
    precondition(
      classes.count >= 2 && link.columns(classes: classes.count) == intercepts.count,
      "\(classes.count) classes, \(link.rawValue), for \(intercepts.count) columns of weights")
    self.features = features
    self.weights = weights
    self.intercepts = intercepts
    self.classes = classes
    self.link = link
    self.inputScale = inputScale
    self.training = training
    self.inputs = inputs
    checkInputs()
  }

  private func checkInputs() {
    let problem = inputs.problem(features: features)
    precondition(problem == nil, "\(problem ?? "") for \(features) features")
  }

  /// ‖W‖.
  public var weightNorm: Double {
    weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Whether one column of weights scores the class at position 1 against that at position 0.
  public var isBinary: Bool { link == .logistic }

  /// Scores Z, columns × examples, column-major: one an example when binary, z of the class at
  /// position 1; else one a class.
  /// - Throws: `ModelWidthError` when `inputs` have another number of features.
  public func scores<Features: FeatureStorage & ~Copyable>(
    of inputs: borrowing Features
  ) throws(ModelWidthError) -> [Double] {
    guard inputs.features == features else {
      throw ModelWidthError(expected: features, found: inputs.features)
    }
    let columns = intercepts.count
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
  private func narrowScores<Features: FeatureStorage & ~Copyable>(
    of inputs: borrowing Features
  ) -> [Double] {
    let columns = intercepts.count
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
  public func probabilities<Features: FeatureStorage & ~Copyable>(
    of inputs: borrowing Features
  ) throws(ModelWidthError) -> Matrix<Double> {
    Matrix(
      rows: classes.count, columns: inputs.examples,
      elements: probabilities(ofScores: try scores(of: inputs)))
  }

  /// Scores (columns × examples) as probabilities (classes × examples).
  public func probabilities(ofScores scores: [Double]) -> [Double] {
    if isBinary { return scores.flatMap { [logistic(-$0), logistic($0)] } }
    return softmax(link.logits(ofScores: scores), classes: classes.count)
  }

  /// The position of the most probable class, one an example: the first of equal ones.
  public func predictedClasses(ofScores scores: [Double]) -> [Int] {
    if isBinary { return scores.map { $0 > 0 ? 1 : 0 } }
    return mostLikely(scores, classes: classes.count)
  }

  /// The name of the most probable class, one an example.
  /// - Throws: `ModelWidthError` when `inputs` have another number of features.
  public func predictions<Features: FeatureStorage & ~Copyable>(
    of inputs: borrowing Features
  ) throws(ModelWidthError) -> [String] {
    predictedClasses(ofScores: try scores(of: inputs)).map { classes[$0].name }
  }

  /// Compares predictions with labels. Examples whose label belongs to no class of the model are
  /// left out, and counted.
  /// - Throws: `ModelWidthError`; `TrainingDataError` for a NaN or infinity; `ScoreOverflow`;
  ///   `NothingToEvaluate` when no label belongs to a class.
  public func evaluate<Features: FeatureStorage & ~Copyable>(
    _ data: Dataset<Features>
  ) throws -> Evaluation {
    let (scores, actual) = try scoresAndClasses(of: data)
    return evaluation(ofScores: scores, classOfExample: actual, amongst: data.labels)
  }

  /// The share of examples that are predicted right: `evaluate` for the accuracy alone, in memory
  /// that does not grow with the number of examples.
  /// - Throws: as `evaluate`.
  public func accuracy<Features: FeatureStorage & ~Copyable>(
    on data: Dataset<Features>, threads: Int = BLASThreads.available
  ) throws -> Double {
    try check(data)
    return data.features.hasAnyRange
      ? try share(predictedRightIn: data.inDouble, threads: threads)
      : try share(predictedRightIn: data, threads: threads)
  }

  private func share<Features: FeatureStorage & ~Copyable>(
    predictedRightIn data: Dataset<Features>, threads: Int
  ) throws -> Double {
    let classOfLabel = classes.classOfLabel(data.labels.names)
    let columns = intercepts.count
    let right = Atomic<Int>(0)
    let counted = Atomic<Int>(0)
    data.withScores(
      weights: data.narrowed(weights), classes: columns, threads: threads
    ) { examples, products in
      var sums = (right: 0, counted: 0)
      for example in examples {
        guard let actual = classOfLabel[Int(data.labels.codes[example])] else { continue }
        sums.counted += 1
        let first = (example - examples.lowerBound) * columns
        if predictedClass(products, at: first) == actual { sums.right += 1 }
      }
      right.add(sums.right, ordering: .relaxed)
      counted.add(sums.counted, ordering: .relaxed)
    }
    let sums = data.partition.exchange.sum([
      right.load(ordering: .relaxed), counted.load(ordering: .relaxed),
    ])
    guard sums[1] > 0 else { throw nothingToEvaluate(data.labels) }
    return Double(sums[0]) / Double(sums[1])
  }

  /// As `predictedClasses`, of products without the intercepts, those of an example from `first` on.
  private func predictedClass<Scalar: BLASScalar>(_ products: Span<Scalar>, at first: Int) -> Int {
    var best = (class: 0, score: intercepts[0] + Double(products[first]))
    if isBinary { return best.score > 0 ? 1 : 0 }
    for column in 1..<intercepts.count {
      let score = intercepts[column] + Double(products[first + column])
      if score > best.score { best = (column, score) }
    }
    return best.class
  }

  private func check<Features: FeatureStorage & ~Copyable>(_ data: Dataset<Features>) throws {
    try data.partition.agree { () throws(TrainingDataError) in
      if let position = data.features.firstNonFinite() { throw .nonFinite(position) }
    }
    guard data.features.features == features else {
      throw ModelWidthError(expected: features, found: data.features.features)
    }
  }

  private func nothingToEvaluate(_ labels: Labels) -> NothingToEvaluate {
    NothingToEvaluate(classes: classes.map(\.name), labels: labels.names)
  }

  /// Scores (columns × examples) and classes of the examples whose label belongs to a class, of those
  /// of all processes.
  private func scoresAndClasses<Features: FeatureStorage & ~Copyable>(
    of data: Dataset<Features>
  ) throws -> (scores: [Double], classes: [Int]) {
    try check(data)
    // Scores, probabilities, and the order of the examples by them; one column of two classes and more.
    let perExample = 4 * MemoryLayout<Double>.size * (intercepts.count + 3)
    try AvailableMemory.require(
      data.partition.examples * perExample,
      path: "evaluation", purpose: "the scores of \(data.partition.examples) examples",
      remedy: "evaluate fewer examples, or use a machine with more memory")
    let threads = BLASThreads.available
    let own =
      data.features.hasAnyRange
      ? data.inDouble.scores(weights: weights, intercepts: intercepts, threads: threads)
      : data.scores(weights: weights, intercepts: intercepts, threads: threads)
    let exchange = data.partition.exchange
    let scores = exchange.allGather(own).flatMap { $0 }
    try checkScores(scores)
    let classOfLabel = classes.classOfLabel(data.labels.names)
    let actual = exchange.allGather(data.labels.codes).flatMap { $0 }.map { classOfLabel[Int($0)] }
    guard actual.contains(nil) else { return (scores, actual.compactMap { $0 }) }
    let columns = intercepts.count
    let kept = actual.indices.filter { actual[$0] != nil }
    guard !kept.isEmpty else { throw nothingToEvaluate(data.labels) }
    return (
      kept.flatMap { scores[$0 * columns..<($0 + 1) * columns] }, actual.compactMap { $0 }
    )
  }
}

extension LogisticModel {
  /// - Parameters:
  ///   - scores: columns × examples.
  ///   - first: the position of the first of these examples.
  /// - Throws: `ScoreOverflow`.
  public func checkScores(_ scores: [Double], from first: Int = 0) throws(ScoreOverflow) {
    guard let index = scores.firstIndex(where: { !$0.isFinite }) else { return }
    throw ScoreOverflow(example: first + index / intercepts.count)
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

/// Data in which no label belongs to a class of the model.
public struct NothingToEvaluate: Error, Equatable, CustomStringConvertible {
  public let classes: [String]
  public let labels: [String]

  public var description: String {
    "expected examples of the classes \(classes.joined(separator: " and ")), found only the "
      + "labels \(labels.joined(separator: ", ")); use data with these classes"
  }
}
