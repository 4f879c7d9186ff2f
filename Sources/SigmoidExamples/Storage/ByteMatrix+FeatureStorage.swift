import SigmoidKernels
import SigmoidLinear

/// Both products read the bytes as they are and make floats of them in registers.
extension ByteMatrix: FeatureStorage {
  public typealias Scalar = Float
  public typealias Element = UInt8

  public func forward(
    weights: Span<Float>, classes: Int, columns: Range<Int>, into scores: inout MutableSpan<Float>
  ) {
    checkForward(weights: weights.count, classes: classes, columns: columns, scores: scores.count)
    product(columns, weights, into: &scores) { kernels, x, examples, weights, scores in
      if classes == 1 {
        kernels.forward(x, features, examples, weights, scores)
      } else {
        kernels.forward_classes(x, features, examples, weights, classes, scores)
      }
    }
  }

  public func accumulate(
    residuals: Span<Float>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Float>
  ) {
    checkAccumulate(
      residuals: residuals.count, classes: classes, columns: columns, gradient: gradient.count)
    product(columns, residuals, into: &gradient) { kernels, x, examples, residuals, gradient in
      if classes == 1 {
        kernels.accumulate(x, features, examples, residuals, gradient)
      } else {
        kernels.accumulate_classes(x, features, examples, residuals, classes, gradient)
      }
    }
  }

  /// Hands the bytes of some examples, their number and both vectors to a kernel of the level in
  /// use; not where there is nothing to read or nothing to write.
  @inline(__always)
  func product<Value>(
    _ columns: Range<Int>, _ input: Span<Value>, into output: inout MutableSpan<Value>,
    _ kernel: (
      pixel_kernels, UnsafePointer<UInt8>, Int, UnsafePointer<Value>, UnsafeMutablePointer<Value>
    ) -> Void
  ) {
    let kernels = KernelLevel.currentPixelKernels
    bytes(columns).withUnsafeBufferPointer { x in
      input.withUnsafeBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
          guard let x = x.baseAddress, let input = input.baseAddress,
            let output = output.baseAddress
          else { return }
          kernel(kernels, x, columns.count, input, output)
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
      didRead(examples, position: position)
    }
  }

  public func selecting(_ columns: [Int]) -> ByteMatrix {
    var result = ByteMatrix(features: features, examples: columns.count, scale: scale)
    var target = result.mutableSpan
    target.withUnsafeMutableBufferPointer { target in
      for (position, index) in columns.enumerated() {
        bytes(index..<index + 1).withUnsafeBufferPointer { source in
          let place = target[position * features..<(position + 1) * features]
          _ = UnsafeMutableBufferPointer(rebasing: place).update(fromContentsOf: source)
        }
        didRead(columns[...], position: position)
      }
    }
    return result
  }

  public func copying(_ columns: Range<Int>) -> ByteMatrix {
    var result = ByteMatrix(features: features, examples: columns.count, scale: scale)
    var target = result.mutableSpan
    target.withUnsafeMutableBufferPointer { target in
      inPieces(columns) { piece in
        let first = (piece.lowerBound - columns.lowerBound) * features
        bytes(piece).withUnsafeBufferPointer { source in
          _ = UnsafeMutableBufferPointer(rebasing: target[first..<first + source.count])
            .update(fromContentsOf: source)
        }
      }
    }
    return result
  }

  public func packed() -> [UInt8] { SigmoidExamples.bytes(of: span) }

  public func joining(_ parts: [[UInt8]]) -> ByteMatrix {
    let bytes = parts.reduce(0) { $0 + $1.count }
    var result = ByteMatrix(features: features, examples: bytes / max(1, features), scale: scale)
    var target = result.mutableSpan
    target.fill(with: parts)
    return result
  }

  /// Bytes are always finite.
  public func firstNonFinite() -> ElementPosition? { nil }
}
