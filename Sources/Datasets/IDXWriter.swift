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

  private static func write(
    _ elements: UnsafeRawBufferPointer, dimensions: [Int], to path: String
  ) throws(FileError) {
    precondition(
      dimensions.allSatisfy { $0 <= UInt32.max }, "IDX dimensions \(dimensions) above 2^32 − 1")
    var bytes = IDXHeader.bytes(.uint8, dimensions: dimensions)
    guard path.hasSuffix(".gz") else {
      return try bytes.span.withUnsafeBytes { header throws(FileError) in
        try AtomicFile.write([header, elements], to: path)
      }
    }
    bytes.append(contentsOf: elements)
    let compressed = try bytes.span.withUnsafeBytes { all throws(FileError) in
      try Gzip.compress(all, path: path)
    }
    try AtomicFile.write(compressed, to: path)
  }
}
