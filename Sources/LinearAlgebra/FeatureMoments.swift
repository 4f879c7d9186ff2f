/// Mean and variance of every feature.
struct FeatureMoments {
  let means: [Double]
  /// Exactly 0 of a feature that is constant.
  let variances: [Double]

  init<Features: FeatureStorage & ~Copyable>(
    _ data: Dataset<Features>, weights: [Double], threads: Int
  ) {
    precondition(
      weights.isEmpty || weights.count == data.examples,
      "\(weights.count) weights for \(data.examples) examples")
    let features = data.features.features
    let partition = data.partition
    let total = weights.isEmpty ? Double(partition.examples) : partition.sum(of: weights)
    // Differences to an element of the feature itself: those of a constant are 0 exactly, and the
    // mean is within √m deviations of it, which costs a few digits of 16 at the most.
    let counting =
      weights.isEmpty ? (data.examples > 0 ? 0 : nil) : weights.firstIndex { $0 > 0 }
    let centre = data.features.momentCentre(partition, example: counting)
    let sums = partition.sum(2 * features, threads: threads) { range, sums in
      sums.withUnsafeMutableBufferPointer { all in
        var first = MutableSpan(
          _unsafeElements: UnsafeMutableBufferPointer(rebasing: all[..<features]))
        var second = MutableSpan(
          _unsafeElements: UnsafeMutableBufferPointer(rebasing: all[features...]))
        data.features.inPieces(range) { piece in
          data.features.addMoments(
            of: piece, weights: weights.span.extracting(weights.isEmpty ? 0..<0 : piece),
            less: centre.span, to: &first, squares: &second)
        }
      }
    }
    let scale = data.features.scale
    var means: [Double] = []
    var variances: [Double] = []
    for feature in 0..<features {
      let shift = sums[feature] / total
      let square = sums[features + feature] / total
      let variance = square - shift * shift
      means.append((centre[feature] + shift) * scale)
      // What rounding can leave of a constant.
      variances.append(variance > 4 * Double.ulpOfOne * square ? variance * scale * scale : 0)
    }
    self.means = means
    self.variances = variances
  }
}
