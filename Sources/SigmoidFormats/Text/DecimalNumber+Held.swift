extension DecimalNumber {
  /// Whether a double has all the digits: the shortest decimal that is read as that double, which is
  /// what is written of it, is this number.
  /// - Parameter double: the nearest.
  func isHeld(by double: Double) -> Bool {
    guard !isTruncated else { return false }
    let own = Self.withoutLastZeros(significand, exponent)
    // Of fifteen digits every number comes back, if it is not among the smallest.
    if own.significand < 1_000_000_000_000_000, double.magnitude >= .leastNormalMagnitude {
      return true
    }
    let shortest = Array(double.magnitude.description.utf8)
    guard let held = DecimalNumber(shortest.span, 0..<shortest.count) else { return false }
    return Self.withoutLastZeros(held.significand, held.exponent) == own
  }

  private static func withoutLastZeros(
    _ significand: UInt64, _ exponent: Int
  ) -> (significand: UInt64, exponent: Int) {
    guard significand > 0 else { return (0, 0) }
    var (significand, exponent) = (significand, exponent)
    while significand % 10 == 0 {
      significand /= 10
      exponent += 1
    }
    return (significand, exponent)
  }
}
