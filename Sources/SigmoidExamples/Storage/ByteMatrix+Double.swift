import SigmoidKernels
import SigmoidLinear

/// Passes in double: one class by kernels that read the bytes as they are, several by BLAS on tiles.
/// Bytes lie within 255 of 0, so that no centre is asked for.
extension ByteMatrix {
  public func forward(
    weights: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into scores: inout MutableSpan<Double>
  ) {
    guard classes == 1, centre.isEmpty else {
      return forwardInTiles(
        weights: weights, less: centre, classes: classes, columns: columns, into: &scores)
    }
    checkForward(weights: weights.count, classes: classes, columns: columns, scores: scores.count)
    product(columns, weights, into: &scores) { kernels, x, examples, weights, scores in
      kernels.forward_double(x, features, examples, weights, scores)
    }
  }

  public func accumulate(
    residuals: Span<Double>, less centre: Span<Double>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    guard classes == 1, centre.isEmpty else {
      return accumulateInTiles(
        residuals: residuals, less: centre, classes: classes, columns: columns, into: &gradient)
    }
    checkAccumulate(
      residuals: residuals.count, classes: classes, columns: columns, gradient: gradient.count)
    product(columns, residuals, into: &gradient) { kernels, x, examples, residuals, gradient in
      kernels.accumulate_double(x, features, examples, residuals, gradient)
    }
  }

  public func gather(
    _ examples: ArraySlice<Int>, less centre: Span<Double>, times factors: Span<Double>,
    into target: inout MutableSpan<Double>
  ) {
    checkGather(examples: examples.count, factors: factors.count, target: target.count)
    let kernels = KernelLevel.currentPixelKernels
    target.withUnsafeMutableBufferPointer { target in
      for (position, index) in examples.enumerated() {
        let factor = factors[position]
        bytes(index..<index + 1).withUnsafeBufferPointer { x in
          guard let x = x.baseAddress, let base = target.baseAddress else { return }
          let y = base + position * features
          kernels.widen(x, features, factor, y)
          guard !centre.isEmpty else { return }
          for feature in 0..<features { y[feature] -= centre[feature] * factor }
        }
        didRead(examples, position: position)
      }
    }
  }
}
