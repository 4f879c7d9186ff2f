import Files
import LinearAlgebra

/// The examples that take part in a task, checked, with the class of each.
public struct TrainingSet<Features: FeatureStorage & ~Copyable>: Sendable {
  public let data: Dataset<Features>
  public let classes: [LabelClass]
  public let link: Link
  /// For each example the position of its class.
  public let classOfExample: [Int32]
  /// What each example counts; empty when all count one.
  public let weights: [Double]
  private let meanWeight: Double
  /// A raw input times this is the value of a feature.
  public let inputScale: Double
  /// What the penalty and the steps see of a feature, where it is not the value itself.
  public private(set) var standardization: Standardization?

  /// Columns of weights: 1 for a binary task, else one a class.
  public var columns: Int { link.columns(classes: classes.count) }

  /// Shares `data` where all of it takes part, else copies the examples that do.
  /// - Parameters:
  ///   - exampleWeights: what each example of `data` counts beside its class's weight; nil for
  ///     one each.
  /// - Throws: `TrainingDataError` for no examples, a class without any, a NaN or infinity, or
  ///   weights that are negative or leave a class without any.
  public init(
    _ data: Dataset<Features>, _ task: some ClassificationTask,
    exampleWeights: [Double]? = nil, classWeights: ClassWeights = .equal
  ) throws(TrainingDataError) {
    guard data.examples > 0 else { throw .noExamples }
    classes = try task.classes(of: data.labels)
    link = task.link
    try Self.checkMemory(
      features: data.features.features, columns: link.columns(classes: classes.count))
    let classOfLabel = classes.classOfLabel(data.labels.names)
    let counts = data.labels.counts
    for (index, described) in classes.enumerated()
    where !counts.indices.contains(where: { counts[$0] > 0 && classOfLabel[$0] == index }) {
      let others = classes.filter { $0 != described }.map(\.name)
      throw .singleClass(others.joined(separator: " and "))
    }
    if let position = data.features.firstNonFinite() { throw .nonFinite(position) }
    inputScale = data.features.scale
    var exampleWeights = exampleWeights
    if let given = exampleWeights, given.count != data.examples {
      throw .weightCount(given.count, examples: data.examples)
    }
    if counts.indices.contains(where: { counts[$0] > 0 && classOfLabel[$0] == nil }) {
      let codes = data.labels.codes
      let chosen = codes.indices.filter { classOfLabel[Int(codes[$0])] != nil }
      self.data = data.selecting(chosen)
      exampleWeights = exampleWeights.map { weights in chosen.map { weights[$0] } }
    } else {
      self.data = data
    }
    let classOfCode = classOfLabel.map { Int32($0 ?? 0) }
    classOfExample = self.data.labels.codes.map { classOfCode[Int($0)] }
    var weights = try classWeights.weights(
      labels: self.data.labels, classOfExample: classOfExample, classes: classes.count)
    if let exampleWeights {
      weights = weights.isEmpty ? exampleWeights : zip(weights, exampleWeights).map(*)
    }
    self.weights = weights
    meanWeight = weights.reduce(0, +) / Double(max(1, weights.count))
    try checkWeights()
  }

  /// What an example counts, the mean over all of them being 1.
  func relativeWeight(of example: Int) -> Double {
    weights.isEmpty ? 1 : weights[example] / meanWeight
  }

  /// Refuses what would be ended by the system in the middle of a fit: one wrong index in a sparse
  /// file claims billions of features.
  private static func checkMemory(features: Int, columns: Int) throws(TrainingDataError) {
    // Any solver holds doubles: the weights, where they go next, both gradients and the model's.
    let size = 5 * MemoryLayout<Double>.size + MemoryLayout<Features.Scalar>.size
    let (weights, overflow) = features.multipliedReportingOverflow(by: columns)
    let (needed, overflowOfBytes) = weights.multipliedReportingOverflow(by: size)
    guard !overflow, !overflowOfBytes else {
      throw .memory(weights: features, needed: .max, available: AvailableMemory.bytes() ?? 0)
    }
    guard needed >= AvailableMemory.smallest, let available = AvailableMemory.bytes() else {
      return
    }
    if needed > available {
      throw .memory(weights: weights, needed: needed, available: available)
    }
  }

  private func checkWeights() throws(TrainingDataError) {
    guard !weights.isEmpty else { return }
    if let bad = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw .badWeight(weights[bad], example: bad)
    }
    for index in classes.indices {
      let total = zip(weights, classOfExample).reduce(0) { $0 + ($1.1 == index ? $1.0 : 0) }
      guard total > 0 else { throw .weightlessClass(classes[index].name) }
    }
  }

  /// The same examples with features that the fit sees at mean 0 and variance 1; what an example
  /// counts, it counts in both.
  public func standardized(threads: Int) -> TrainingSet {
    var result = self
    result.standardization = Standardization(data, weights: weights, threads: threads)
    return result
  }

  /// Of a binary task: 1 for the positive class, 0 for the negative one.
  public var targets: [Float] { classOfExample.map(Float.init) }

  fileprivate init(
    _ data: Dataset<Features>, classes: [LabelClass], link: Link, classOfExample: [Int32],
    weights: [Double], inputScale: Double,
    standardization: Standardization?
  ) {
    self.data = data
    self.classes = classes
    self.link = link
    self.classOfExample = classOfExample
    self.weights = weights
    meanWeight = weights.reduce(0, +) / Double(max(1, weights.count))
    self.inputScale = inputScale
    self.standardization = standardization
  }
}

extension TrainingSet<ByteMatrix> {
  /// The same examples as floats, four times the memory.
  public func converted() -> TrainingSet<Matrix<Float>> {
    TrainingSet<Matrix<Float>>(
      Dataset(features: data.features.converted(), labels: data.labels), classes: classes,
      link: link, classOfExample: classOfExample, weights: weights, inputScale: inputScale,
      standardization: standardization)
  }
}
