/// Numbers of many examples, made by several threads: each number once, from nothing but its own place, so
/// that it does not matter which thread makes it.
/// - Parameters:
///   - count: of examples.
///   - width: numbers of an example.
///   - body: writes the numbers of some examples that follow one another.
package func parallelNumbers(
  _ count: Int, width: Int, threads: Int,
  _ body: @Sendable (_ examples: Range<Int>, _ numbers: inout MutableSpan<Double>) -> Void
) -> [Double] {
  var result = [Double](repeating: 0, count: count * width)
  let part = max(1, partNumbers / max(1, width))
  result.withUnsafeMutableBufferPointer { all in
    // Sound: every part is written by who took it alone.
    nonisolated(unsafe) let all = all
    forEach(in: 0..<(count + part - 1) / part, threads: threads) { index, _ in
      let examples = index * part..<min((index + 1) * part, count)
      var numbers = MutableSpan(
        _unsafeElements: UnsafeMutableBufferPointer(
          rebasing: all[examples.lowerBound * width..<examples.upperBound * width]))
      body(examples, &numbers)
    }
  }
  return result
}

/// They stay in a cache of the first level, with those that they are made of.
private let partNumbers = 1 << 11
