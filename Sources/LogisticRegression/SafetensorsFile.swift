import Files
import FoundationEssentials

/// A safetensors file of F64 tensors and text metadata.
///
/// Format: https://huggingface.co/docs/safetensors — 8 bytes little-endian header length, a JSON
/// header, then the tensors, little-endian and row-major, without gaps.
struct SafetensorsFile: Equatable {
  struct Tensor: Equatable {
    /// Row-major.
    var shape: [Int]
    var values: [Double]
  }

  var tensors: [String: Tensor]
  var metadata: [String: String]

  /// The format's own bound, so that a hostile length allocates nothing.
  static let headerLimit = 100_000_000

  func encoded() throws -> [UInt8] {
    var entries: [String: HeaderEntry] = ["__metadata__": .metadata(metadata)]
    var offset = 0
    let order = tensors.keys.sorted()
    for name in order {
      guard let tensor = tensors[name] else { continue }
      let end = offset + tensor.values.count * 8
      entries[name] = .tensor(dtype: "F64", shape: tensor.shape, offsets: [offset, end])
      offset = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var header = [UInt8](try encoder.encode(entries))
    // Tensors that begin at a multiple of 8 can be mapped as they are.
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    bytes.append(littleEndian: UInt64(header.count))
    bytes += header
    for name in order {
      for value in tensors[name]?.values ?? [] { bytes.append(littleEndian: value.bitPattern) }
    }
    return bytes
  }

  /// - Parameter path: the file the bytes came from, for the message.
  init(decoding bytes: [UInt8], path: String) throws(FileError) {
    func refused(expected: String, found: String) -> FileError {
      FileError(
        path: path, expected: expected, found: found,
        remedy: "train or export the model again")
    }
    let expectedKind = "a safetensors model file"
    guard bytes.count >= 8 else {
      throw refused(expected: expectedKind, found: "\(bytes.count) bytes")
    }
    let length = bytes.littleEndian(at: 0)
    guard length <= UInt64(Self.headerLimit), Int(length) <= bytes.count - 8 else {
      throw refused(
        expected: expectedKind,
        found: "a header length of \(length) in a file of \(bytes.count) bytes")
    }
    let dataStart = 8 + Int(length)
    guard length > 0, bytes[8] == UInt8(ascii: "{") else {
      throw refused(expected: expectedKind, found: "no JSON header")
    }
    let entries: [String: HeaderEntry]
    do {
      entries = try JSONDecoder().decode(
        [String: HeaderEntry].self, from: Data(bytes[8..<dataStart]))
    } catch {
      throw refused(expected: expectedKind, found: "a header that is not safetensors JSON")
    }

    tensors = [:]
    metadata = [:]
    var spans: [(begin: Int, end: Int)] = []
    for (name, entry) in entries {
      switch entry {
      case .metadata(let text):
        metadata = text
      case .tensor(let dtype, let shape, let offsets):
        guard dtype == "F64" else {
          throw refused(expected: "tensor \(name) of type F64", found: "'\(dtype)'")
        }
        guard let count = elementCount(shape), offsets.count == 2,
          offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= bytes.count - dataStart,
          offsets[1] - offsets[0] == count * 8
        else {
          throw refused(
            expected: "tensor \(name) of shape \(shape) inside the \(bytes.count - dataStart) "
              + "bytes behind the header", found: "offsets \(offsets)")
        }
        spans.append((offsets[0], offsets[1]))
        tensors[name] = Tensor(
          shape: shape,
          values: (0..<count).map {
            Double(bitPattern: bytes.littleEndian(at: dataStart + offsets[0] + $0 * 8))
          })
      }
    }
    // The format asks that the tensors cover the data without gap or overlap.
    var covered = 0
    for span in spans.sorted(by: { $0 < $1 }) {
      guard span.begin == covered else {
        throw refused(
          expected: "tensors that follow each other without gap or overlap",
          found: "one from byte \(span.begin) where \(covered) was next")
      }
      covered = span.end
    }
    guard covered == bytes.count - dataStart else {
      throw refused(
        expected: "\(covered) bytes of tensors", found: "\(bytes.count - dataStart) bytes")
    }
  }

  init(tensors: [String: Tensor], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }
}

/// The product of the dimensions; nil when it is negative or fits no memory.
private func elementCount(_ shape: [Int]) -> Int? {
  var count = 1
  for dimension in shape {
    guard dimension >= 0 else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
    guard !overflow, product <= Int.max / 8 else { return nil }
    count = product
  }
  return count
}

/// One entry of the JSON header.
private enum HeaderEntry: Codable {
  case metadata([String: String])
  case tensor(dtype: String, shape: [Int], offsets: [Int])

  private enum Key: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
  }

  init(from decoder: any Decoder) throws {
    if decoder.codingPath.last?.stringValue == "__metadata__" {
      self = .metadata(try decoder.singleValueContainer().decode([String: String].self))
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    self = .tensor(
      dtype: try container.decode(String.self, forKey: .dtype),
      shape: try container.decode([Int].self, forKey: .shape),
      offsets: try container.decode([Int].self, forKey: .offsets))
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .metadata(let text):
      var container = encoder.singleValueContainer()
      try container.encode(text)
    case .tensor(let dtype, let shape, let offsets):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(dtype, forKey: .dtype)
      try container.encode(shape, forKey: .shape)
      try container.encode(offsets, forKey: .offsets)
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian value: UInt64) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  fileprivate func littleEndian(at offset: Int) -> UInt64 {
    withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }
}
