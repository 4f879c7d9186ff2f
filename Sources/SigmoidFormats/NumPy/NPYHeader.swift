import SigmoidExamples
import SigmoidSystem

/// The head of a `.npy` file (NumPy's `numpy.lib.format`):
///
///     byte 0…5    93 "NUMPY"
///     byte 6, 7   version: 1.0, 2.0 or 3.0
///     then        header length, little-endian: 2 bytes in version 1, 4 in versions 2 and 3
///     then        a Python dictionary of `descr`, `fortran_order` and `shape`, padded with spaces
///     then        the elements; in C order the last dimension varies fastest
struct NPYHeader: Equatable {
  /// The element type as written: a string for plain types, a list for structured ones.
  let descr: PythonLiteral
  let fortranOrder: Bool
  let dimensions: [Int]
  /// Bytes of the header itself, where the elements begin.
  let size: Int

  private static let magic: [UInt8] = [0x93] + "NUMPY".utf8
  /// NumPy's own are below 64 KiB but for structured types of hundreds of fields.
  private static let greatestLength = 1 << 20
  /// NumPy's own bound.
  static let greatestRank = 64

  /// - Parameter bytes: the file's, from its start; the whole header or more.
  init(_ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
    func refuse(_ expected: String, _ found: String, _ remedy: String) -> FileError {
      FileError(path: path, expected: expected, found: found, remedy: remedy)
    }
    let again = "the file is cut short: copy or save it again"
    let damaged = "the header is damaged: copy or save the file again"
    guard bytes.prefix(Self.magic.count).elementsEqual(Self.magic) else {
      throw Self.notOurs(bytes, path: path)
    }
    let preamble = [UInt8](bytes.prefix(12))
    guard preamble.count == 12 else {
      throw refuse("a .npy header", "\(preamble.count) bytes in all", again)
    }
    guard (1...3).contains(preamble[6]), preamble[7] == 0 else {
      throw refuse(
        ".npy version 1.0, 2.0 or 3.0", "\(preamble[6]).\(preamble[7])",
        "save it again with numpy.save")
    }
    let start = preamble[6] == 1 ? 10 : 12
    let length = preamble[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.greatestLength else {
      throw refuse(
        "a header of at most \(Self.greatestLength) bytes", "one of \(length)", damaged)
    }
    guard bytes.count >= start + length else {
      throw refuse("a header of \(start + length) bytes", "\(bytes.count) bytes in all", again)
    }
    let literal: PythonLiteral
    do {
      literal = try PythonLiteral(Array(bytes[start..<start + length]))
    } catch {
      throw refuse(error.expected, "something else at byte \(start + error.offset)", damaged)
    }
    guard case .dictionary(let entries) = literal, entries.count == 3,
      let descr = entries["descr"], case .boolean(let fortranOrder) = entries["fortran_order"],
      case .tuple(let shape) = entries["shape"]
    else {
      throw refuse(
        "a header with the keys descr, fortran_order (True or False) and shape (a tuple)",
        "another one at byte \(start)", damaged)
    }
    let dimensions = shape.compactMap { $0.dimension }
    guard dimensions.count == shape.count, dimensions.count <= Self.greatestRank else {
      throw refuse(
        "a shape of at most \(Self.greatestRank) dimensions, none below 0",
        "another one in the header at byte \(start)", damaged)
    }
    self.descr = descr
    self.fortranOrder = fortranOrder
    self.dimensions = dimensions
    size = start + length
  }

  /// Bytes of a header as its first twelve tell; as many as there are, where they tell none that
  /// can be read.
  static func size(from beginning: [UInt8]) -> Int {
    guard beginning.count == 12, beginning.starts(with: magic), (1...3).contains(beginning[6])
    else { return beginning.count }
    let start = beginning[6] == 1 ? 10 : 12
    let length = beginning[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    return max(beginning.count, start + min(length, greatestLength))
  }

  /// The header of version 1.0, padded so that the elements begin at a multiple of 64.
  /// - Parameter growing: whether it is as long as that of any other first dimension.
  static func bytes(
    _ type: NPYElementType, dimensions: [Int], growing: Bool = false, isFortranOrder: Bool = false
  ) -> [UInt8] {
    let list = dimensions.map(String.init).joined(separator: ", ")
    let shape = dimensions.count == 1 ? "(\(list),)" : "(\(list))"
    let order = isFortranOrder ? "True" : "False"
    let text = "{'descr': '\(type.typeString)', 'fortran_order': \(order), 'shape': \(shape), }"
    let room = growing ? "\(Int.max)".count - "\(dimensions[0])".count : 0
    let unpadded = magic.count + 4 + text.utf8.count + room + 1
    let padding = room + (64 - unpadded % 64) % 64
    let length = text.utf8.count + padding + 1
    require(length <= UInt16.max, "\(dimensions.count) dimensions")
    return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + text.utf8
      + [UInt8](repeating: 0x20, count: padding) + [0x0A]
  }

  private static func notOurs(_ bytes: UnsafeRawBufferPointer, path: String) -> FileError {
    let isArchive = bytes.prefix(2).elementsEqual("PK".utf8)
    let found =
      bytes.isEmpty ? "an empty file" : isArchive ? "a zip archive" : "other first bytes"
    return FileError(
      path: path, expected: "a .npy file, which begins with 93 \"NUMPY\"", found: found,
      remedy: isArchive
        ? "read it as .npz" : "check that numpy.save wrote this file")
  }
}

extension PythonLiteral {
  /// As one of a shape's dimensions.
  fileprivate var dimension: Int? {
    guard case .integer(let value) = self, value >= 0 else { return nil }
    return value
  }
}
