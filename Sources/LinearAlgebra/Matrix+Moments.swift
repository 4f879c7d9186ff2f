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
    for (position, index) in examples.enumerated() {
      Element.widen(
        column(index), less: centre, times: factors[position], into: &target,
        at: position * rows)
      didRead(examples, position: position)
    }
  }
}
