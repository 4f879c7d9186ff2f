import PixelKernels

/// Both products read the bytes as they are and make floats of them in registers.
extension ByteMatrix: FeatureStorage {
  public typealias Scalar = Float
  public typealias Element = UInt8

  public func forward(
    weights: Span<Float>, classes: Int, columns: Range<Int>, into scores: inout MutableSpan<Float>
  ) {
    checkForward(weights: weights.count, classes: classes, columns: columns, scores: scores.count)
    guard let kernels = KernelLevel.current.pixelKernels?.pointee else { return }
    bytes(columns).withUnsafeBufferPointer { x in
      weights.withUnsafeBufferPointer { weights in
        scores.withUnsafeMutableBufferPointer { scores in
          guard let x = x.baseAddress, let weights = weights.baseAddress,
            let scores = scores.baseAddress
          else { return }
          if classes == 1 {
            kernels.forward(x, features, columns.count, weights, scores)
          } else {
            kernels.forward_classes(x, features, columns.count, weights, classes, scores)
          }
        }
      }
    }
  }

  public func accumulate(
    residuals: Span<Float>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Float>
  ) {
    checkAccumulate(
      residuals: residuals.count, classes: classes, columns: columns, gradient: gradient.count)
    guard let kernels = KernelLevel.current.pixelKernels?.pointee else { return }
    bytes(columns).withUnsafeBufferPointer { x in
      residuals.withUnsafeBufferPointer { residuals in
        gradient.withUnsafeMutableBufferPointer { gradient in
          guard let x = x.baseAddress, let residuals = residuals.baseAddress,
            let gradient = gradient.baseAddress
          else { return }
          if classes == 1 {
            kernels.accumulate(x, features, columns.count, residuals, gradient)
          } else {
            kernels.accumulate_classes(x, features, columns.count, residuals, classes, gradient)
          }
        }
      }
    }
  }

  public func gather(
    _ examples: ArraySlice<Int>, times factors: Span<Float>, into target: inout MutableSpan<Float>
  ) {
    checkGather(examples: examples.count, factors: factors.count, target: target.count)
    for (position, index) in examples.enumerated() {
      let source = bytes(index..<index + 1)
      let factor = factors[position]
      let first = position * features
      // Both counts are checked above.
      for feature in source.indices {
        target[unchecked: first + feature] = Float(source[unchecked: feature]) * factor
      }
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
