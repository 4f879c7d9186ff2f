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
    try evaluate(data, counting: nil)
  }

  /// The same of examples in any storage. One with a case weight of 3 counts as three; where weights are
  /// no whole numbers, see `Examples.copies`, each example counts once.
  /// - Throws: as the other; `FileError` for examples without labels, and for columns of other names
  ///   or in another order than the model's features.
  public func evaluate(_ examples: Examples) throws -> Evaluation {
    try check(examples)
    func evaluation(_ features: some FeatureStorage) throws -> Evaluation {
      try evaluate(examples.dataset(of: features), counting: examples.copies)
    }
    return try evaluation(examples.features)
  }

  private func evaluate<Features: FeatureStorage>(
    _ data: Dataset<Features>, counting copies: [Int]?
  ) throws -> Evaluation {
    let (scores, actual) = try scoresAndClasses(of: data, counting: copies)
    return evaluation(ofScores: scores, classOfExample: actual, amongst: data.labels)
  }

  /// As the other, of examples in any storage, each by its case weight.
  public func accuracy(on examples: Examples) throws -> Double {
    try check(examples)
    func share(_ features: some FeatureStorage) throws -> Double {
      try accuracy(on: examples.dataset(of: features), weights: examples.caseWeights)
    }
    return try share(examples.features)
  }

  /// The share of examples that are predicted right: `evaluate` without all the rest, in memory that
  /// the number of examples does not matter to.
  /// - Throws: as `evaluate`.
  package func accuracy<Features: FeatureStorage>(
    on data: Dataset<Features>, weights: [Double]? = nil, threads: Int = BLASThreads.available
  ) throws -> Double {
    try check(data)
    return data.features.hasAnyRange
      ? try share(predictedRightIn: data.inDouble, by: weights, threads: threads)
      : try share(predictedRightIn: data, by: weights, threads: threads)
  }

  private func share<Features: FeatureStorage>(
    predictedRightIn data: Dataset<Features>, by caseWeights: [Double]?, threads: Int
  ) throws -> Double {
    if let caseWeights {
      return try share(predictedRightIn: data, byEach: caseWeights, threads: threads)
    }
    let classOfLabel = classes.classOfLabel(data.labels.names)
    let columns = columns
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

  private func share<Features: FeatureStorage>(
    predictedRightIn data: Dataset<Features>, byEach caseWeights: [Double], threads: Int
  ) throws -> Double {
    let classOfLabel = classes.classOfLabel(data.labels.names)
    let predicted = predictedClasses(
      ofScores: data.scores(weights: weights, intercepts: columnIntercepts, threads: threads))
    var sums = [0.0, 0.0]
    for (example, weight) in caseWeights.enumerated() {
      guard let actual = classOfLabel[Int(data.labels.codes[example])] else { continue }
      sums[1] += weight
      if predicted[example] == actual { sums[0] += weight }
    }
    let all = data.partition.communicator.allGather(sums)
    sums = all.reduce([0, 0]) { [$0[0] + $1[0], $0[1] + $1[1]] }
    guard sums[1] > 0 else { throw nothingToEvaluate(data.labels) }
    return sums[0] / sums[1]
  }

  /// As `predictedClasses`, of products without the intercepts, those of an example from `first` on.
  private func predictedClass<Scalar: PassScalar>(_ products: Span<Scalar>, at first: Int) -> Int {
    if link == .ordinal {
      return predictedClasses(ofScores: [Double(products[first])])[0]
    }
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
    of data: Dataset<Features>, counting copies: [Int]?
  ) throws -> (scores: [Double], classes: [Int]) {
    try check(data)
    // Scores, probabilities, and the order of the examples by them; one column of two classes and more.
    let perExample = 4 * MemoryLayout<Double>.size * (intercepts.count + columns + 2)
    let examples = max(data.partition.examples, copies?.reduce(0, +) ?? 0)
    try AvailableMemory.require(
      examples * perExample,
      path: "evaluation",
      purpose: "the scores of \(examples) examples"
        + (copies == nil ? "" : ", as weights count them"),
      remedy: copies == nil
        ? "evaluate fewer examples, or use a machine with more memory"
        : "divide the weights by a number that leaves them whole, or leave the column out")
    let threads = BLASThreads.available
    let own =
      data.features.hasAnyRange
      ? data.inDouble.scores(weights: weights, intercepts: columnIntercepts, threads: threads)
      : data.scores(weights: weights, intercepts: columnIntercepts, threads: threads)
    let communicator = data.partition.communicator
    let scores = communicator.allGather(own).flatMap { $0 }
    try checkScores(scores)
    let classOfLabel = classes.classOfLabel(data.labels.names)
    let actual = communicator.allGather(data.labels.codes).flatMap { $0 }.map {
      classOfLabel[Int($0)]
    }
    guard actual.contains(nil) || copies != nil else {
      return (scores, actual.compactMap { $0 })
    }
    let columns = columns
    let known = actual.indices.filter { actual[$0] != nil }
    let all = copies.map { communicator.allGather($0).flatMap { $0 } }
    let kept = all.map { all in known.flatMap { repeatElement($0, count: all[$0]) } } ?? known
    guard !kept.isEmpty else { throw nothingToEvaluate(data.labels) }
    return (
      kept.flatMap { scores[$0 * columns..<($0 + 1) * columns] }, kept.compactMap { actual[$0] }
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
        scores: logits(ofScores: scores), classOfExample: classOfExample, classNames: names)
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
