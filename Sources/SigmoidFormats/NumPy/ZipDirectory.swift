import SigmoidExamples
import SigmoidSystem

/// One file of a zip archive, as the central directory describes it.
struct ZipMember: Equatable, Sendable {
  let name: String
  /// 0 stored, 8 deflated; others cannot be read.
  let method: Int
  let isEncrypted: Bool
  /// CRC-32 of the contents.
  let checksum: UInt32
  /// Bytes in the archive.
  let compressedSize: Int
  /// Bytes of the contents.
  let size: Int
  /// Where the member's local header begins in the archive.
  let headerOffset: Int

  static let stored = 0
  static let deflated = 8

  /// Where its bytes lie in the archive.
  /// - Parameters:
  ///   - count: bytes of the archive.
  ///   - path: of the member, for errors.
  ///   - read: gives a range of them.
  func data(
    count: Int, path: String, _ read: (Range<Int>) throws(FileError) -> [UInt8]
  ) throws(FileError) -> Range<Int> {
    guard !isEncrypted else {
      throw FileError(
        path: path, expected: "a member that anyone may read", found: "an encrypted one",
        remedy: "save the archive without a password")
    }
    guard method == Self.stored || method == Self.deflated else {
      throw FileError(
        path: path, expected: "a member stored or deflated", found: "method \(method)",
        remedy: "save it with numpy.savez or numpy.savez_compressed")
    }
    let header =
      headerOffset < count
      ? LittleEndianBytes(
        try read(
          headerOffset..<min(count, headerOffset + ZipDirectory.RecordSize.localHeader)))
      : LittleEndianBytes([])
    guard header.integer(0, bytes: 4) == ZipDirectory.Signature.localHeader,
      header.integer(8, bytes: 2) == method,
      let nameLength = header.integer(26, bytes: 2), let extraLength = header.integer(28, bytes: 2)
    else {
      throw ZipDirectory.damaged(
        "the member's header at byte \(headerOffset)", "something else", path: path)
    }
    let start = headerOffset + ZipDirectory.RecordSize.localHeader + nameLength + extraLength
    guard compressedSize <= count - start else {
      throw ZipDirectory.damaged(
        "\(compressedSize) bytes of data from byte \(start)", "\(max(0, count - start))", path: path
      )
    }
    guard method == Self.deflated || compressedSize == size else {
      throw ZipDirectory.damaged(
        "a stored member of \(size) bytes", "\(compressedSize)", path: path)
    }
    return start..<start + compressedSize
  }
}

/// The central directory of a zip archive (PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16).
///
/// Sizes come from here alone, so that members written as a stream, whose sizes stand behind their
/// data, are as good as others. Archives of one part; nothing may stand before the first member.
struct ZipDirectory {
  let members: [ZipMember]

  /// Signatures, as little-endian numbers.
  enum Signature {
    static let localHeader = 0x0403_4b50
    static let centralHeader = 0x0201_4b50
    static let end = 0x0605_4b50
    static let zip64End = 0x0606_4b50
    static let zip64Locator = 0x0706_4b50
  }

  /// Bytes of a record without what varies.
  enum RecordSize {
    static let localHeader = 30
    static let centralHeader = 46
    static let end = 22
    static let zip64End = 56
    static let zip64Locator = 20
  }

  /// Says that the value stands in a zip64 field.
  static let in64Bits = 0xFFFF_FFFF

  static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.prefix(4).elementsEqual([0x50, 0x4b, 3, 4])
      || bytes.prefix(4).elementsEqual([0x50, 0x4b, 5, 6])
  }

  /// - Parameter bytes: the whole archive.
  init(_ bytes: UnsafeRawBufferPointer, path: String) throws(FileError) {
    try self.init(count: bytes.count, path: path) { Array(bytes[$0]) }
  }

  /// - Parameters:
  ///   - count: bytes of the archive.
  ///   - read: gives a range of them.
  init(
    count: Int, path: String, _ read: (Range<Int>) throws(FileError) -> [UInt8]
  ) throws(FileError) {
    let end = try ZipEnd(count: count, path: path, read)
    let records = LittleEndianBytes(try read(end.directory))
    var members: [ZipMember] = []
    var position = 0
    while position < records.count {
      guard let (member, length) = Self.member(records, at: position) else {
        throw Self.damaged(
          "a central directory record",
          "something else at byte \(end.directory.lowerBound + position)",
          path: path)
      }
      members.append(member)
      position += length
    }
    guard members.count == end.memberCount else {
      throw Self.damaged(
        "\(end.memberCount) members, as the archive's end claims", "\(members.count)", path: path)
    }
    // Members that overlap could be inflated many times over, without end.
    let claimed = members.reduce(0.0) { $0 + Double($1.compressedSize) }
    guard claimed <= Double(count) else {
      throw Self.damaged(
        "members of at most \(count) bytes together", "a directory that claims more",
        path: path)
    }
    self.members = members
  }

  static func damaged(_ expected: String, _ found: String, path: String) -> FileError {
    FileError(
      path: path, expected: expected, found: found,
      remedy: "the archive is damaged: copy or save it again")
  }

  /// The member whose record begins at `start`, and the record's length.
  private static func member(
    _ records: LittleEndianBytes, at start: Int
  ) -> (ZipMember, length: Int)? {
    guard records.integer(start, bytes: 4) == Signature.centralHeader,
      let flags = records.integer(start + 8, bytes: 2),
      let method = records.integer(start + 10, bytes: 2),
      let checksum = records.integer(start + 16, bytes: 4),
      var compressedSize = records.integer(start + 20, bytes: 4),
      var size = records.integer(start + 24, bytes: 4),
      let nameLength = records.integer(start + 28, bytes: 2),
      let extraLength = records.integer(start + 30, bytes: 2),
      let commentLength = records.integer(start + 32, bytes: 2),
      var headerOffset = records.integer(start + 42, bytes: 4)
    else { return nil }
    let nameStart = start + RecordSize.centralHeader
    let extraStart = nameStart + nameLength
    let length = RecordSize.centralHeader + nameLength + extraLength + commentLength
    guard start + length <= records.count else { return nil }
    // 4.5.3: the zip64 field holds, in this order, those of the three that did not fit.
    var wide = zip64Field(records, extraStart..<extraStart + extraLength)?.lowerBound
    func widen(_ value: inout Int) -> Bool {
      guard value == in64Bits else { return true }
      guard let position = wide, let number = records.integer(position, bytes: 8) else {
        return false
      }
      value = number
      wide = position + 8
      return true
    }
    guard widen(&size), widen(&compressedSize), widen(&headerOffset) else { return nil }
    let name = String(decoding: records.bytes[nameStart..<extraStart], as: UTF8.self)
    guard FileText.hasFewMarks(name) else { return nil }
    let member = ZipMember(
      name: name, method: method, isEncrypted: flags & 1 != 0, checksum: UInt32(checksum),
      compressedSize: compressedSize, size: size, headerOffset: headerOffset)
    return (member, length)
  }

  /// The contents of the extra field with identifier 1, when there is one in `range`.
  private static func zip64Field(_ records: LittleEndianBytes, _ range: Range<Int>) -> Range<Int>? {
    var position = range.lowerBound
    while position + 4 <= range.upperBound, let identifier = records.integer(position, bytes: 2),
      let length = records.integer(position + 2, bytes: 2)
    {
      let contents = position + 4..<position + 4 + length
      guard contents.upperBound <= range.upperBound else { return nil }
      if identifier == 1 { return contents }
      position = contents.upperBound
    }
    return nil
  }
}
