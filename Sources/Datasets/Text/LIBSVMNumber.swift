/// The value of a feature in text, rounded correctly to both precisions.
struct LIBSVMNumber {
  /// The nearest Double; infinite when the number is too large for it.
  let double: Double
  /// The nearest Float to the number, not to the Double; infinite when it is too large.
  let float: Float

  /// Reads the number that begins at `position` (sign, digits, point, digits, exponent; digits on
  /// one side of the point at least) and moves `position` behind it; nil when none begins there.
  @inline(__always)
  init?(_ bytes: UnsafeRawBufferPointer, at position: inout Int, end: Int) {
    let text = bytes.assumingMemoryBound(to: UInt8.self).span
    guard let number = DecimalNumber(prefixOf: text, at: &position, end: end) else { return nil }
    double = number.double(in: text)
    float = number.float(beside: double, in: text)
  }

  /// Whether the Float alone is the number.
  @inline(__always)
  var isFloat: Bool { Double(float) == double }
}
