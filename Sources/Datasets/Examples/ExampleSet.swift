import LinearAlgebra

/// Labelled examples in the storage that fits them.
public enum ExampleSet: Sendable {
  case bytes(Dataset<ByteMatrix>)
  case floats(Dataset<Matrix<Float>>)
  case doubles(Dataset<Matrix<Double>>)
  case sparse(Dataset<SparseMatrix>)

  /// - Parameter partition: which of all examples these are; nil when they are all.
  /// - Precondition: a label for each example.
  public init(
    _ features: consuming FeatureArray, labels: Labels, partition: Partition? = nil
  ) {
    switch features {
    case .bytes(let matrix):
      self = .bytes(Dataset(features: matrix, labels: labels, partition: partition))
    case .floats(let matrix):
      self = .floats(Dataset(features: matrix, labels: labels, partition: partition))
    case .doubles(let matrix):
      self = .doubles(Dataset(features: matrix, labels: labels, partition: partition))
    case .sparse(let matrix):
      self = .sparse(Dataset(features: matrix, labels: labels, partition: partition))
    }
  }

  public var labels: Labels {
    switch self {
    case .bytes(let data): data.labels
    case .floats(let data): data.labels
    case .doubles(let data): data.labels
    case .sparse(let data): data.labels
    }
  }

  /// Those that are here.
  public var examples: Int { labels.count }

  public var features: Int {
    switch self {
    case .bytes(let data): data.features.features
    case .floats(let data): data.features.features
    case .doubles(let data): data.features.features
    case .sparse(let data): data.features.features
    }
  }

  /// A new set that holds the named examples, in that order.
  public func selecting(_ examples: [Int]) -> ExampleSet {
    switch self {
    case .bytes(let data): .bytes(data.selecting(examples))
    case .floats(let data): .floats(data.selecting(examples))
    case .doubles(let data): .doubles(data.selecting(examples))
    case .sparse(let data): .sparse(data.selecting(examples))
    }
  }

  /// Splits off a share of the examples of each label, drawn by the seed, to test on. Both parts
  /// keep the order of the examples, and every label with two examples or more is in both.
  ///
  /// - Parameter share: above 0 and below 1.
  public func holdingOut(_ share: Double, seed: UInt64) -> (training: ExampleSet, test: ExampleSet)
  {
    precondition(share > 0 && share < 1, "a share of \(share)")
    let (training, test) = Self.split(labels, share, seed: seed)
    return (selecting(training), selecting(test))
  }

  static func split(
    _ labels: Labels, _ share: Double, seed: UInt64
  ) -> (training: [Int], test: [Int]) {
    var members = [[Int]](repeating: [], count: labels.names.count)
    for (example, code) in labels.codes.enumerated() { members[Int(code)].append(example) }
    var isTest = [Bool](repeating: false, count: labels.count)
    for (code, examples) in members.enumerated() where examples.count > 1 {
      // A label has a sequence of its own: it does not matter which others there are.
      var generator = SeededGenerator(seed: seed, stream: UInt64(code))
      var drawn = examples
      let count = min(max(Int((Double(drawn.count) * share).rounded()), 1), drawn.count - 1)
      for position in 0..<count {
        drawn.swapAt(position, position + generator.index(below: drawn.count - position))
        isTest[drawn[position]] = true
      }
    }
    let all = labels.codes.indices
    return (all.filter { !isTest[$0] }, all.filter { isTest[$0] })
  }
}
