import SigmoidExamples
import SigmoidSystem
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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

  /// - Throws: `FileError` for names and text that no reader would take.
  func encoded() throws -> [UInt8] {
    var entries: [String: HeaderEntry] = [SafetensorsHeader.metadataKey: .metadata(metadata)]
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
    let most = SafetensorsHeader.mostBytes(data: offset)
    guard header.count <= most, max(metadata.count, order.count) < SafetensorsHeader.mostEntries
    else {
      throw FileError(
        path: "a safetensors file",
        expected: "at most \(most) bytes of names and text besides its numbers, in at most "
          + "\(SafetensorsHeader.mostEntries) entries",
        found: "\(header.count) bytes, \(metadata.count) texts and \(order.count) tensors",
        remedy: "shorten the names of features and labels")
    }

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
    let remedy = "train or export the model again"
    func refused(expected: String, found: String) -> FileError {
      FileError(path: path, expected: expected, found: found, remedy: remedy)
    }
    let expectedKind = "a safetensors model file"
    guard bytes.count >= 8 else {
      throw refused(expected: expectedKind, found: "\(bytes.count) bytes")
    }
    let length = bytes.littleEndian(at: 0)
    guard length <= UInt64(bytes.count - 8) else {
      throw refused(
        expected: expectedKind,
        found: "a header length of \(length) in a file of \(bytes.count) bytes")
    }
    let dataStart = 8 + Int(length)
    let dataCount = bytes.count - dataStart
    guard length > 0, bytes[8] == UInt8(ascii: "{") else {
      throw refused(expected: expectedKind, found: "no JSON header")
    }
    let most = SafetensorsHeader.mostBytes(data: dataCount)
    guard length <= UInt64(most) else {
      throw refused(
        expected: "a header of at most \(most) bytes for \(dataCount) bytes of tensors",
        found: "one of \(length) bytes")
    }
    let header: SafetensorsHeader
    do {
      header = try SafetensorsHeader(bytes, 8..<dataStart, path: path, remedy: remedy)
    } catch {
      throw refused(
        expected: expectedKind,
        found: "a header that is not safetensors JSON (expected \(error.expected), found "
          + "\(error.found))")
    }
    for (name, tensor) in header.tensors.sorted(by: { $0.key < $1.key }) {
      let shown = FileError.shown(name)
      guard tensor.dtype == "F64" else {
        throw refused(
          expected: "tensor \(shown) of type F64", found: "'\(FileError.shown(tensor.dtype))'")
      }
      let offsets = tensor.offsets
      guard let count = elementCount(tensor.shape), offsets.count == 2,
        offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= dataCount,
        offsets[1] - offsets[0] == count * 8
      else {
        throw refused(
          expected: "tensor \(shown) of shape \(tensor.shape) inside the \(dataCount) bytes "
            + "after the header", found: "offsets \(offsets)")
      }
    }
    // The format asks that the tensors cover the data without gap or overlap.
    var covered = 0
    let spans = header.tensors.values.map(\.offsets)
    for offsets in spans.sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) {
      guard offsets[0] == covered else {
        throw refused(
          expected: "tensors that follow each other without gap or overlap",
          found: "one from byte \(offsets[0]) where \(covered) was next")
      }
      covered = offsets[1]
    }
    guard covered == dataCount else {
      throw refused(expected: "\(covered) bytes of tensors", found: "\(dataCount) bytes")
    }
    // Nothing is copied before it is known that no byte belongs to two of them.
    tensors = header.tensors.mapValues { tensor in
      Tensor(
        shape: tensor.shape,
        values: stride(from: tensor.offsets[0], to: tensor.offsets[1], by: 8).map {
          Double(bitPattern: bytes.littleEndian(at: dataStart + $0))
        })
    }
    metadata = header.metadata
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

/// One entry of the JSON header, to be written.
private enum HeaderEntry: Encodable {
  case metadata([String: String])
  case tensor(dtype: String, shape: [Int], offsets: [Int])

  private enum Key: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
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
