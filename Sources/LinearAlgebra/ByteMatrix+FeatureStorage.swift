/// Both products unpack a tile of examples that fits the cache and call BLAS on it.
extension ByteMatrix: FeatureStorage {
  public typealias Scalar = Float

  /// Examples unpacked at a time: 64 images of 784 pixels are 200 KB of floats.
  private static let tile = 64

  public func forward(
    weights: Span<Float>, classes: Int, columns: Range<Int>, into scores: inout MutableSpan<Float>
  ) {
    checkForward(weights: weights.count, classes: classes, columns: columns, scores: scores.count)
    var unpacked = [Float](repeating: 0, count: features * min(Self.tile, columns.count))
    for start in stride(from: columns.lowerBound, to: columns.upperBound, by: Self.tile) {
      let range = start..<min(start + Self.tile, columns.upperBound)
      unpack(range, into: unpacked.mutableSpan)
      BLASProducts.forward(
        unpacked.span.extracting(first: range.count * features), features: features,
        examples: range.count, weights: weights, classes: classes, into: &scores,
        at: (start - columns.lowerBound) * classes)
    }
  }

  public func accumulate(
    residuals: Span<Float>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Float>
  ) {
    checkAccumulate(
      residuals: residuals.count, classes: classes, columns: columns, gradient: gradient.count)
    var unpacked = [Float](repeating: 0, count: features * min(Self.tile, columns.count))
    for start in stride(from: columns.lowerBound, to: columns.upperBound, by: Self.tile) {
      let range = start..<min(start + Self.tile, columns.upperBound)
      unpack(range, into: unpacked.mutableSpan)
      let first = (start - columns.lowerBound) * classes
      BLASProducts.accumulate(
        unpacked.span.extracting(first: range.count * features), features: features,
        examples: range.count,
        residuals: residuals.extracting(first..<first + range.count * classes), classes: classes,
        into: &gradient)
    }
  }

  public func selecting(_ columns: [Int]) -> ByteMatrix {
    var result = ByteMatrix(features: features, examples: columns.count, scale: scale)
    var target = result.mutableSpan
    for (position, index) in columns.enumerated() {
      let source = bytes(index..<index + 1)
      for row in 0..<features { target[position * features + row] = source[row] }
    }
    return result
  }

  /// Bytes are always finite.
  public func firstNonFinite() -> ElementPosition? { nil }
}
