import SigmoidSystem

/// Features in double, less a centre each, over a storage that is neither copied nor changed: what
/// a pass that needs all digits sees. An element here is one as stored less its centre; `scale` is
/// the storage's.
package struct CentredFeatures<Base: FeatureStorage>: FeatureStorage {
  package typealias Scalar = Double
  package typealias Element = Double

  private let base: Dataset<Base>
  /// In units of the stored elements, one a feature; empty for zeros.
  package let centre: [Double]

  package init(_ base: Dataset<Base>, centre: [Double]) {
    require(
      centre.isEmpty || centre.count == base.features.features,
      "\(centre.count) centres for \(base.features.features) features")
    self.base = base
    self.centre = centre
  }

  package var features: Int { base.features.features }
  package var examples: Int { base.features.examples }
  package var scale: Double { base.features.scale }
  package var exampleBytes: Int { base.features.exampleBytes }
  package var sharesUnit: Bool { base.features.sharesUnit }
  package var isMapped: Bool { base.features.isMapped }
  package func willRead(_ columns: Range<Int>) { base.features.willRead(columns) }
  package func didRead(_ columns: Range<Int>) { base.features.didRead(columns) }

  package func forward(
    weights: Span<Double>, classes: Int, columns: Range<Int>, into scores: inout MutableSpan<Double>
  ) {
    base.features.forward(
      weights: weights, less: centre.span, classes: classes, columns: columns, into: &scores)
  }

  package func accumulate(
    residuals: Span<Double>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Double>
  ) {
    base.features.accumulate(
      residuals: residuals, less: centre.span, classes: classes, columns: columns, into: &gradient)
  }

  package func gather(
    _ examples: ArraySlice<Int>, times factors: Span<Double>, into target: inout MutableSpan<Double>
  ) {
    base.features.gather(examples, less: centre.span, times: factors, into: &target)
  }

  /// Writes the elements of an example as they are stored, which a double holds.
  package func writeStored(_ example: Int, to target: inout MutableSpan<Double>) {
    let one = [1.0]
    base.features.gather([example], less: Span(), times: one.span, into: &target)
  }

  package var storedElements: Int? { base.features.storedElements }

  package func addSquares(
    of columns: Range<Int>, times factors: Span<Double>, less centre: Span<Double>,
    to square: inout MutableSpan<Double>, _ border: inout MutableSpan<Double>
  ) {
    base.features.addSquares(
      of: columns, times: factors, less: self.centre.span, to: &square, &border)
  }

  package func forEachExample(
    in columns: Range<Int>, less centre: Span<Double>,
    _ body: (_ example: Int, _ features: Span<Int32>, _ values: Span<Double>) -> Void
  ) {
    base.features.forEachExample(in: columns, less: self.centre.span, body)
  }

  package func selecting(_ columns: [Int]) -> CentredFeatures {
    CentredFeatures(base.selecting(columns), centre: centre)
  }

  package func copying(_ columns: Range<Int>) -> CentredFeatures {
    CentredFeatures(unlabelled: base.features.copying(columns), centre: centre)
  }

  package func packed() -> [UInt8] { base.features.packed() }

  package func joining(_ parts: [[UInt8]]) -> CentredFeatures {
    CentredFeatures(unlabelled: base.features.joining(parts), centre: centre)
  }

  /// A centre is finite: so is an element where the stored one is.
  package func firstNonFinite() -> ElementPosition? { base.features.firstNonFinite() }

  private init(unlabelled features: consuming Base, centre: [Double]) {
    let labels = Labels([Int](repeating: 0, count: features.examples))
    self.init(Dataset(features: features, labels: labels), centre: centre)
  }
}
