import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Writes `.npy` files, version 1.0 in C order, in this machine's byte order, gzipped when the name
/// ends in `.gz`. The file appears whole or not at all.
package enum NPYWriter {
  /// Writes examples × features unsigned bytes (the scale is not kept: `.npy` has no place for it).
  ///
  /// - Parameter shape: the dimensions of one example, whose product is `matrix.features`:
  ///   `[28, 28]` for MNIST. One dimension unless told.
  /// - Throws: `FileError` when the file cannot be written.
  package static func write(
    _ matrix: ByteMatrix, shape: [Int]? = nil, to path: String
  ) throws(FileError) {
    try NPYEncoding.encode(matrix, shape: shape, file(path))
  }

  /// Writes columns × rows floats: examples × features.
  ///
  /// - Parameter shape: the dimensions of one column, one unless told.
  /// - Throws: `FileError` when the file cannot be written.
  package static func write<Element>(
    _ matrix: Matrix<Element>, shape: [Int]? = nil, to path: String
  ) throws(FileError) {
    try NPYEncoding.encode(matrix, shape: shape, file(path))
  }

  /// Writes 64-bit integers.
  ///
  /// - Parameter shape: the dimensions, whose product is the number of integers; they stand in C
  ///   order. One dimension unless told.
  /// - Throws: `FileError` when the file cannot be written.
  package static func write(
    integers: [Int64], shape: [Int]? = nil, to path: String
  ) throws(FileError) {
    try NPYEncoding.encode(integers, .signedInteger, shape: shape, file(path))
  }

  /// Writes 64-bit floats; `shape` as for integers.
  ///
  /// - Throws: `FileError` when the file cannot be written.
  package static func write(
    numbers: [Double], shape: [Int]? = nil, to path: String
  ) throws(FileError) {
    try NPYEncoding.encode(numbers, .float, shape: shape, file(path))
  }

  /// Writes one label an example: 64-bit integers when every label is one, else strings.
  ///
  /// - Throws: `FileError` when the file cannot be written, or a label ends with a zero character,
  ///   which NumPy would take for padding.
  package static func write(_ labels: Labels, to path: String) throws(FileError) {
    try NPYEncoding.encode(labels, path: path, file(path))
  }

  /// The head of a file of 64-bit floats, which follow it in C order and in this machine's byte
  /// order: for arrays that are written piece by piece. Its length is the same for every number
  /// of examples.
  ///
  /// - Parameter shape: all dimensions; the first counts examples.
  package static func header(numbers shape: [Int]) -> [UInt8] {
    NPYHeader.bytes(NPYElementType(.float, size: 8), dimensions: shape, growing: true)
  }

  private static func file(_ path: String) -> NPYEncoding.Body<FileError> {
    { header, elements throws(FileError) in
      try header.span.withUnsafeBytes { header throws(FileError) in
        try Gzip.write([header, elements], to: path)
      }
    }
  }
}
