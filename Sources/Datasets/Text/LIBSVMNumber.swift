/// A decimal number in text, correctly rounded to `Float`.
enum LIBSVMNumber {
  /// Powers of ten that are exact in `Double`. An array: of an inline one every access made a copy.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
  /// As many digits fit 64 bits, whichever they are.
  private static let mostDigits = 19
  /// No digits in a file make up for a larger exponent: the number is zero or infinite.
  private static let mostExponent = 1 << 40

  /// Reads the number that begins at `position` (sign, digits, point, digits, exponent; digits
  /// on one side of the point at least) and moves `position` behind it.
  ///
  /// Infinite when it is too large for `Float`; nil when no number begins there.
  @inline(__always)
  static func parse(_ bytes: UnsafeRawBufferPointer, at position: inout Int, end: Int) -> Float? {
    let start = position
    var cursor = position
    var isNegative = false
    if cursor < end, bytes[cursor] == UInt8(ascii: "-") || bytes[cursor] == UInt8(ascii: "+") {
      isNegative = bytes[cursor] == UInt8(ascii: "-")
      cursor += 1
    }
    var digits: UInt64 = 0
    let firstDigit = cursor
    while cursor < end, let digit = digit(bytes[cursor]) {
      digits = digits &* 10 &+ digit
      cursor += 1
    }
    var count = cursor - firstDigit
    var exponent = 0
    if cursor < end, bytes[cursor] == UInt8(ascii: ".") {
      cursor += 1
      let firstDecimal = cursor
      while cursor < end, let digit = digit(bytes[cursor]) {
        digits = digits &* 10 &+ digit
        cursor += 1
      }
      exponent = firstDecimal - cursor
      count += cursor - firstDecimal
    }
    guard count > 0 else { return nil }
    if cursor < end, bytes[cursor] | 0x20 == UInt8(ascii: "e") {
      cursor += 1
      guard let written = Self.exponent(bytes, at: &cursor, end: end) else { return nil }
      exponent += written
    }
    position = cursor
    if count <= mostDigits || leadingZeros(bytes, from: firstDigit, count) >= count - mostDigits,
      let magnitude = quick(digits, exponent)
    {
      return isNegative ? -magnitude : magnitude
    }
    return exact(bytes, start..<cursor)
  }

  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt64? {
    let value = byte &- UInt8(ascii: "0")
    return value <= 9 ? UInt64(value) : nil
  }

  /// Zeros before the first other digit, a point between them left out; at most `count`.
  private static func leadingZeros(
    _ bytes: UnsafeRawBufferPointer, from first: Int, _ count: Int
  ) -> Int {
    var zeros = 0
    var cursor = first
    while zeros < count {
      if bytes[cursor] == UInt8(ascii: "0") {
        zeros += 1
      } else if bytes[cursor] != UInt8(ascii: ".") {
        break
      }
      cursor += 1
    }
    return zeros
  }

  /// The number behind an `e`; nil when there is none.
  private static func exponent(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int, end: Int
  ) -> Int? {
    var isNegative = false
    if position < end, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+")
    {
      isNegative = bytes[position] == UInt8(ascii: "-")
      position += 1
    }
    let first = position
    var value = 0
    while position < end, let digit = digit(bytes[position]) {
      if value < mostExponent { value = value * 10 + Int(digit) }
      position += 1
    }
    guard position > first else { return nil }
    return isNegative ? -value : value
  }

  /// digits·10^exponent by one operation in double (Clinger 1990), which is off by less than two
  /// units in its last place; nil where the float beside it could then be another one.
  @inline(__always)
  private static func quick(_ digits: UInt64, _ exponent: Int) -> Float? {
    if digits == 0 { return 0 }
    guard exponent >= -22, exponent <= 22 else { return nil }
    let power = powersOfTen[exponent < 0 ? -exponent : exponent]
    let value = exponent < 0 ? Double(digits) / power : Double(digits) * power
    // Halfway between two floats the lower 29 bits of a double are a one and zeros. No value
    // here is a subnormal float: the least is 1e-22.
    let distance = Int(value.bitPattern & 0x1fff_ffff) - 0x1000_0000
    return abs(distance) > 2 ? Float(value) : nil
  }

  /// By the standard library, whose conversion is right for any number of digits.
  private static func exact(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Float? {
    Float(String(decoding: bytes[range], as: UTF8.self))
  }
}
