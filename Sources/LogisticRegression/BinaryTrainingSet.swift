import LinearAlgebra

/// The examples that take part in a binary task, checked, with their targets.
public struct BinaryTrainingSet<Features: FeatureStorage & ~Copyable>: Sendable {
  public let data: Dataset<Features>
  /// One an example: 1 positive, 0 negative.
  public let targets: [Float]
  public let task: BinaryTask
  /// A raw input times this is the value of a feature.
  public let inputScale: Double

  /// Shares `data` where all of it takes part, else copies the examples that do.
  /// - Throws: `TrainingDataError` for no examples, a class without any, a NaN or infinity.
  public init(_ data: Dataset<Features>, _ task: BinaryTask) throws(TrainingDataError) {
    guard data.examples > 0 else { throw .noExamples }
    let examples = try task.examples(of: data.labels)
    if let position = data.features.firstNonFinite() { throw .nonFinite(position) }
    self.data = examples.chosen.map(data.selecting) ?? data
    targets = examples.targets
    self.task = task
    inputScale = data.features.scale
  }

  fileprivate init(
    data: Dataset<Features>, targets: [Float], task: BinaryTask, inputScale: Double
  ) {
    self.data = data
    self.targets = targets
    self.task = task
    self.inputScale = inputScale
  }
}

extension BinaryTrainingSet<ByteMatrix> {
  /// The same examples as floats, four times the memory.
  public func converted() -> BinaryTrainingSet<Matrix<Float>> {
    BinaryTrainingSet<Matrix<Float>>(
      data: Dataset(features: data.features.converted(), labels: data.labels), targets: targets,
      task: task, inputScale: inputScale)
  }
}
