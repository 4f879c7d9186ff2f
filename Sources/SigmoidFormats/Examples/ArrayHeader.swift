import SigmoidExamples
import SigmoidSystem

/// The head of an IDX or `.npy` file that is read as a stream.
struct ArrayHeader {
  enum Kind {
    case idx(IDXElementType)
    case npy(NPYElementType)
  }

  let kind: Kind
  let dimensions: [Int]
  let isFortranOrder: Bool
  /// As it stands in the file.
  let bytes: [UInt8]

  init(_ stream: inout ByteStream, format: DataFormat) throws(FileError) {
    let path = stream.path
    var bytes: [UInt8] = []
    if format == .idx {
      try Self.extend(&bytes, to: 4, &stream)
      let rank = bytes.count == 4 ? Int(bytes[3]) : 0
      try Self.extend(&bytes, to: 4 + 4 * rank, &stream)
      // The whole file's size is not known yet: the same header of no examples is checked.
      var empty = bytes
      var examples = 0
      for index in 4..<8 where bytes.count >= 8 {
        examples = examples << 8 | Int(bytes[index])
        empty[index] = 0
      }
      let header = try Self.check(empty) { bytes throws(FileError) in
        try IDXHeader(bytes, path: path)
      }
      kind = .idx(header.elementType)
      dimensions = [examples] + header.dimensions.dropFirst()
      isFortranOrder = false
    } else {
      try Self.extend(&bytes, to: 12, &stream)
      try Self.extend(&bytes, to: NPYHeader.size(from: bytes), &stream)
      let header = try Self.check(bytes) { bytes throws(FileError) in
        try NPYHeader(bytes, path: path)
      }
      kind = .npy(try header.elementType(path: path))
      dimensions = header.dimensions
      isFortranOrder = header.fortranOrder && header.dimensions.count { $0 > 1 } > 1
    }
    self.bytes = bytes
  }

  /// Of one element.
  var elementSize: Int {
    switch kind {
    case .idx(let type): type.size
    case .npy(let type): type.size
    }
  }

  /// Whether numbers are raw, not values of features.
  var isRaw: Bool {
    switch kind {
    case .idx(let type): type.isInteger
    case .npy(let type): type.kind != .float
    }
  }

  /// The header of a file of so many of the examples.
  func bytes(examples: Int) -> [UInt8] {
    let dimensions = [examples] + self.dimensions.dropFirst()
    return switch kind {
    case .idx(let type): IDXHeader.bytes(type, dimensions: dimensions)
    case .npy(let type): NPYHeader.bytes(type, dimensions: dimensions)
    }
  }

  /// A whole file of this kind as features.
  func features(_ contents: consuming FileContents) throws(FileError) -> any ReadStorage {
    switch kind {
    case .idx(.uint8): return try IDXArray(contents).byteMatrix()
    case .idx(.float64): return try IDXArray(contents).doubleMatrix()
    case .idx: return try IDXArray(contents).floatMatrix()
    case .npy: return try NPYArray(contents).features()
    }
  }

  private static func extend(
    _ bytes: inout [UInt8], to count: Int, _ stream: inout ByteStream
  ) throws(FileError) {
    guard count > bytes.count else { return }
    let held = bytes.count
    bytes += [UInt8](repeating: 0, count: count - held)
    let read = try stream.fill(&bytes, from: held)
    bytes.removeLast(count - held - read)
  }

  private static func check<Header>(
    _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(FileError) -> Header
  ) throws(FileError) -> Header {
    try bytes.span.withUnsafeBytes(body)
  }
}

extension ByteStream {
  /// Fills an array from `start` on; returns how many bytes there were.
  mutating func fill(_ bytes: inout [UInt8], from start: Int) throws(FileError) -> Int {
    var failure: FileError?
    let count = bytes.withUnsafeMutableBytes { all -> Int in
      do throws(FileError) {
        return try fill(UnsafeMutableRawBufferPointer(rebasing: all[start...]))
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return count
  }
}
