import SigmoidSystem

/// A feature matrix with a label for each of its examples, shared by reference and never changed.
///
/// It may be the part that one process of several holds; then `partition` says which.
public struct Dataset<Features: FeatureStorage>: Sendable {
  /// features × examples.
  public let features: Features
  /// One an example, in the order of the examples in `features`.
  public let labels: Labels
  /// Which of all examples these are, where several processes hold a part each.
  public let partition: Partition

  /// - Parameter partition: nil when these are all the examples there are.
  package init(features: consuming Features, labels: Labels, partition: Partition? = nil) {
    require(
      features.examples == labels.count,
      "\(labels.count) labels for \(features.features) × \(features.examples) features")
    self.partition = partition ?? Partition(features.chunkPlan)
    require(
      self.partition.range.count == labels.count,
      "\(labels.count) examples as part \(self.partition.range) of several")
    self.features = features
    self.labels = labels
  }

  /// Those that are here.
  public var examples: Int { labels.count }

  /// A new set of its own that holds the named examples, in that order.
  public func selecting(_ examples: [Int]) -> Dataset {
    Dataset(features: features.selecting(examples), labels: labels.selecting(examples))
  }

  /// The same set without some of its examples: chunks stay what they were. All processes that hold
  /// a part call it.
  /// - Parameter chosen: positions among the examples here, ascending.
  public func keeping(_ chosen: [Int]) -> Dataset {
    Dataset(
      features: features.selecting(chosen), labels: labels.selecting(chosen),
      partition: partition.keeping(chosen))
  }
}

extension FeatureStorage {
  /// How passes over all these examples are cut.
  var chunkPlan: ChunkPlan {
    ChunkPlan(examples: examples, exampleBytes: exampleBytes, gradientBytes: gradientBytes)
  }

  /// What the gradient of one class takes.
  public var gradientBytes: Int { features * MemoryLayout<Scalar>.stride }
}
