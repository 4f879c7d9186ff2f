import Testing

/// As many numbers as expected, each within a relative tolerance.
func expectSame(
  _ found: [Double], _ expected: [Double], _ tolerance: Double, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
  let off = zip(found, expected).map { abs($0 - $1) / max(abs($1), 1e-300) }.max() ?? .infinity
  #expect(off <= tolerance, "\(what): \(off)", sourceLocation: sourceLocation)
}
