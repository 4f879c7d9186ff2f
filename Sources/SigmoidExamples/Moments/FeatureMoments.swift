import SigmoidSystem

/// Mean and variance of every feature.
struct FeatureMoments {
  let means: [Double]
  /// Exactly 0 of a feature that is constant; NaN of one whose squares no double holds.
  let variances: [Double]

  init<Features: FeatureStorage>(
    _ data: Dataset<Features>, weights: [Double], threads: Int
  ) {
    require(
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
    let sums = data.moments(about: centre, weights: weights, times: 1, threads: threads)
    let isTiny = (0..<features).map { sums[features + $0] < Self.tiny }
    // Squares that vanish are those of a constant, or of differences that are too small for them.
    let enlarged =
      data.features.holdsDoubles && isTiny.contains(true)
      ? data.moments(about: centre, weights: weights, times: 0x1p1000, threads: threads) : []
    let scale = data.features.scale
    var means: [Double] = []
    var variances: [Double] = []
    means.reserveCapacity(features)
    variances.reserveCapacity(features)
    for feature in 0..<features {
      let shift = sums[feature] / total
      let square = sums[features + feature] / total
      means.append((centre[feature] + shift) * scale)
      let isVanished =
        isTiny[feature] && !enlarged.isEmpty
        && (enlarged[feature] != 0 || enlarged[features + feature] != 0)
      let variance = square - shift * shift
      // What rounding can leave of a constant.
      let isConstant = !(variance > 4 * Double.ulpOfOne * square) && square.isFinite
      let value = isConstant ? 0 : variance * scale * scale
      let isHeld = !isVanished && (isConstant || (value > 0 && value.isFinite))
      variances.append(isHeld ? value : .nan)
    }
    self.means = means
    self.variances = variances
  }

  /// A sum of squares below this may have lost some of them.
  private static let tiny = 1e-280
}

extension Dataset {
  /// Σ c·(x − centre) of every feature, and behind them Σ c·(x − centre)².
  /// - Parameter factor: of c, a power of two.
  fileprivate func moments(
    about centre: [Double], weights: [Double], times factor: Double, threads: Int
  ) -> [Double] {
    let count = features.features
    let weights =
      factor == 1
      ? weights
      : weights.isEmpty
        ? [Double](repeating: factor, count: examples) : weights.map { $0 * factor }
    return partition.sum(2 * count, threads: threads) { range, sums in
      sums.withUnsafeMutableBufferPointer { all in
        var first = MutableSpan(
          _unsafeElements: UnsafeMutableBufferPointer(rebasing: all[..<count]))
        var second = MutableSpan(
          _unsafeElements: UnsafeMutableBufferPointer(rebasing: all[count...]))
        features.inPieces(range) { piece in
          features.addMoments(
            of: piece, weights: weights.span.extracting(weights.isEmpty ? 0..<0 : piece),
            less: centre.span, to: &first, squares: &second)
        }
      }
    }
  }
}
