import SigmoidExamples
import SigmoidLinear
import SigmoidModel
import SigmoidSystem
import Synchronization

/// What a model is worth on examples whose labels are known.
extension LogisticModel {
  /// Compares predictions with labels. Examples whose label belongs to no class of the model are
  /// left out, and counted.
  /// - Throws: `ModelWidthError`; `TrainingDataError` for a NaN or infinity; `ScoreOverflow`;
  ///   `NothingToEvaluate` when no label belongs to a class.
  public func evaluate<Features: FeatureStorage>(
    _ data: Dataset<Features>
  ) throws -> Evaluation {
    let (scores, actual) = try scoresAndClasses(of: data)
    return evaluation(ofScores: scores, classOfExample: actual, amongst: data.labels)
  }

  /// The same of examples in any storage.
  /// - Throws: as the other; `FileError` for examples without labels, and for columns of other names
  ///   or in another order than the model's features.
  public func evaluate(_ examples: Examples) throws -> Evaluation {
    try check(examples)
    func evaluation(_ features: some FeatureStorage) throws -> Evaluation {
      try evaluate(examples.dataset(of: features))
    }
    return try evaluation(examples.features)
  }

  /// As the other, of examples in any storage.
  public func accuracy(on examples: Examples) throws -> Double {
    try check(examples)
    func share(_ features: some FeatureStorage) throws -> Double {
      try accuracy(on: examples.dataset(of: features))
    }
    return try share(examples.features)
  }

  /// The share of examples that are predicted right: `evaluate` without all the rest, in memory that
  /// the number of examples does not matter to.
  /// - Throws: as `evaluate`.
  package func accuracy<Features: FeatureStorage>(
    on data: Dataset<Features>, threads: Int = BLASThreads.available
  ) throws -> Double {
    try check(data)
    return data.features.hasAnyRange
      ? try share(predictedRightIn: data.inDouble, threads: threads)
      : try share(predictedRightIn: data, threads: threads)
  }

  private func share<Features: FeatureStorage>(
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
    let sums = data.partition.communicator.sum([
      right.load(ordering: .relaxed), counted.load(ordering: .relaxed),
    ])
    guard sums[1] > 0 else { throw nothingToEvaluate(data.labels) }
    return Double(sums[0]) / Double(sums[1])
  }

  /// As `predictedClasses`, of products without the intercepts, those of an example from `first` on.
  private func predictedClass<Scalar: PassScalar>(_ products: Span<Scalar>, at first: Int) -> Int {
    var best = (class: 0, score: intercepts[0] + Double(products[first]))
    if isBinary { return best.score > 0 ? 1 : 0 }
    for column in 1..<intercepts.count {
      let score = intercepts[column] + Double(products[first + column])
      if score > best.score { best = (column, score) }
    }
    return best.class
  }

  private func check<Features: FeatureStorage>(_ data: Dataset<Features>) throws {
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
  private func scoresAndClasses<Features: FeatureStorage>(
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
    let communicator = data.partition.communicator
    let scores = communicator.allGather(own).flatMap { $0 }
    try checkScores(scores)
    let classOfLabel = classes.classOfLabel(data.labels.names)
    let actual = communicator.allGather(data.labels.codes).flatMap { $0 }.map {
      classOfLabel[Int($0)]
    }
    guard actual.contains(nil) else { return (scores, actual.compactMap { $0 }) }
    let columns = intercepts.count
    let kept = actual.indices.filter { actual[$0] != nil }
    guard !kept.isEmpty else { throw nothingToEvaluate(data.labels) }
    return (
      kept.flatMap { scores[$0 * columns..<($0 + 1) * columns] }, actual.compactMap { $0 }
    )
  }

  /// The evaluation of examples whose scores and classes are known already.
  /// - Parameters:
  ///   - scores: as of `losses`; at least one example.
  ///   - labels: of all examples, those too whose label belongs to no class: they are counted.
  public func evaluation(
    ofScores scores: [Double], classOfExample: [Int], amongst labels: Labels
  ) -> Evaluation {
    let names = classes.map(\.name)
    var evaluation =
      isBinary
      ? Evaluation(scores: scores, targets: classOfExample.map { $0 == 1 }, classNames: names)
      : Evaluation(
        scores: link.logits(ofScores: scores), classOfExample: classOfExample, classNames: names)
    let classOfLabel = classes.classOfLabel(labels.names)
    for label in labels.names.indices where classOfLabel[label] == nil && labels.counts[label] > 0 {
      evaluation.examplesLeftOut += labels.counts[label]
      evaluation.labelsLeftOut.append(labels.names[label])
    }
    return evaluation
  }
}

/// Data in which no label belongs to a class of the model.
public struct NothingToEvaluate: Error, Equatable, CustomStringConvertible {
  /// The names of the model's classes.
  public let classes: [String]
  /// The distinct labels of the data.
  public let labels: [String]

  public var description: String {
    "expected examples of the classes \(classes.joined(separator: " and ")), found only the "
      + "labels \(labels.joined(separator: ", ")); use data with these classes"
  }
}
