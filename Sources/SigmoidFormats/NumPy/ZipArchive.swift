import SigmoidExamples
import CDeflate
import SigmoidSystem

/// A zip archive in memory, whose members are taken out one by one, each with its CRC-32 checked.
struct ZipArchive: ~Copyable, Sendable {
  private let contents: FileContents
  let members: [ZipMember]

  /// Deflate's shortest code, 2 bits, stands for at most 258 bytes.
  private static let greatestRatio = 1032

  init(_ contents: consuming FileContents) throws(FileError) {
    members = try ZipDirectory(contents.bytes, path: contents.path).members
    self.contents = contents
  }

  var path: String { contents.path }

  /// A copy of a member's contents.
  func extract(_ member: ZipMember) throws(FileError) -> FileContents {
    let path = path(of: member)
    let data = try data(of: member)
    guard member.method == ZipMember.stored || member.size / Self.greatestRatio <= data.count else {
      throw ZipDirectory.damaged(
        "at most \(Self.greatestRatio) times \(data.count) deflated bytes",
        "a claim of \(member.size)",
        path: path)
    }
    var buffer = try FileContents.allocate(member.size, path: path)
    if member.method == ZipMember.stored {
      buffer.unsafeMutableBytes.copyMemory(from: data)
    } else {
      try Self.inflate(data, into: buffer.unsafeMutableBytes, path: path)
    }
    let checksum = libdeflate_crc32(0, buffer.unsafeBytes.baseAddress, member.size)
    guard checksum == member.checksum else {
      throw ZipDirectory.damaged(
        "contents with CRC-32 \(String(member.checksum, radix: 16))",
        String(checksum, radix: 16), path: path)
    }
    return FileContents(path: path, buffer: buffer, count: member.size)
  }

  /// Calls `body` with a member's contents, unchecked, without a copy when they are stored.
  func withContents<Result>(
    of member: ZipMember, _ body: (UnsafeRawBufferPointer) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    if member.method == ZipMember.stored { return try body(data(of: member)) }
    let contents = try extract(member)
    return try body(contents.bytes)
  }

  func path(of member: ZipMember) -> String { "\(contents.path): \(member.name)" }

  /// The bytes of a member as the archive holds them; valid while this value lives.
  private func data(of member: ZipMember) throws(FileError) -> UnsafeRawBufferPointer {
    let archive = contents.bytes
    let range = try member.data(count: archive.count, path: path(of: member)) { Array(archive[$0]) }
    return UnsafeRawBufferPointer(rebasing: archive[range])
  }

  private static func inflate(
    _ data: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, path: String
  ) throws(FileError) {
    guard let decompressor = libdeflate_alloc_decompressor() else {
      throw FileError(
        path: path, expected: "memory to decompress with", found: "none",
        remedy: "close other programs and try again")
    }
    defer { libdeflate_free_decompressor(decompressor) }
    // Without a place for the length it accepts only data that fill the target.
    let result = libdeflate_deflate_decompress(
      decompressor, data.baseAddress, data.count, target.baseAddress, target.count, nil)
    guard result == LIBDEFLATE_SUCCESS else {
      throw ZipDirectory.damaged(
        "\(data.count) deflated bytes that give \(target.count)", "data that do not", path: path)
    }
  }
}
