import SigmoidLinear

/// Both products go straight to cblas on the column slice, without a copy: `gemv` for one class,
/// `gemm` for several.
extension Matrix: FeatureStorage {
  public typealias Scalar = Element

  public var features: Int { rows }
  public var examples: Int { columns }

  public func forward(
    weights: Span<Element>, classes: Int, columns: Range<Int>,
    into scores: inout MutableSpan<Element>
  ) {
    checkForward(weights: weights.count, classes: classes, columns: columns, scores: scores.count)
    BLASProducts.forward(
      slice(columns), features: rows, examples: columns.count, weights: weights,
      classes: classes, into: &scores)
  }

  public func accumulate(
    residuals: Span<Element>, classes: Int, columns: Range<Int>,
    into gradient: inout MutableSpan<Element>
  ) {
    checkAccumulate(
      residuals: residuals.count, classes: classes, columns: columns, gradient: gradient.count)
    BLASProducts.accumulate(
      slice(columns), features: rows, examples: columns.count, residuals: residuals,
      classes: classes, into: &gradient)
  }

  /// BLAS reads several columns side by side, which the processor's prefetching follows badly: from
  /// memory it takes longer than a read in order and the products after it. From the last-level
  /// cache, where a smaller matrix is since the pass before, it does not.
  public func fetch(_ columns: Range<Int>) {
    let lastLevelCache = 32 << 20
    guard rows * self.columns * MemoryLayout<Element>.stride > lastLevelCache else { return }
    SequentialRead.fetch(slice(columns).bytes)
  }

  public func gather(
    _ examples: ArraySlice<Int>, times factors: Span<Element>,
    into target: inout MutableSpan<Element>
  ) {
    checkGather(examples: examples.count, factors: factors.count, target: target.count)
    for (position, index) in examples.enumerated() {
      Element.scale(column(index), by: factors[position], into: &target, at: position * rows)
      didRead(examples, position: position)
    }
  }

  public func selecting(_ columns: [Int]) -> Matrix {
    var result = Matrix(rows: rows, columns: columns.count)
    result.scale = scale
    var target = result.mutableSpan
    for (position, index) in columns.enumerated() {
      Element.scale(column(index), by: 1, into: &target, at: position * rows)
      didRead(columns[...], position: position)
    }
    return result
  }

  public func copying(_ columns: Range<Int>) -> Matrix {
    var result = Matrix(rows: rows, columns: columns.count)
    result.scale = scale
    var target = result.mutableSpan
    inPieces(columns) { piece in
      let first = (piece.lowerBound - columns.lowerBound) * rows
      Element.scale(slice(piece), by: 1, into: &target, at: first)
    }
    return result
  }

  public func packed() -> [UInt8] { bytes(of: span) }

  public func joining(_ parts: [[UInt8]]) -> Matrix {
    let bytes = parts.reduce(0) { $0 + $1.count }
    var result = Matrix(
      rows: rows, columns: bytes / max(1, rows * MemoryLayout<Element>.stride))
    result.scale = scale
    var target = result.mutableSpan
    target.fill(with: parts)
    return result
  }

  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public func firstNonFinite() -> ElementPosition? {
    let span = self.span
    var found: ElementPosition?
    inPieces(0..<columns) { piece in
      guard found == nil else { return }
      // Whole columns first, without a branch an element: NaN and infinity, times 0, are no zero.
      for example in piece {
        var sum: Element = 0
        for offset in example * rows..<(example + 1) * rows { sum += span[unchecked: offset] * 0 }
        if sum == 0 { continue }
        for feature in 0..<rows where !span[example * rows + feature].isFinite {
          found = ElementPosition(feature: feature, example: example)
          return
        }
      }
    }
    return found
  }

  @_lifetime(borrow self)
  private func slice(_ columns: Range<Int>) -> Span<Element> {
    span.extracting(columns.lowerBound * rows..<columns.upperBound * rows)
  }
}
