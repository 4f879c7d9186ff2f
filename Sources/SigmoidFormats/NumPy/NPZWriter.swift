import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Collects named arrays for a `.npz` file: `.npy` files in a zip archive, stored, the elements of
/// each at a multiple of 64 bytes for who maps the file.
///
/// Arrays are copied as they are added; `write` makes the file, gzipped when its name ends in `.gz`.
/// A name is used once.
package struct NPZWriter: Sendable {
  private var archive = ZipWriter()
  private var names: Set<String> = []

  package init() {}

  /// Makes room for arrays of so many bytes in all.
  /// - Throws: `FileError` of `path` where there is no memory.
  package mutating func reserve(_ bytes: Int, for path: String) throws(FileError) {
    let all = bytes + bytes / 64 + (1 << 16)
    try AvailableMemory.require(
      all, path: path, purpose: "the archive",
      remedy: "write npy, or use a machine with more memory")
    archive.reserve(all)
  }

  /// Whether an archive that begins like this may have been written here, and not by NumPy.
  package static func mayHaveWritten(_ beginning: [UInt8]) -> Bool {
    ZipWriter.mayHaveWritten(beginning)
  }

  /// Adds examples × features unsigned bytes (without their scale).
  ///
  /// - Parameter shape: the dimensions of one example; one unless told.
  package mutating func add(
    _ matrix: ByteMatrix, shape: [Int]? = nil, named name: String
  ) {
    NPYEncoding.encode(matrix, shape: shape) { append(name, $0, $1) }
  }

  /// Adds columns × rows floats: examples × features.
  ///
  /// - Parameter shape: the dimensions of one column; one unless told.
  package mutating func add<Element>(
    _ matrix: Matrix<Element>, shape: [Int]? = nil, named name: String
  ) {
    NPYEncoding.encode(matrix, shape: shape) { append(name, $0, $1) }
  }

  /// Adds 64-bit integers in C order.
  ///
  /// - Parameter shape: all dimensions; one unless told.
  package mutating func add(integers: [Int64], shape: [Int]? = nil, named name: String) {
    NPYEncoding.encode(integers, .signedInteger, shape: shape) { append(name, $0, $1) }
  }

  /// Adds 64-bit floats in C order; `shape` as for integers.
  package mutating func add(numbers: [Double], shape: [Int]? = nil, named name: String) {
    NPYEncoding.encode(numbers, .float, shape: shape) { append(name, $0, $1) }
  }

  /// Adds one label an example: 64-bit integers when every label is one, else strings.
  ///
  /// - Throws: `FileError` when a label ends with a zero character, which NumPy would take for
  ///   padding.
  package mutating func add(_ labels: Labels, named name: String) throws(FileError) {
    try NPYEncoding.encode(labels, path: "array '\(name)'") { header, elements throws(FileError) in
      append(name, header, elements)
    }
  }

  /// Adds strings in one dimension.
  ///
  /// - Throws: `FileError` when one ends with a zero character, which NumPy would take for padding.
  package mutating func add(strings: [String], named name: String) throws(FileError) {
    try NPYEncoding.encode(
      strings, codes: strings.indices.map(Int32.init), path: "array '\(name)'"
    ) { header, elements throws(FileError) in append(name, header, elements) }
  }

  /// The whole file.
  package var bytes: [UInt8] { archive.bytes }

  /// - Throws: `FileError` when the file cannot be written.
  package func write(to path: String) throws(FileError) {
    try archive.write(to: path)
  }

  private mutating func append(
    _ name: String, _ header: [UInt8], _ elements: UnsafeRawBufferPointer
  ) {
    require(names.insert(name).inserted, "two arrays named '\(name)'")
    header.span.withUnsafeBytes { archive.add("\(name).npy", [$0, elements]) }
  }
}
