import SigmoidLinear

/// What a storage that has no more than its products does for the rest of what is asked of it.
extension FeatureStorage {
  /// A column of X is X times a residual of that example alone.
  public func gather(
    _ examples: ArraySlice<Int>, times factors: Span<Scalar>, into target: inout MutableSpan<Scalar>
  ) {
    checkGather(examples: examples.count, factors: factors.count, target: target.count)
    for (position, example) in examples.enumerated() {
      target.withPart(position * features..<(position + 1) * features) { column in
        for index in column.indices { column[index] = 0 }
        accumulate(
          residuals: factors.extracting(position..<position + 1), classes: 1,
          columns: example..<example + 1, into: &column)
      }
    }
  }

  public func firstNonFinite() -> ElementPosition? {
    for example in 0..<examples {
      if let feature = values(of: example).firstIndex(where: { !$0.isFinite }) {
        return ElementPosition(feature: feature, example: example)
      }
    }
    return nil
  }

  public func copying(_ columns: Range<Int>) -> Self { selecting(Array(columns)) }

  public func packed() -> [UInt8] {
    fatalError("\(Self.self) cannot be sent to other processes: it has no packed()")
  }

  public func joining(_ parts: [[UInt8]]) -> Self {
    fatalError("\(Self.self) cannot come from other processes: it has no joining(_:)")
  }
}
