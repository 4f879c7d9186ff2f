import SigmoidExamples

/// Bytes from a file, read as little-endian numbers wherever they may claim to be.
struct LittleEndianBytes {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  /// nil where the bytes end before the number does, and for numbers above `Int.max`.
  func integer(_ offset: Int, bytes size: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - size else { return nil }
    let value = bytes[offset..<offset + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: value)
  }
}

extension [UInt8] {
  /// Adds the lowest `size` bytes of `value`, little-endian.
  mutating func append(_ value: Int, bytes size: Int) {
    for shift in 0..<size { append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
  }
}
