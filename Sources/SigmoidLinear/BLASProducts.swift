/// The two products of a pass over a contiguous, column-major block of X, by cblas.
package enum BLASProducts {
  /// scores ← WᵀX. X: features × examples, W: features × classes, scores: classes × examples.
  package static func forward<Scalar: PassScalar>(
    _ x: Span<Scalar>, features: Int, examples: Int, weights: Span<Scalar>, classes: Int,
    into scores: inout MutableSpan<Scalar>
  ) {
    // BLAS asks for leading dimensions of at least one, and with no feature every score is zero.
    guard features > 0, examples > 0 else {
      for index in scores.indices { scores[index] = 0 }
      return
    }
    x.withUnsafeBufferPointer { x in
      weights.withUnsafeBufferPointer { weights in
        scores.withUnsafeMutableBufferPointer { scores in
          guard let x = x.baseAddress, let weights = weights.baseAddress,
            let scores = scores.baseAddress
          else { return }
          if classes == 1 {
            Scalar.gemv(
              transposed: true, rows: features, columns: examples, alpha: 1, a: x, x: weights,
              beta: 0, y: scores)
          } else {
            Scalar.gemm(
              transposeA: true, transposeB: false, m: classes, n: examples, k: features,
              alpha: 1, a: weights, aStride: features, b: x, bStride: features, beta: 0,
              c: scores, cStride: classes)
          }
        }
      }
    }
  }

  /// gradient += X·dZᵀ. dZ: classes × examples, gradient: features × classes.
  package static func accumulate<Scalar: PassScalar>(
    _ x: Span<Scalar>, features: Int, examples: Int, residuals: Span<Scalar>, classes: Int,
    into gradient: inout MutableSpan<Scalar>
  ) {
    guard features > 0, examples > 0 else { return }
    x.withUnsafeBufferPointer { x in
      residuals.withUnsafeBufferPointer { residuals in
        gradient.withUnsafeMutableBufferPointer { gradient in
          guard let x = x.baseAddress, let residuals = residuals.baseAddress,
            let gradient = gradient.baseAddress
          else { return }
          if classes == 1 {
            Scalar.gemv(
              transposed: false, rows: features, columns: examples, alpha: 1, a: x,
              x: residuals, beta: 1, y: gradient)
          } else {
            Scalar.gemm(
              transposeA: false, transposeB: true, m: features, n: classes, k: examples,
              alpha: 1, a: x, aStride: features, b: residuals, bStride: classes, beta: 1,
              c: gradient, cStride: features)
          }
        }
      }
    }
  }
}
