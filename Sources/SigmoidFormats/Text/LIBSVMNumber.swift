import SigmoidExamples

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
    if let whole = Self.shortWhole(bytes, at: &position, end: end) {
      double = Double(whole)
      float = Float(whole)
      return
    }
    let text = bytes.assumingMemoryBound(to: UInt8.self).span
    guard let number = DecimalNumber(prefixOf: text, at: &position, end: end) else { return nil }
    double = number.double(in: text)
    float = number.float(beside: double, in: text)
  }

  /// A whole number of one to seven digits with a blank or a line end behind it, as pixels are: a
  /// Float holds it.
  @inline(__always)
  private static func shortWhole(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int, end: Int
  ) -> Int32? {
    var cursor = position
    var value: Int32 = 0
    let limit = min(position + 7, end)
    while cursor < limit, case let digit = bytes[cursor] &- UInt8(ascii: "0"), digit <= 9 {
      value = value &* 10 &+ Int32(digit)
      cursor += 1
    }
    guard cursor > position, cursor == end || bytes[cursor] <= UInt8(ascii: " ") else { return nil }
    position = cursor
    return value
  }

  /// Whether the Float alone is the number.
  @inline(__always)
  var isFloat: Bool { Double(float) == double }
}
