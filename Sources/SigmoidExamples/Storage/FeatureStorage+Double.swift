import SigmoidLinear

/// Passes in double over any storage: a tile of examples at a time is written out as doubles, less
/// the centre, and BLAS does the rest. Elements that lie far from 0 beside their spread, such as
/// years, lose nothing so: the difference is taken before anything is multiplied.
extension FeatureStorage {
  public var hasAnyRange: Bool { true }
  public var sharesUnit: Bool { false }

  public func centre(for means: [Double], _ partition: Partition) -> [Double] { means }

  public func forward(
    weights: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into scores: inout MutableSpan<Double>
  ) {
    forwardInTiles(
      weights: weights, less: centre, classes: classes, columns: columns, into: &scores)
  }

  public func accumulate(
    residuals: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    accumulateInTiles(
      residuals: residuals, less: centre, classes: classes, columns: columns, into: &gradient)
  }

  /// By BLAS on tiles that are written out as doubles.
  func forwardInTiles(
    weights: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into scores: inout MutableSpan<Double>
  ) {
    checkForward(weights: weights.count, classes: classes, columns: columns, scores: scores.count)
    forEachTile(of: columns, less: centre) { tile, values in
      let first = (tile.lowerBound - columns.lowerBound) * classes
      scores.withPart(first..<first + tile.count * classes) { some in
        BLASProducts.forward(
          values, features: features, examples: tile.count, weights: weights, classes: classes,
          into: &some)
      }
    }
  }

  func accumulateInTiles(
    residuals: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    checkAccumulate(
      residuals: residuals.count, classes: classes, columns: columns, gradient: gradient.count)
    forEachTile(of: columns, less: centre) { tile, values in
      let first = (tile.lowerBound - columns.lowerBound) * classes
      BLASProducts.accumulate(
        values, features: features, examples: tile.count,
        residuals: residuals.extracting(first..<first + tile.count * classes), classes: classes,
        into: &gradient)
    }
  }

  public func gather(
    _ examples: ArraySlice<Int>, less centre: Span<Double>, times factors: Span<Double>,
    into target: inout MutableSpan<Double>
  ) {
    checkGather(examples: examples.count, factors: factors.count, target: target.count)
    let features = self.features
    let one = [Scalar](repeating: 1, count: 1)
    var values = [Scalar](repeating: 0, count: features)
    for (position, index) in examples.enumerated() {
      var span = values.mutableSpan
      gather([index], times: one.span, into: &span)
      Scalar.widen(
        span.span, less: centre, times: factors.extracting(position..<position + 1), into: &target,
        at: position * features)
    }
  }

  public func momentCentre(_ partition: Partition, example: Int?) -> [Double] {
    partition.firstNonEmpty(example.map { values(of: $0) } ?? [], count: features)
  }

  public func addMoments(
    of columns: Range<Int>, weights: Span<Double>, less centre: Span<Double>,
    to sums: inout MutableSpan<Double>, squares: inout MutableSpan<Double>
  ) {
    forEachTile(of: columns, less: centre) { tile, values in
      for example in tile {
        let first = (example - tile.lowerBound) * features
        let position = example - columns.lowerBound
        Double.addMoments(
          values.extracting(first..<first + features), less: Span(),
          times: weights.isEmpty ? 1 : weights[position], to: &sums, squares: &squares)
      }
    }
  }

  /// The elements of one example as they are stored, in double.
  public func values(of example: Int) -> [Double] {
    var values = [Double](repeating: 0, count: features)
    var span = values.mutableSpan
    let ones = [1.0]
    gather([example], less: Span(), times: ones.span, into: &span)
    return values
  }

  /// Hands out some examples after the other as doubles, less the centre: features × examples.
  func forEachTile(
    of columns: Range<Int>, less centre: Span<Double>,
    _ body: (Range<Int>, Span<Double>) -> Void
  ) {
    let most = max(1, min(columns.count, doubleTileBytes / max(1, features * 8)))
    var tile = [Double](repeating: 0, count: features * most)
    let ones = [Double](repeating: 1, count: most)
    for start in stride(from: columns.lowerBound, to: columns.upperBound, by: most) {
      let some = start..<min(start + most, columns.upperBound)
      tile.withPart(0..<features * some.count) { span in
        gather(
          ArraySlice(some), less: centre, times: ones.span.extracting(first: some.count),
          into: &span)
        body(some, span.span)
      }
    }
  }
}

/// A tile in double that stays in a small second-level cache.
private let doubleTileBytes = 200 << 10

extension Partition {
  /// The numbers of the first process that has any; zeros where none has. All processes call it.
  func firstNonEmpty(_ own: [Double], count: Int) -> [Double] {
    communicator.allGather(own).first { !$0.isEmpty } ?? [Double](repeating: 0, count: count)
  }
}
