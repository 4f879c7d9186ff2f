import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// The array that a `.npy` file holds, in the file's own bytes: nothing is converted until asked
/// for. Versions 1.0 to 3.0, C and Fortran order, either byte order.
///
/// The first dimension counts examples, as Python's libraries hold data: examples × features in C
/// order are features × examples, column-major, as they stand.
package struct NPYArray: ~Copyable, Sendable {
  /// Where it was read from; for an array of an archive, the archive and the member.
  package let path: String
  package let elementType: NPYElementType
  /// One to 64 of them.
  package let dimensions: [Int]
  /// The product of the dimensions.
  package let count: Int
  /// Whether the first dimension varies fastest. Of arrays that have one dimension at most that is
  /// not 1, both orders are the same, and this is false.
  let isFortranOrder: Bool

  var buffer: AlignedBuffer
  /// The byte of `buffer` at which the elements begin.
  let start: Int

  /// Reads a file, plain or gzip; its content tells, not its name.
  ///
  /// - Parameters:
  ///   - limit: the most bytes, decompressed, that are taken in; 16 GiB unless told.
  ///   - mapping: whether a plain file is mapped instead of read.
  /// - Throws: `FileError` when the file cannot be read, is not `.npy`, is shorter or longer than
  ///   its header says, or holds a single number, objects or records.
  package init(
    contentsOf path: String, limit: Int? = nil, mapping: FileMapping = .never
  ) throws(FileError) {
    self = try NPYArray(
      FileContents(
        path: path, purpose: "a .npy file", limit: limit ?? FileContents.defaultLimit,
        mapping: mapping))
  }

  init(_ contents: consuming FileContents) throws(FileError) {
    let header = try NPYHeader(contents.bytes, path: contents.path)
    let elementType = try header.elementType(path: contents.path)
    count = try Self.count(
      header, elementType: elementType, fileSize: contents.count, path: contents.path)
    path = contents.path
    self.elementType = elementType
    dimensions = header.dimensions
    isFortranOrder = header.fortranOrder && header.dimensions.count { $0 > 1 } > 1
    start = header.size
    buffer = contents.buffer
  }

  /// "60000 × 28 × 28 unsigned bytes".
  package var shapeText: String { "\(IDXHeader.text(dimensions)) \(elementType)" }

  /// The number of elements, checked against the bytes that there are.
  private static func count(
    _ header: NPYHeader, elementType: NPYElementType, fileSize: Int, path: String
  ) throws(FileError) -> Int {
    func refuse(_ expected: String, _ found: String, _ remedy: String) -> FileError {
      FileError(path: path, expected: expected, found: found, remedy: remedy)
    }
    guard !header.dimensions.isEmpty else {
      throw refuse(
        "an array of one or more dimensions", "a single number",
        "save it with numpy.atleast_1d, or name the array that you mean")
    }
    let shape = "\(IDXHeader.text(header.dimensions)) \(elementType)"
    guard let count = IDXHeader.count(header.dimensions),
      let wanted = IDXHeader.product([count, elementType.size])?
        .addingReportingOverflow(header.size), !wanted.overflow
    else {
      throw refuse(
        "a size that a file can have", "a header that claims \(shape)",
        "the header is damaged: copy or save the file again")
    }
    guard fileSize >= wanted.partialValue else {
      throw refuse(
        "\(wanted.partialValue) bytes, as its header claims (\(shape))", "\(fileSize)",
        "the file is cut short: copy or save it again")
    }
    guard fileSize == wanted.partialValue else {
      throw refuse(
        "\(wanted.partialValue) bytes, as its header claims (\(shape))",
        "\(fileSize): \(fileSize - wanted.partialValue) more",
        "save each array to a file of its own, or several as .npz")
    }
    return count
  }
}
