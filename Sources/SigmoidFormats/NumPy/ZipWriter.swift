import SigmoidExamples
import CDeflate
import SigmoidSystem

/// A zip archive that grows in memory: members stored, their contents at multiples of 64 bytes.
///
/// Sizes and offsets stand in zip64 fields always, as NumPy has them in its local headers: one
/// form for archives of every size.
struct ZipWriter: Sendable {
  /// Local headers and contents, one member after the other.
  private var members: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// APPNOTE 4.4.3.2: 4.5, the first version with zip64.
  private static let version = 45
  /// APPNOTE 4.4.4: bit 11, the name is UTF-8.
  private static let flags = 1 << 11
  /// 1 January 1980, the first day that the format knows: same contents, same bytes.
  private static let date = 1 << 5 | 1
  private static let alignment = 64
  private static let zip64Field = 1
  /// The field of padding that Android's zipalign writes: alignment, then zeros.
  private static let paddingField = 0xD935

  /// Adds a member of these parts, joined. Names are shorter than 64 KiB.
  mutating func add(_ name: String, _ parts: [UnsafeRawBufferPointer]) {
    let name = Array(name.utf8)
    require(name.count <= UInt16.max, "a name of \(name.count) bytes")
    let offset = members.count
    let size = parts.reduce(0) { $0 + $1.count }
    let checksum = parts.reduce(0 as UInt32) { libdeflate_crc32($0, $1.baseAddress, $1.count) }

    let unpadded = offset + ZipDirectory.RecordSize.localHeader + name.count + 20 + 6
    let padding = (Self.alignment - unpadded % Self.alignment) % Self.alignment
    members.append(ZipDirectory.Signature.localHeader, bytes: 4)
    Self.appendDescription(to: &members, checksum: checksum, nameLength: name.count)
    members.append(20 + 6 + padding, bytes: 2)
    members += name
    for (value, bytes) in [(Self.zip64Field, 2), (16, 2), (size, 8), (size, 8)] {
      members.append(value, bytes: bytes)
    }
    members.append(Self.paddingField, bytes: 2)
    members.append(2 + padding, bytes: 2)
    members.append(Self.alignment, bytes: 2)
    members += [UInt8](repeating: 0, count: padding)
    for part in parts { members += part }

    directory.append(ZipDirectory.Signature.centralHeader, bytes: 4)
    directory.append(Self.version, bytes: 2)
    Self.appendDescription(to: &directory, checksum: checksum, nameLength: name.count)
    // Lengths of the extra fields and the comment, disk, and attributes of two kinds.
    for (value, bytes) in [(28, 2), (0, 2), (0, 2), (0, 2), (0, 4)] {
      directory.append(value, bytes: bytes)
    }
    directory.append(ZipDirectory.in64Bits, bytes: 4)
    directory += name
    for (value, bytes) in [(Self.zip64Field, 2), (24, 2), (size, 8), (size, 8), (offset, 8)] {
      directory.append(value, bytes: bytes)
    }
    count += 1
  }

  /// Makes room for so many more bytes.
  mutating func reserve(_ bytes: Int) { members.reserveCapacity(members.count + bytes) }

  /// Whether an archive that begins like this may be one of these: others leave the padding out.
  static func mayHaveWritten(_ beginning: [UInt8]) -> Bool {
    guard beginning.count > ZipDirectory.RecordSize.localHeader else { return false }
    var first = ZipWriter()
    first.add(String(repeating: "x", count: Int(beginning[26])), [])
    let padding = ZipDirectory.RecordSize.localHeader + Int(beginning[26]) + 20
    return beginning.starts(with: first.members.prefix(10))
      && beginning.dropFirst(padding).starts(with: first.members[padding..<padding + 2])
  }

  /// The whole archive.
  var bytes: [UInt8] { members + directory + end }

  func write(to path: String) throws(FileError) {
    let end = self.end
    try members.span.withUnsafeBytes { members throws(FileError) in
      try directory.span.withUnsafeBytes { directory throws(FileError) in
        try end.span.withUnsafeBytes { end throws(FileError) in
          try Gzip.write([members, directory, end], to: path)
        }
      }
    }
  }

  /// What local and central headers have in common: version to name length.
  private static func appendDescription(
    to bytes: inout [UInt8], checksum: UInt32, nameLength: Int
  ) {
    let stored = 0
    let time = 0
    for (value, size) in [
      (version, 2), (flags, 2), (stored, 2), (time, 2), (date, 2), (Int(checksum), 4),
      (ZipDirectory.in64Bits, 4), (ZipDirectory.in64Bits, 4), (nameLength, 2),
    ] {
      bytes.append(value, bytes: size)
    }
  }

  /// The records behind the directory: zip64 end, its locator, end.
  private var end: [UInt8] {
    var bytes: [UInt8] = []
    let fields = [
      (ZipDirectory.Signature.zip64End, 4), (ZipDirectory.RecordSize.zip64End - 12, 8),
      (Self.version, 2), (Self.version, 2), (0, 4), (0, 4), (count, 8), (count, 8),
      (directory.count, 8), (members.count, 8),
      (ZipDirectory.Signature.zip64Locator, 4), (0, 4), (members.count + directory.count, 8),
      (1, 4),
      (ZipDirectory.Signature.end, 4), (0, 2), (0, 2), (min(count, 0xFFFF), 2),
      (min(count, 0xFFFF), 2), (min(directory.count, ZipDirectory.in64Bits), 4),
      (min(members.count, ZipDirectory.in64Bits), 4), (0, 2),
    ]
    for (value, size) in fields { bytes.append(value, bytes: size) }
    return bytes
  }
}
