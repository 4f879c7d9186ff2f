import SigmoidExamples
import SigmoidSystem

/// Reads the fields of one message of Protocol Buffers, and hands out its inner messages as views
/// of the same bytes: https://protobuf.dev/programming-guides/encoding.
///
/// Nothing is allocated by a length before the bytes are known to be there.
struct ProtobufReader {
  private let bytes: [UInt8]
  private let path: String
  private(set) var position: Int
  private let end: Int

  init(_ bytes: [UInt8], path: String) {
    self.init(bytes, path: path, range: 0..<bytes.count)
  }

  private init(_ bytes: [UInt8], path: String, range: Range<Int>) {
    self.bytes = bytes
    self.path = path
    position = range.lowerBound
    end = range.upperBound
  }

  var count: Int { end - position }

  func refused(expected: String, found: String, at offset: Int? = nil) -> FileError {
    FileError(
      path: path, expected: expected, found: "\(found) at byte \(offset ?? position)",
      remedy: "check that it is a model in ONNX, or export it again")
  }

  /// The next field; nil at the end of the message.
  mutating func next() throws(FileError) -> ProtobufField? {
    guard position < end else { return nil }
    let start = position
    let key = try varint()
    guard let type = ProtobufWireType(rawValue: UInt8(key & 7)), key >> 3 >= 1, key >> 3 < 1 << 29
    else {
      throw refused(expected: "a field of Protocol Buffers", found: "key \(key)", at: start)
    }
    let number = Int(key >> 3)
    switch type {
    case .varint:
      return ProtobufField(number: number, value: .varint(try varint()), start: start)
    case .fixed64: return try fixed(8, number, start)
    case .fixed32: return try fixed(4, number, start)
    case .bytes:
      let length = try varint()
      guard length <= UInt64(end - position) else {
        throw refused(
          expected: "a field within its message", found: "\(length) bytes of field \(number)",
          at: start)
      }
      let range = position..<position + Int(length)
      position = range.upperBound
      return ProtobufField(number: number, value: .bytes(range), start: start)
    }
  }

  private mutating func fixed(
    _ size: Int, _ number: Int, _ start: Int
  ) throws(FileError) -> ProtobufField {
    guard end - position >= size else {
      throw refused(expected: "\(size) bytes of field \(number)", found: "the end", at: start)
    }
    let value = littleEndian(at: position, size: size)
    position += size
    return ProtobufField(
      number: number,
      value: size == 8 ? .fixed64(value) : .fixed32(UInt32(truncatingIfNeeded: value)),
      start: start)
  }

  private mutating func varint() throws(FileError) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard position < end else {
        throw refused(expected: "the rest of a number", found: "the end", at: start)
      }
      let byte = bytes[position]
      position += 1
      guard shift < 63 || byte < 2 else { break }
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    throw refused(expected: "a number of 64 bits", found: "a longer one", at: start)
  }

  private func littleEndian(at offset: Int, size: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
    return value
  }

  private func wrongType(_ field: ProtobufField, _ expected: String) -> FileError {
    refused(
      expected: "\(expected) as field \(field.number)", found: "another wire type",
      at: field.start)
  }

  func message(_ field: ProtobufField) throws(FileError) -> ProtobufReader {
    guard case .bytes(let range) = field.value else { throw wrongType(field, "a message") }
    return ProtobufReader(bytes, path: path, range: range)
  }

  func text(_ field: ProtobufField) throws(FileError) -> String {
    guard case .bytes(let range) = field.value else { throw wrongType(field, "a text") }
    guard let text = FileText.string(bytes[range]) else {
      throw refused(
        expected: "UTF-8 in field \(field.number)", found: "other bytes", at: field.start)
    }
    return text
  }

  func integer(_ field: ProtobufField) throws(FileError) -> Int64 {
    guard case .varint(let value) = field.value else { throw wrongType(field, "an integer") }
    return Int64(bitPattern: value)
  }

  /// A repeated integer: one a field, or many in one (packed).
  func append(_ field: ProtobufField, to integers: inout [Int64]) throws(FileError) {
    guard case .bytes = field.value else { return integers.append(try integer(field)) }
    var packed = try message(field)
    while packed.count > 0 { integers.append(Int64(bitPattern: try packed.varint())) }
  }

  /// A float32.
  func float(_ field: ProtobufField) throws(FileError) -> Double {
    guard case .fixed32(let bits) = field.value else { throw wrongType(field, "a float") }
    return Double(Float(bitPattern: bits))
  }

  /// A repeated float32 or, with `size` 8, double.
  func append(
    _ field: ProtobufField, to numbers: inout [Double], size: Int = 4
  ) throws(FileError) {
    switch field.value {
    case .fixed32 where size == 4: numbers.append(try float(field))
    case .fixed64(let bits) where size == 8: numbers.append(Double(bitPattern: bits))
    case .bytes(let range) where range.count % size == 0:
      numbers.reserveCapacity(numbers.count + range.count / size)
      for offset in stride(from: range.lowerBound, to: range.upperBound, by: size) {
        let bits = littleEndian(at: offset, size: size)
        numbers.append(
          size == 8
            ? Double(bitPattern: bits)
            : Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
      }
    default: throw wrongType(field, "numbers of \(size) bytes")
    }
  }

  /// Integers of eight bytes each, as in the raw data of a tensor.
  func rawIntegers(_ field: ProtobufField) throws(FileError) -> [Int64] {
    guard case .bytes(let range) = field.value, range.count % 8 == 0 else {
      throw wrongType(field, "integers of 8 bytes")
    }
    return stride(from: range.lowerBound, to: range.upperBound, by: 8).map {
      Int64(bitPattern: littleEndian(at: $0, size: 8))
    }
  }
}

/// One field of a message.
struct ProtobufField {
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes(Range<Int>)
  }

  let number: Int
  let value: Value
  /// Where its key begins.
  let start: Int
}
