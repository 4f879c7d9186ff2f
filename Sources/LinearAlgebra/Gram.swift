import Dispatch
import Synchronization

/// Σ h·x̃x̃ᵀ over examples, x̃ being an example with a one behind its features: what the Hessian
/// of a loss of scores is made of, with h the curvature of each example's loss.
public enum Gram {
  /// Examples taken at a time: enough for `syrk` to run at speed, few enough for the cache.
  private static let block = 512
  /// Parts that are summed by themselves, and so the most workers; each holds features² numbers.
  private static let mostParts = 8

  /// The lower triangle of the sum, (features + 1)², the last row that of the intercept. The
  /// values of features are the stored elements times the storage's scale, standardized where that
  /// is asked for; sums are made in its scalar by BLAS `syrk` and `gemv`, in parts that depend on the number of examples alone and
  /// are added in their order: the same bits for any number of threads.
  ///
  /// - Parameters:
  ///   - examples: which examples take part.
  ///   - curvatures: h, one for each of `examples`, none negative.
  public static func weighted<Features: FeatureStorage & ~Copyable>(
    _ data: Dataset<Features>, examples: [Int], curvatures: [Double],
    standardization: Standardization? = nil, threads: Int
  ) -> Matrix<Double> {
    precondition(
      examples.count == curvatures.count,
      "\(curvatures.count) curvatures for \(examples.count) examples")
    let features = data.features.features
    let blocks = (examples.count + block - 1) / block
    let parts = min(mostParts, blocks)
    let sums = Mutex([PartialSum<Features.Scalar>?](repeating: nil, count: parts))
    let next = Atomic<Int>(0)
    BLASThreads.scoped(1) {
      DispatchQueue.concurrentPerform(iterations: min(threads, max(parts, 1))) { _ in
        while true {
          let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard part < parts else { return }
          let first = blocks * part / parts * block
          let end = min(blocks * (part + 1) / parts * block, examples.count)
          var sum = PartialSum<Features.Scalar>(
            features: features, block: block, standardization: standardization)
          for start in stride(from: first, to: end, by: block) {
            let range = start..<min(start + block, end)
            sum.add(data.features, examples[range], curvatures: curvatures[range])
          }
          sums.withLock { $0[part] = sum }
        }
      }
    }
    return total(sums.withLock { $0 }, features: features, corner: curvatures.reduce(0, +))
  }

  /// The lower triangle of the parts' sum with the border below it.
  private static func total<Scalar: BLASScalar>(
    _ parts: [PartialSum<Scalar>?], features: Int, corner: Double
  ) -> Matrix<Double> {
    var square = [Double](repeating: 0, count: features * features)
    var border = [Double](repeating: 0, count: features)
    var squareSpan = square.mutableSpan
    var borderSpan = border.mutableSpan
    for case let part? in parts {
      Scalar.add(part.square.span, to: &squareSpan)
      Scalar.add(part.border.span, to: &borderSpan)
    }
    var result = Matrix<Double>(rows: features + 1, columns: features + 1)
    var target = result.mutableSpan
    for column in 0..<features {
      let first = column * (features + 1)
      for row in column..<features { target[first + row] = square[column * features + row] }
      target[first + features] = border[column]
    }
    target[features * (features + 1) + features] = corner
    return result
  }
}

/// What one part of the examples adds up to, without the corner.
private struct PartialSum<Scalar: BLASScalar>: Sendable {
  /// features², lower triangle: Σ h·xxᵀ.
  private(set) var square: [Scalar]
  /// features: Σ h·x.
  private(set) var border: [Scalar]
  private var gathered: [Scalar]
  private let features: Int
  /// Means and factors of the features; empty where they are taken as they are.
  private let means: [Scalar]
  private let scales: [Scalar]

  init(features: Int, block: Int, standardization: Standardization?) {
    self.features = features
    means = Self.narrowed(standardization?.means ?? [], 1)
    scales = Self.narrowed(standardization?.factors ?? [], 1)
    square = Array(repeating: 0, count: features * features)
    border = Array(repeating: 0, count: features)
    gathered = Array(repeating: 0, count: features * block)
  }

  /// At most a block of examples.
  mutating func add<Features: FeatureStorage & ~Copyable>(
    _ inputs: borrowing Features, _ examples: ArraySlice<Int>, curvatures: ArraySlice<Double>
  ) where Features.Scalar == Scalar {
    guard features > 0 else { return }
    let roots = curvatures.map { $0.squareRoot() }
    let count = examples.count
    let (features, means, scales) = (features, means, scales)
    var factors = Self.narrowed(roots, inputs.scale)
    if gathered.count > features * count { gathered.removeLast(gathered.count - features * count) }
    var target = gathered.mutableSpan
    inputs.gather(examples, times: factors.span, into: &target)
    factors = Self.narrowed(roots, 1)
    if !means.isEmpty {
      for example in 0..<count {
        Scalar.shift(
          &target, at: example * features, by: means.span, times: factors[example],
          scales: scales.span)
      }
    }
    gathered.withUnsafeBufferPointer { a in
      square.withUnsafeMutableBufferPointer { square in
        border.withUnsafeMutableBufferPointer { border in
          factors.withUnsafeBufferPointer { factors in
            guard let a = a.baseAddress, let square = square.baseAddress,
              let border = border.baseAddress, let factors = factors.baseAddress
            else { return }
            Scalar.syrk(rows: features, columns: count, a: a, c: square)
            Scalar.gemv(
              transposed: false, rows: features, columns: count, alpha: 1, a: a, x: factors,
              beta: 1, y: border)
          }
        }
      }
    }
  }

  private static func narrowed(_ values: [Double], _ factor: Double) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: values.count)
    var span = result.mutableSpan
    Scalar.narrow(values.span, times: factor, into: &span)
    return result
  }
}
