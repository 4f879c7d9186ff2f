/// The shift and the factor that give every feature mean 0 and variance 1: (x − mean)·factor.
///
/// X itself is never changed: whoever computes with standardized features moves both into the
/// weights and the intercept.
public struct Standardization: Equatable, Sendable {
  /// Of the features' values, one a feature.
  public let means: [Double]
  /// 1 / standard deviation, one a feature; 0 for a constant feature, which so takes no part.
  public let factors: [Double]
  /// The variance that is left of a feature times its factor: 1, or less where the factor is that of
  /// the mean square about 0.
  public let variances: [Double]

  /// - Parameter variances: empty for ones.
  public init(means: [Double], factors: [Double], variances: [Double] = []) {
    precondition(means.count == factors.count, "\(means.count) means, \(factors.count) factors")
    self.means = means
    self.factors = factors
    self.variances =
      variances.isEmpty ? [Double](repeating: 1, count: means.count) : variances
  }

  /// Over the examples of `data`, in one parallel pass in double, chunk by chunk: the same bits for
  /// any number of threads and processes.
  /// - Parameters:
  ///   - weights: what each example counts; empty when all count one.
  ///   - centres: false leaves the means at 0 and divides by the root of the mean square: for a
  ///     model without an intercept, which could not take the means up.
  public init<Features: FeatureStorage & ~Copyable>(
    _ data: Dataset<Features>, weights: [Double] = [], centres: Bool = true, threads: Int
  ) {
    let moments = FeatureMoments(data, weights: weights, threads: threads)
    guard !centres else {
      self.init(
        means: moments.means, factors: moments.variances.map { $0 > 0 ? 1 / $0.squareRoot() : 0 })
      return
    }
    let squares = zip(moments.means, moments.variances).map { $0 * $0 + $1 }
    self.init(
      means: [Double](repeating: 0, count: squares.count),
      factors: squares.map { $0 > 0 ? 1 / $0.squareRoot() : 0 },
      variances: zip(moments.variances, squares).map { $1 > 0 ? $0 / $1 : 0 })
  }

  /// What is left to do for features of which a pass takes off a centre already.
  /// - Parameter centre: in units of the values; empty where nothing is taken off.
  public func less(_ centre: [Double]) -> Standardization {
    guard !centre.isEmpty else { return self }
    return Standardization(
      means: zip(means, centre).map { $0 - $1 }, factors: factors, variances: variances)
  }
}

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
