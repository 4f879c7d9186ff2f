/// The case weights of the examples here, scaled to a mean of 1 over all of them.
///
/// A value of its own: loops over examples take it out of a training set once, whose type is not known
/// where they are compiled, and each use of which asks for it.
struct RelativeWeights: Sendable {
  /// As they were given; empty for 1 each.
  fileprivate let weights: [Double]
  fileprivate let mean: Double

  subscript(example: Int) -> Double { weights.isEmpty ? 1 : weights[example] / mean }
}

extension TrainingSet {
  var relativeWeights: RelativeWeights { RelativeWeights(weights: weights, mean: meanWeight) }
}
