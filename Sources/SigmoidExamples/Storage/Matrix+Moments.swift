import SigmoidLinear

extension Matrix {
  public func addMoments(
    of columns: Range<Int>, weights: Span<Double>, less centre: Span<Double>,
    to sums: inout MutableSpan<Double>, squares: inout MutableSpan<Double>
  ) {
    for example in columns {
      Element.addMoments(
        column(example), less: centre,
        times: weights.isEmpty ? 1 : weights[example - columns.lowerBound], to: &sums,
        squares: &squares)
    }
  }

  public func gather(
    _ examples: ArraySlice<Int>, less centre: Span<Double>, times factors: Span<Double>,
    into target: inout MutableSpan<Double>
  ) {
    checkGather(examples: examples.count, factors: factors.count, target: target.count)
    let elements = span
    let isMapped = isMapped
    var position = 0
    // Examples that follow one another in one go.
    while position < examples.count {
      let example = examples[examples.startIndex + position]
      var end = position + 1
      while end < examples.count, examples[examples.startIndex + end] == example + end - position {
        end += 1
      }
      let count = end - position
      Element.widen(
        elements.extracting(example * rows..<(example + count) * rows), less: centre,
        times: factors.extracting(position..<end), into: &target, at: position * rows)
      if isMapped {
        for position in position..<end { didRead(examples, position: position) }
      }
      position = end
    }
  }
}
