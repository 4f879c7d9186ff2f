extension Range<Int> {
  /// One of so many parts that follow one another and are as equal as whole numbers allow.
  package func part(_ index: Int, of parts: Int) -> Range<Int> {
    lowerBound + count * index / parts..<lowerBound + count * (index + 1) / parts
  }
}
