import Files
import LinearAlgebra

/// Writes IDX files, gzipped when the name ends in `.gz`. The file appears whole or not at all.
public enum IDXWriter {
  /// Writes the bytes of `images` (their scale is not kept: IDX has no place for it).
  ///
  /// - Parameter shape: the dimensions of one example, whose product is `images.features`:
  ///   `[28, 28]` for MNIST. One dimension unless told.
  /// - Throws: `FileError` when the file cannot be written.
  public static func write(
    images: borrowing ByteMatrix, shape: [Int]? = nil, to path: String
  ) throws(FileError) {
    let shape = shape ?? [images.features]
    precondition(
      IDXHeader.product(shape) == images.features && shape.count < 255,
      "shape \(shape) for \(images.features) features")
    let span = images.span
    try span.withUnsafeBytes { bytes throws(FileError) in
      try write(bytes, dimensions: [images.examples] + shape, to: path)
    }
  }

  /// Writes one unsigned byte an example.
  ///
  /// - Throws: `FileError` when the file cannot be written.
  public static func write(labels: [UInt8], to path: String) throws(FileError) {
    try labels.span.withUnsafeBytes { bytes throws(FileError) in
      try write(bytes, dimensions: [labels.count], to: path)
    }
  }

  /// Writes the elements of `matrix` as floats of their own size, 32 or 64 bits.
  ///
  /// - Parameter shape: the dimensions of one example, whose product is `matrix.rows`; one unless
  ///   told.
  /// - Throws: `FileError` when the file cannot be written.
  public static func write<Element>(
    _ matrix: borrowing Matrix<Element>, shape: [Int]? = nil, to path: String
  ) throws(FileError) {
    let shape = shape ?? [matrix.rows]
    precondition(
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
    guard dimensions.allSatisfy({ $0 <= UInt32.max }) else {
      throw FileError(
        path: path, expected: "dimensions below 2^32, which IDX has",
        found: IDXHeader.text(dimensions), remedy: "write another format")
    }
    let header = IDXHeader.bytes(type, dimensions: dimensions)
    try header.span.withUnsafeBytes { header throws(FileError) in
      try Gzip.write([header, elements], to: path)
    }
  }
}
