@testable import SigmoidLinear
@testable import SigmoidExamples
@testable import SigmoidOptimization
@testable import SigmoidFormats
import TestSupport

/// `.npy` files made by hand, byte for byte.
enum NumPySample {
  /// - Parameter padding: spaces behind the dictionary; by default as many as NumPy writes.
  static func npy(
    _ dictionary: String, _ elements: [UInt8], version: UInt8 = 1, padding: Int? = nil
  ) -> [UInt8] {
    let preamble = version == 1 ? 10 : 12
    let unpadded = preamble + dictionary.utf8.count + 1
    let padding = padding ?? (64 - unpadded % 64) % 64
    var bytes: [UInt8] = [0x93] + "NUMPY".utf8 + [version, 0]
    bytes.append(dictionary.utf8.count + padding + 1, bytes: preamble - 8)
    return bytes + dictionary.utf8 + [UInt8](repeating: 0x20, count: padding) + [0x0A] + elements
  }

  static func npy(
    _ type: String, _ shape: [Int], fortran: Bool = false, _ elements: [UInt8], version: UInt8 = 1
  ) -> [UInt8] {
    let shape = "(" + shape.map { "\($0)," }.joined(separator: " ") + ")"
    return npy(
      "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }",
      elements, version: version)
  }

  static func bytes<Value: FixedWidthInteger>(_ values: [Value], bigEndian: Bool = false) -> [UInt8]
  {
    values.flatMap { value in
      withUnsafeBytes(of: bigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
    }
  }

  /// Code points of strings, each padded to `length`.
  static func text(_ strings: [String], length: Int, bigEndian: Bool = false) -> [UInt8] {
    strings.flatMap { string in
      let points = string.unicodeScalars.map(\.value)
      let padding = [UInt32](repeating: 0, count: length - points.count)
      return bytes(points + padding, bigEndian: bigEndian)
    }
  }

  static func array(_ bytes: [UInt8]) throws -> NPYArray {
    try NPYArray(FileContents(name: "file", bytes: bytes))
  }

  static func archive(_ bytes: [UInt8], limit: Int = 1 << 30) throws -> NPZFile {
    try NPZFile(FileContents(name: "file", bytes: bytes), limit: limit)
  }
}

/// A copy of features that a test can compare.
enum Held: Equatable {
  case bytes([UInt8], features: Int, scale: Double)
  case floats([Float], features: Int)
  case doubles([Double], features: Int)

  init(_ features: any ReadStorage) {
    switch features {
    case let matrix as ByteMatrix:
      let span = matrix.span
      self = .bytes(
        span.indices.map { span[$0] }, features: matrix.features, scale: matrix.scale)
    case let matrix as Matrix<Float>: self = .floats(matrix.elements, features: matrix.rows)
    case let matrix as Matrix<Double>: self = .doubles(matrix.elements, features: matrix.rows)
    case let other:
      preconditionFailure("\(type(of: other)), which NumPy's files do not hold")
    }
  }
}

/// Damage of the kinds that files suffer, and of those that attackers think of.
struct Mutation {
  var random: RandomValues

  mutating func callAsFunction(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0..<random.int(in: 1..<4) where !bytes.isEmpty {
      let position = random.int(in: 0..<bytes.count)
      switch random.int(in: 0..<7) {
      case 0: bytes[position] ^= 1 << UInt8(random.int(in: 0..<8))
      case 1: bytes[position] = UInt8(random.int(in: 0..<256))
      case 2: bytes.removeSubrange(position...)
      case 3: bytes.remove(at: position)
      case 4:
        let end = min(bytes.count, position + random.int(in: 1..<40))
        bytes.insert(contentsOf: Array(bytes[position..<end]), at: position)
      case 5:
        // A huge number, in digits or in binary.
        let huge = Array("99999999999999999999".utf8.prefix(random.int(in: 1..<21)))
        bytes.insert(contentsOf: huge, at: position)
      default:
        for index in position..<min(bytes.count, position + random.int(in: 1..<9)) {
          bytes[index] = 0xFF
        }
      }
    }
    return bytes
  }
}
