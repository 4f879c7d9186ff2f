import SigmoidExamples
import SigmoidSystem

/// A `.npz` file: a zip archive of `.npy` files, stored or deflated, each an array with a name.
///
/// It stays in memory whole; an array that is taken out is a copy beside it.
package struct NPZFile: ~Copyable, Sendable {
  /// An array as its header describes it.
  package struct Entry: Equatable, Sendable, CustomStringConvertible {
    package let name: String
    /// As NumPy writes it, `<f4`; "records" for structured types.
    package let typeString: String
    /// None for a single number.
    package let dimensions: [Int]

    /// "x (100 × 784, <f4)".
    package var description: String {
      let shape = dimensions.isEmpty ? "one number" : IDXHeader.text(dimensions)
      return "\(name) (\(shape), \(typeString))"
    }
  }

  private let archive: ZipArchive
  private let members: [(name: String, member: ZipMember)]

  /// Reads a file, plain or gzip; its content tells, not its name.
  ///
  /// - Parameter limit: the most bytes, decompressed, that the file, or an array, may have; 16 GiB
  ///   unless told.
  /// - Throws: `FileError` when the file cannot be read or is not a zip archive.
  package init(contentsOf path: String, limit: Int? = nil) throws(FileError) {
    self = try NPZFile(
      FileContents(path: path, purpose: "an .npz file", limit: limit ?? FileContents.defaultLimit),
      limit: limit ?? FileContents.defaultLimit)
  }

  /// The same for the bytes of a file; `name` stands in errors.
  package init(bytes: [UInt8], name: String, limit: Int? = nil) throws(FileError) {
    let limit = limit ?? FileContents.defaultLimit
    self = try NPZFile(FileContents(name: name, bytes: bytes, limit: limit), limit: limit)
  }

  init(
    _ contents: consuming FileContents, limit: Int = FileContents.defaultLimit
  ) throws(FileError) {
    let path = contents.path
    guard ZipDirectory.begins(contents.bytes) else {
      let isArray = contents.bytes.prefix(6).elementsEqual([0x93] + Array("NUMPY".utf8))
      throw FileError(
        path: path, expected: "an .npz file, which is a zip archive",
        found: isArray
          ? "a .npy file" : contents.count == 0 ? "an empty file" : "other first bytes",
        remedy: isArray
          ? "read it as .npy" : "check that numpy.savez wrote this file")
    }
    let archive = try ZipArchive(contents)
    var members: [(name: String, member: ZipMember)] = []
    var names: Set<String> = []
    for member in archive.members where member.name.hasSuffix(".npy") {
      let name = String(member.name.dropLast(4))
      guard names.insert(name).inserted else {
        throw Self.withTwo(of: name, path)
      }
      guard member.size <= limit else {
        throw FileError(
          path: archive.path(of: member), expected: "at most \(limit) bytes once decompressed",
          found: "\(member.size)", remedy: "check that this is the file you mean")
      }
      members.append((name, member))
    }
    guard !members.isEmpty else {
      throw Self.withoutArrays(archive.members, path)
    }
    self.archive = archive
    self.members = members
  }

  package var path: String { archive.path }

  /// In the archive's order.
  package var names: [String] { members.map(\.name) }

  /// Names, types and shapes in the archive's order. What is deflated is inflated for it.
  ///
  /// - Throws: `FileError` when a member is damaged.
  package func entries() throws(FileError) -> [Entry] {
    var entries: [Entry] = []
    for (name, member) in members {
      let path = archive.path(of: member)
      let header = try archive.withContents(of: member) { bytes throws(FileError) in
        try NPYHeader(bytes, path: path)
      }
      entries.append(
        Entry(name: name, typeString: header.typeText, dimensions: header.dimensions))
    }
    return entries
  }

  /// The array of that name.
  ///
  /// - Throws: `FileError` when there is none, or it is damaged or of a kind that `NPYArray` does
  ///   not read.
  package func array(named name: String) throws(FileError) -> NPYArray {
    guard let member = members.first(where: { $0.name == name })?.member else {
      throw try refuse("an array named '\(name)'", "name one of them")
    }
    return try NPYArray(archive.extract(member))
  }

  static func withTwo(of name: String, _ path: String) -> FileError {
    ZipDirectory.damaged("arrays of different names", "two of '\(name)'", path: path)
  }

  static func withoutArrays(_ members: [ZipMember], _ path: String) -> FileError {
    guard members.isEmpty else {
      return ForeignFormat(members: members.map(\.name)).error(path: path)
    }
    return FileError(
      path: path, expected: "an archive of .npy files", found: "none in it",
      remedy: "check that numpy.savez wrote this file")
  }

  /// An error that lists what is there.
  func refuse(_ expected: String, _ remedy: String) throws(FileError) -> FileError {
    let entries = try entries()
    let shown = entries.prefix(20).map(\.description).joined(separator: ", ")
    let rest = entries.count > 20 ? " and \(entries.count - 20) more" : ""
    return FileError(path: path, expected: expected, found: shown + rest, remedy: remedy)
  }
}
