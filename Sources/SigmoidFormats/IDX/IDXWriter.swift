import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Writes IDX files, gzipped when the name ends in `.gz`. The file appears whole or not at all.
package enum IDXWriter {
  /// Writes the bytes of `images` (their scale is not kept: IDX has no place for it).
  ///
  /// - Parameter shape: the dimensions of one example, whose product is `images.features`:
  ///   `[28, 28]` for MNIST. One dimension unless told.
  /// - Throws: `FileError` when the file cannot be written.
  package static func write(
    images: ByteMatrix, shape: [Int]? = nil, to path: String
  ) throws(FileError) {
    let shape = shape ?? [images.features]
    require(
      IDXHeader.product(shape) == images.features && shape.count < 255,
      "shape \(shape) for \(images.features) features")
    let span = images.span
    try span.withUnsafeBytes { bytes throws(FileError) in
      try write(bytes, dimensions: [images.examples] + shape, to: path)
    }
  }

  /// Writes unsigned bytes that come a block of examples after the other: for sets that are larger
  /// than the memory. Not gzipped.
  ///
  /// - Parameters:
  ///   - shape: the dimensions of one example.
  ///   - next: the next examples, at least one; all together are `examples`.
  /// - Throws: `FileError` when the file cannot be written.
  package static func write(
    examples: Int, shape: [Int], to path: String, next: () -> ByteMatrix
  ) throws(FileError) {
    require(shape.count < 255 && examples >= 0, "\(examples) examples of \(shape)")
    guard let features = IDXHeader.product(shape),
      let elements = IDXHeader.product([examples, features])
    else {
      throw FileError(
        path: path, expected: "a size that a file can have",
        found: IDXHeader.text([examples] + shape), remedy: "write fewer examples")
    }
    let header = try header(.uint8, [examples] + shape, path: path)
    try AtomicFile.write(to: path, total: header.count + elements) { put throws(FileError) in
      try header.span.withUnsafeBytes { bytes throws(FileError) in try put(bytes) }
      var written = 0
      while written < examples {
        let block = next()
        written += block.examples
        require(
          block.features == features && block.examples > 0 && written <= examples,
          "\(block.examples) examples of \(block.features) bytes for \(examples) of \(shape)")
        try block.span.withUnsafeBytes { bytes throws(FileError) in try put(bytes) }
      }
    }
  }

  /// - Throws: `FileError` for what IDX cannot say.
  private static func header(
    _ type: IDXElementType, _ dimensions: [Int], path: String
  ) throws(FileError) -> [UInt8] {
    guard dimensions.allSatisfy({ $0 <= UInt32.max }) else {
      throw FileError(
        path: path, expected: "dimensions below 2^32, the limit of IDX",
        found: IDXHeader.text(dimensions), remedy: "write another format")
    }
    return IDXHeader.bytes(type, dimensions: dimensions)
  }

  /// Writes one unsigned byte an example.
  ///
  /// - Throws: `FileError` when the file cannot be written.
  package static func write(labels: [UInt8], to path: String) throws(FileError) {
    try labels.span.withUnsafeBytes { bytes throws(FileError) in
      try write(bytes, dimensions: [labels.count], to: path)
    }
  }

  /// Writes the elements of `matrix` as floats of their own size, 32 or 64 bits.
  ///
  /// - Parameter shape: the dimensions of one example, whose product is `matrix.rows`; one unless
  ///   told.
  /// - Throws: `FileError` when the file cannot be written.
  package static func write<Element>(
    _ matrix: Matrix<Element>, shape: [Int]? = nil, to path: String
  ) throws(FileError) {
    let shape = shape ?? [matrix.rows]
    require(
      IDXHeader.product(shape) == matrix.rows && shape.count < 255,
      "shape \(shape) for \(matrix.rows) features")
    let dimensions = [matrix.columns] + shape
    let span = matrix.span
    try span.withUnsafeBytes { bytes throws(FileError) in
      if MemoryLayout<Element>.size == 4 {
        try write(bigEndian(bytes, UInt32.self), .float32, dimensions: dimensions, to: path)
      } else {
        try write(bigEndian(bytes, UInt64.self), .float64, dimensions: dimensions, to: path)
      }
    }
  }

  private static func bigEndian<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ type: Bits.Type
  ) -> [Bits] {
    bytes.bindMemory(to: Bits.self).map(\.bigEndian)
  }

  private static func write<Bits: BitwiseCopyable>(
    _ elements: [Bits], _ type: IDXElementType, dimensions: [Int], to path: String
  ) throws(FileError) {
    try elements.span.withUnsafeBytes { bytes throws(FileError) in
      try write(bytes, type, dimensions: dimensions, to: path)
    }
  }

  private static func write(
    _ elements: UnsafeRawBufferPointer, _ type: IDXElementType = .uint8, dimensions: [Int],
    to path: String
  ) throws(FileError) {
    let header = try header(type, dimensions, path: path)
    try header.span.withUnsafeBytes { header throws(FileError) in
      try Gzip.write([header, elements], to: path)
    }
  }
}
