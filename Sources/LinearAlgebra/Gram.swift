/// Σ h·x̃x̃ᵀ over examples, x̃ being an example with a one behind its features: what the Hessian
/// of a loss of scores is made of, with h the curvature of each example's loss.
public enum Gram {
  /// Examples taken at a time: enough for `syrk` to run at speed, few enough for the cache.
  private static let block = 1024

  /// The lower triangle of the sum, (features + 1)², the last row that of the intercept. The
  /// values of features are the stored elements times the storage's scale; sums are made in its
  /// scalar by BLAS `syrk` and `gemv`.
  ///
  /// - Parameters:
  ///   - examples: which examples take part.
  ///   - curvatures: h, one for each of `examples`, none negative.
  ///   - threads: of OpenBLAS.
  public static func weighted<Features: FeatureStorage & ~Copyable>(
    _ inputs: borrowing Features, examples: [Int], curvatures: [Double], threads: Int
  ) -> Matrix<Double> {
    precondition(
      examples.count == curvatures.count,
      "\(curvatures.count) curvatures for \(examples.count) examples")
    typealias Scalar = Features.Scalar
    let features = inputs.features
    let roots = curvatures.map { $0.squareRoot() }
    var square = [Scalar](repeating: 0, count: features * features)
    var border = [Scalar](repeating: 0, count: features)
    var gathered = [Scalar](repeating: 0, count: features * min(block, examples.count))
    for start in stride(from: 0, to: examples.count, by: block) {
      let range = start..<min(start + block, examples.count)
      var factors = narrowed(roots[range], times: inputs.scale, as: Scalar.self)
      if gathered.count > features * range.count {
        gathered.removeLast(gathered.count - features * range.count)
      }
      var target = gathered.mutableSpan
      inputs.gather(examples[range], times: factors.span, into: &target)
      factors = narrowed(roots[range], times: 1, as: Scalar.self)
      guard features > 0 else { continue }
      BLASThreads.scoped(threads) {
        gathered.withUnsafeBufferPointer { a in
          guard let a = a.baseAddress else { return }
          square.withUnsafeMutableBufferPointer { square in
            guard let square = square.baseAddress else { return }
            Scalar.syrk(rows: features, columns: range.count, a: a, c: square)
          }
          border.withUnsafeMutableBufferPointer { border in
            guard let border = border.baseAddress else { return }
            factors.withUnsafeBufferPointer { factors in
              guard let factors = factors.baseAddress else { return }
              Scalar.gemv(
                transposed: false, rows: features, columns: range.count, alpha: 1, a: a,
                x: factors, beta: 1, y: border)
            }
          }
        }
      }
    }
    return bordered(square, border: border, corner: curvatures.reduce(0, +))
  }

  private static func narrowed<Scalar: BLASScalar>(
    _ values: ArraySlice<Double>, times factor: Double, as _: Scalar.Type
  ) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: values.count)
    var span = result.mutableSpan
    Scalar.narrow(values.span, times: factor, into: &span)
    return result
  }

  /// The lower triangle of a square with one more row below it.
  private static func bordered<Scalar: BLASScalar>(
    _ square: [Scalar], border: [Scalar], corner: Double
  ) -> Matrix<Double> {
    let features = border.count
    var result = Matrix<Double>(rows: features + 1, columns: features + 1)
    var wide = [Double](repeating: 0, count: square.count)
    var wideSpan = wide.mutableSpan
    Scalar.add(square.span, to: &wideSpan)
    var wideBorder = [Double](repeating: 0, count: features)
    var borderSpan = wideBorder.mutableSpan
    Scalar.add(border.span, to: &borderSpan)
    var target = result.mutableSpan
    for column in 0..<features {
      let first = column * (features + 1)
      for row in column..<features { target[first + row] = wide[column * features + row] }
      target[first + features] = wideBorder[column]
    }
    target[features * (features + 1) + features] = corner
    return result
  }
}
