import SigmoidLinear

/// Where zeros are stored too, they are left out of what is written out as doubles.
extension FeatureStorage {
  public func forEachExample(
    in columns: Range<Int>, less centre: Span<Double>,
    _ body: (_ example: Int, _ features: Span<Int32>, _ values: Span<Double>) -> Void
  ) {
    let width = features
    var places = [Int32](repeating: 0, count: width)
    var values = [Double](repeating: 0, count: width)
    forEachTile(of: columns, less: centre) { tile, rows in
      for example in tile {
        var count = 0
        let first = (example - tile.lowerBound) * width
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
