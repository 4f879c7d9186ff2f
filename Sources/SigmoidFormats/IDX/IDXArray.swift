import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// The array that an IDX file holds, in the file's own bytes: nothing is converted until asked for.
///
/// The format (LeCun, Cortes, Burges: "The MNIST database"), every number big-endian:
///
///     byte 0, 1   zero
///     byte 2      element type: 08 u8, 09 i8, 0B i16, 0C i32, 0D f32, 0E f64
///     byte 3      rank, the number of dimensions, 1…255
///     then        rank × 4 bytes, the dimensions, unsigned
///     then        the elements, the last dimension varying fastest
///
/// The first dimension counts examples, so the elements are a features × examples matrix,
/// column-major, as they stand.
package struct IDXArray: ~Copyable, Sendable {
  /// Where it was read from.
  package let path: String
  package let elementType: IDXElementType
  /// One to 255 of them.
  package let dimensions: [Int]
  /// The product of the dimensions.
  package let count: Int

  var buffer: AlignedBuffer
  /// The byte of `buffer` at which the elements begin.
  let start: Int

  /// Reads a file, plain or gzip; its content tells, not its name.
  ///
  /// - Parameters:
  ///   - limit: the most bytes, decompressed, that are taken in; 16 GiB unless told.
  ///   - mapping: whether a plain file is mapped instead of read.
  /// - Throws: `FileError` when the file cannot be read, is not IDX, or is shorter or longer than
  ///   its header says.
  package init(
    contentsOf path: String, limit: Int? = nil, mapping: FileMapping = .never
  ) throws(FileError) {
    self = try IDXArray(
      FileContents(
        path: path, purpose: "an IDX file", limit: limit ?? FileContents.defaultLimit,
        mapping: mapping))
  }

  package init(_ contents: consuming FileContents) throws(FileError) {
    let header = try IDXHeader(contents.bytes, path: contents.path)
    path = contents.path
    elementType = header.elementType
    dimensions = header.dimensions
    count = header.count
    start = header.size
    buffer = contents.buffer
  }

  /// "60000 × 28 × 28 unsigned bytes".
  package var shapeText: String { "\(IDXHeader.text(dimensions)) \(elementType)" }

  /// The elements, big-endian; valid while this value lives.
  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      rebasing: buffer.unsafeBytes[start..<start + count * elementType.size])
  }
}
