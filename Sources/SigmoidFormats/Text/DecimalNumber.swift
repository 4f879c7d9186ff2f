import SigmoidExamples

/// A decimal number in text: `[+-]digits[.digits][e[+-]digits]`, where the digits on one side of
/// the point may be missing. No locale, no blanks, no `inf` or `nan`, no hexadecimal.
///
/// It is read once into its first 19 significant digits and a power of ten; `DecimalRounding`
/// finds the nearest Float or Double to nearly every such pair, and the standard library, given
/// the digits, to the rest.
struct DecimalNumber {
  /// The first significant digits, 19 at most.
  let significand: UInt64
  /// The power of ten that `significand` is multiplied by.
  let exponent: Int
  let isNegative: Bool
  /// Whether a digit other than 0 follows those of `significand`.
  let isTruncated: Bool
  /// Where the digits and the point lie, without sign and exponent.
  private let digits: Range<Int>

  /// A longer exponent has no meaning: no text has so many digits that it could make up for it.
  private static let greatestExponent = 1 << 50

  /// The longest number that begins at `cursor`, which is moved behind it.
  ///
  /// nil, and `cursor` unchanged, when none begins there.
  @inline(__always)
  init?(prefixOf bytes: Span<UInt8>, at cursor: inout Int, end: Int) {
    var position = cursor
    var negative = false
    if position < end {
      let sign = bytes[unchecked: position]
      negative = sign == UInt8(ascii: "-")
      if negative || sign == UInt8(ascii: "+") { position += 1 }
    }
    let start = position
    // Wraps round beyond 19 digits; such numbers are read again below.
    var value = Self.digits(bytes, &position, end, after: 0)
    var count = position - start
    var exponent = 0
    if position < end && bytes[unchecked: position] == UInt8(ascii: ".") {
      position += 1
      let fraction = position
      value = Self.digits(bytes, &position, end, after: value)
      exponent = fraction - position
      count += position - fraction
    }
    guard count > 0 else { return nil }
    isNegative = negative
    digits = start..<position
    let power = Self.exponent(bytes, &position, end)
    cursor = position
    if count <= 19 {
      significand = value
      self.exponent = exponent + power
      isTruncated = false
    } else {
      let long = Self.significantDigits(bytes, digits)
      significand = long.value
      self.exponent = long.exponent + power
      isTruncated = long.isTruncated
    }
  }

  /// nil when the text from `range` on is anything but one number.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var cursor = range.lowerBound
    guard let number = DecimalNumber(prefixOf: bytes, at: &cursor, end: range.upperBound),
      cursor == range.upperBound
    else { return nil }
    self = number
  }

  /// The nearest Float, ties to even; infinity beyond its range.
  @inline(__always)
  func float(in bytes: Span<UInt8>) -> Float {
    let magnitude =
      DecimalRounding.float(significand, exponent, isTruncated: isTruncated)
      ?? byStandardLibrary(bytes, as: Float.self)
    return isNegative ? -magnitude : magnitude
  }

  /// The nearest Double, ties to even; infinity beyond its range.
  @inline(__always)
  func double(in bytes: Span<UInt8>) -> Double {
    let magnitude =
      DecimalRounding.double(significand, exponent, isTruncated: isTruncated)
      ?? byStandardLibrary(bytes, as: Double.self)
    return isNegative ? -magnitude : magnitude
  }

  /// The nearest Float, ties to even, where the nearest Double is known; infinity beyond its range.
  @inline(__always)
  func float(beside double: Double, in bytes: Span<UInt8>) -> Float {
    let value = Float(double)
    if Double(value) == double { return value }
    // Only from halfway between two Floats does a second rounding go wrong: of their normal ones
    // the lower 29 bits of the Double are a one and zeros there.
    let isNormal = double.magnitude >= Double(Float.leastNormalMagnitude)
    return isNormal && double.bitPattern & 0x1FFF_FFFF != 0x1000_0000 ? value : float(in: bytes)
  }

  @inline(__always)
  private static func digits(
    _ bytes: Span<UInt8>, _ position: inout Int, _ end: Int, after value: UInt64
  ) -> UInt64 {
    var value = value
    while position < end {
      let digit = bytes[unchecked: position] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      value = value &* 10 &+ UInt64(digit)
      position += 1
    }
    return value
  }

  /// The exponent that begins at `position`, which is moved behind it; 0 when none does.
  @inline(__always)
  private static func exponent(
    _ bytes: Span<UInt8>, _ position: inout Int, _ end: Int
  ) -> Int {
    guard position < end, bytes[unchecked: position] | 0x20 == UInt8(ascii: "e") else { return 0 }
    var next = position + 1
    var negative = false
    if next < end {
      negative = bytes[unchecked: next] == UInt8(ascii: "-")
      if negative || bytes[unchecked: next] == UInt8(ascii: "+") { next += 1 }
    }
    let start = next
    var value = 0
    while next < end {
      let digit = bytes[unchecked: next] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      value = min(value * 10 + Int(digit), greatestExponent)
      next += 1
    }
    guard next > start else { return 0 }
    position = next
    return negative ? -value : value
  }

  /// The first 19 significant digits of more than 19 digits.
  private static func significantDigits(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) -> (value: UInt64, exponent: Int, isTruncated: Bool) {
    var value: UInt64 = 0
    var (exponent, count) = (0, 0)
    var (isTruncated, isFraction) = (false, false)
    for position in range {
      let byte = bytes[position]
      if byte == UInt8(ascii: ".") {
        isFraction = true
        continue
      }
      let digit = byte - UInt8(ascii: "0")
      if count < 19 {
        value = value * 10 + UInt64(digit)
        if value > 0 { count += 1 }
        if isFraction { exponent -= 1 }
      } else {
        if digit != 0 { isTruncated = true }
        if !isFraction { exponent += 1 }
      }
    }
    return (value, exponent, isTruncated)
  }

  /// The magnitude by the standard library, which rounds correctly and knows no locale either.
  ///
  /// No number halfway between two Doubles has more than 767 significant digits, so that a 1 in
  /// place of all that follow 800 leaves the number on its side of every such number.
  @inline(never)
  private func byStandardLibrary<Value: LosslessStringConvertible>(
    _ bytes: Span<UInt8>, as type: Value.Type
  ) -> Value {
    var text: [UInt8] = []
    var isInexact = false
    for position in digits where bytes[position] != UInt8(ascii: ".") {
      let byte = bytes[position]
      if text.count < 800 {
        if !text.isEmpty || byte != UInt8(ascii: "0") { text.append(byte) }
      } else if byte != UInt8(ascii: "0") {
        isInexact = true
      }
    }
    // `significand` holds this many of the digits.
    let taken = significand.description.utf8.count
    var power = exponent + taken - text.count
    if isInexact {
      text.append(UInt8(ascii: "1"))
      power -= 1
    }
    // Far beyond every range, and short enough for the standard library's parser.
    let bounded = min(max(power, -100_000), 100_000)
    guard let value = Value("\(String(decoding: text, as: UTF8.self))e\(bounded)") else {
      fatalError("digits and an exponent are a number")
    }
    return value
  }
}
