extension MutableSpan where Element: BitwiseCopyable {
  /// Hands out some of the elements, to be written.
  package mutating func withPart<Result>(
    _ range: Range<Int>, _ body: (inout MutableSpan) -> Result
  ) -> Result {
    withUnsafeMutableBufferPointer { all in
      var part = MutableSpan(
        _unsafeElements: UnsafeMutableBufferPointer(rebasing: all[range]))
      return body(&part)
    }
  }
}

extension Array where Element: BitwiseCopyable {
  /// Hands out some of the elements, to be written.
  package mutating func withPart<Result>(
    _ range: Range<Int>, _ body: (inout MutableSpan<Element>) -> Result
  ) -> Result {
    var all = mutableSpan
    return all.withPart(range, body)
  }
}
