/// Examples times the roots of their curvatures, standardized where that is asked for: the rows of which
/// a Gram matrix is made.
package struct ScaledExamples<Features: FeatureStorage>: Sendable {
  package typealias Scalar = Features.Scalar

  private let data: Dataset<Features>
  /// √h, one an example.
  let roots: [Scalar]
  /// The same times the storage's scale.
  private let factors: [Scalar]
  /// Means and factors of the features; empty where they are taken as they are.
  private let means: [Scalar]
  private let scales: [Scalar]

  /// - Parameter curvatures: h, one for each of the examples here.
  package init(
    _ data: Dataset<Features>, _ curvatures: [Double], _ standardization: Standardization?
  ) {
    self.data = data
    let exact = curvatures.map { $0.squareRoot() }
    roots = Self.narrowed(exact, 1)
    factors = Self.narrowed(exact, data.features.scale)
    means = Self.narrowed(standardization?.means ?? [], 1)
    scales = Self.narrowed(standardization?.factors ?? [], 1)
  }

  /// - Parameter target: features × examples at least.
  package func gather(_ examples: Range<Int>, into target: inout MutableSpan<Scalar>) {
    let features = data.features.features
    target.withPart(0..<features * examples.count) { part in
      data.features.gather(
        ArraySlice(examples), times: factors.span.extracting(examples), into: &part)
      guard !means.isEmpty else { return }
      for example in 0..<examples.count {
        Scalar.shift(
          &part, at: example * features, by: means.span,
          times: roots[examples.lowerBound + example], scales: scales.span)
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
