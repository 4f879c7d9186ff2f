import SigmoidLinear

/// Where zeros are stored too, they are left out of what is written out as doubles.
extension FeatureStorage {
  public func forEachExample(
    in columns: Range<Int>, less centre: Span<Double>,
    _ body: (_ example: Int, _ features: Span<Int32>, _ values: Span<Double>) -> Void
  ) {
    let width = features
    let block = max(1, walkedNumbers / max(1, width))
    let ones = [Double](repeating: 1, count: block)
    var rows = [Double](repeating: 0, count: width * block)
    var (places, values) = (
      [Int32](repeating: 0, count: width), [Double](repeating: 0, count: width)
    )
    for start in stride(from: columns.lowerBound, to: columns.upperBound, by: block) {
      let some = start..<min(start + block, columns.upperBound)
      rows.withPart(0..<width * some.count) { rows in
        gather(
          ArraySlice(some), less: centre, times: ones.span.extracting(first: some.count),
          into: &rows)
      }
      let rows = rows.span
      for example in some {
        var count = 0
        let first = (example - start) * width
        for feature in 0..<width where rows[unchecked: first + feature] != 0 {
          places[count] = Int32(truncatingIfNeeded: feature)
          values[count] = rows[unchecked: first + feature]
          count += 1
        }
        body(example, places.span.extracting(first: count), values.span.extracting(first: count))
      }
    }
  }
}

/// Of examples that are written out at a time: they stay in a cache.
private let walkedNumbers = 1 << 14
