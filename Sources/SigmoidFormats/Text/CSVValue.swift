import SigmoidExamples

/// What the features of a table are stored as, the narrowest first.
enum CSVStorage: Sendable {
  /// All are whole numbers from 0 to 255.
  case bytes
  /// A Float holds every one as exactly as a Double does.
  case floats
  case doubles
  /// Not all cells are numbers, or not all rows as wide as the first: see `ColumnTable`.
  case columns
}

/// What a feature may be stored as.
protocol CSVValue: BitwiseCopyable, Sendable {
  static var zero: Self { get }

  /// nil when there is no such value: the table needs another storage.
  static func stored(_ number: Double) -> Self?

  /// The number that begins at `cursor`, which is moved behind it; nil when there is none, or one
  /// that takes a closer look.
  static func quick(_ bytes: Span<UInt8>, at cursor: inout Int, end: Int) -> Self?
}

extension UInt8: CSVValue {
  /// Whole numbers from 0 to 255; −0 is none of them.
  static func stored(_ number: Double) -> UInt8? {
    guard number.sign == .plus else { return nil }
    return UInt8(exactly: number)
  }

  /// One to three digits.
  @inline(__always)
  static func quick(_ bytes: Span<UInt8>, at cursor: inout Int, end: Int) -> UInt8? {
    var position = cursor
    let limit = Swift.min(position + 3, end)
    var value: UInt = 0
    while position < limit {
      let digit = bytes[unchecked: position] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      value = value &* 10 &+ UInt(digit)
      position += 1
    }
    guard position > cursor, value <= 255 else { return nil }
    cursor = position
    return UInt8(truncatingIfNeeded: value)
  }
}

extension Float: CSVValue {
  @inline(__always)
  static func stored(_ number: Double) -> Float? {
    let value = Float(number)
    return Double(value) == number ? value : nil
  }

  @inline(__always)
  static func quick(_ bytes: Span<UInt8>, at cursor: inout Int, end: Int) -> Float? {
    Double.quick(bytes, at: &cursor, end: end).flatMap(stored)
  }
}

extension Double: CSVValue {
  static func stored(_ number: Double) -> Double? { number }

  @inline(__always)
  static func quick(_ bytes: Span<UInt8>, at cursor: inout Int, end: Int) -> Double? {
    guard let number = DecimalNumber(prefixOf: bytes, at: &cursor, end: end) else { return nil }
    let value = number.double(in: bytes)
    return value.isFinite ? value : nil
  }
}
