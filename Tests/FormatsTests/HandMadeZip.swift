@testable import SigmoidFormats

/// Zip archives made by hand after APPNOTE.TXT, right or wrong in every field that readers look at.
struct HandMadeZip {
  struct Member {
    var name: String
    var contents: [UInt8]
    var deflated = false
    /// Sizes and checksum behind the data, zeros in the local header.
    var hasDescriptor = false
    /// Sizes and offset in a zip64 field of the directory.
    var isZip64 = false
    var extra: [UInt8] = []
    var flags = 0
    /// Instead of what is true.
    var method: Int?
    var checksum: Int?
    var size: Int?
    var compressedSize: Int?
    var offset: Int?
  }

  var members: [Member]
  var comment: [UInt8] = []
  /// A zip64 end record, and an old one that says so.
  var hasZip64End = false
  var claimedCount: Int?

  func bytes() throws -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let gzip = try SmallSet.gzip(member.contents)
      // The last eight bytes of gzip: CRC-32 and length. Ten bytes of header come before the data.
      let checksum = member.checksum ?? Self.number(gzip.suffix(8).prefix(4))
      let data = member.deflated ? Array(gzip.dropFirst(10).dropLast(8)) : member.contents
      let method = member.method ?? (member.deflated ? 8 : 0)
      let size = member.size ?? member.contents.count
      let compressedSize = member.compressedSize ?? data.count
      let flags = member.flags | (member.hasDescriptor ? 8 : 0)
      let name = Array(member.name.utf8)
      let offset = member.offset ?? archive.count

      func put(_ bytes: inout [UInt8], _ fields: [(Int, Int)]) {
        for (value, size) in fields { bytes.append(value, bytes: size) }
      }
      let known = !member.hasDescriptor
      put(&archive, [(0x0403_4b50, 4), (20, 2), (flags, 2), (method, 2), (0, 2), (0x21, 2)])
      put(
        &archive,
        [
          (known ? checksum : 0, 4), (known ? compressedSize : 0, 4), (known ? size : 0, 4),
          (name.count, 2), (member.extra.count, 2),
        ])
      archive += name + member.extra + data
      if member.hasDescriptor {
        put(&archive, [(0x0807_4b50, 4), (checksum, 4), (compressedSize, 4), (size, 4)])
      }

      var wide = member.extra
      if member.isZip64 {
        put(&wide, [(1, 2), (24, 2), (size, 8), (compressedSize, 8), (offset, 8)])
      }
      let all = 0xFFFF_FFFF
      put(
        &directory,
        [(0x0201_4b50, 4), (20, 2), (20, 2), (flags, 2), (method, 2), (0, 2), (0x21, 2)])
      put(
        &directory,
        [
          (checksum, 4), (member.isZip64 ? all : compressedSize, 4),
          (member.isZip64 ? all : size, 4),
          (name.count, 2), (wide.count, 2), (3, 2), (0, 2), (0, 2), (0, 4),
          (member.isZip64 ? all : offset, 4),
        ])
      directory += name + wide + [1, 2, 3]
    }
    let count = claimedCount ?? members.count
    let end = LittleEnd(count: count, size: directory.count, offset: archive.count)
    return archive + directory + (hasZip64End ? end.zip64 : end.plain(comment))
  }

  private struct LittleEnd {
    let count, size, offset: Int

    func plain(_ comment: [UInt8]) -> [UInt8] {
      var bytes: [UInt8] = []
      for (value, width) in [
        (0x0605_4b50, 4), (0, 4), (count, 2), (count, 2), (size, 4), (offset, 4),
        (comment.count, 2),
      ] { bytes.append(value, bytes: width) }
      return bytes + comment
    }

    var zip64: [UInt8] {
      var bytes: [UInt8] = []
      for (value, width) in [
        (0x0606_4b50, 4), (44, 8), (45, 2), (45, 2), (0, 4), (0, 4), (count, 8), (count, 8),
        (size, 8), (offset, 8), (0x0706_4b50, 4), (0, 4), (offset + size, 8), (1, 4),
      ] { bytes.append(value, bytes: width) }
      let all = 0xFFFF_FFFF
      return bytes + LittleEnd(count: 0xFFFF, size: all, offset: all).plain([])
    }
  }

  private static func number(_ bytes: some BidirectionalCollection<UInt8>) -> Int {
    bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
