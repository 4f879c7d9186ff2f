/// A feature matrix with a label for each of its examples, shared by reference and never changed.
public final class Dataset<Features: FeatureStorage & ~Copyable>: Sendable {
  /// features × examples.
  public let features: Features
  public let labels: Labels

  public init(features: consuming Features, labels: Labels) {
    precondition(
      features.examples == labels.count,
      "\(labels.count) labels for \(features.features) × \(features.examples) features")
    self.features = features
    self.labels = labels
  }

  public var examples: Int { labels.count }

  /// A new set that holds the named examples, in that order.
  public func selecting(_ examples: [Int]) -> Dataset {
    Dataset(features: features.selecting(examples), labels: labels.selecting(examples))
  }
}
