import SigmoidExamples
import SigmoidSystem

/// The end of a zip archive, which says where the central directory lies.
struct ZipEnd {
  let memberCount: Int
  /// Bytes of the archive, within it.
  let directory: Range<Int>

  private static let longestComment = 0xFFFF

  /// - Parameters:
  ///   - count: bytes of the archive.
  ///   - read: gives a range of them.
  init(
    count: Int, path: String, _ read: (Range<Int>) throws(FileError) -> [UInt8]
  ) throws(FileError) {
    let tailStart = max(
      0,
      count - ZipDirectory.RecordSize.end - Self.longestComment
        - ZipDirectory.RecordSize.zip64Locator)
    let tail = LittleEndianBytes(try read(tailStart..<count))
    guard let end = Self.position(in: tail),
      var memberCount = tail.integer(end + 10, bytes: 2),
      var size = tail.integer(end + 12, bytes: 4),
      var offset = tail.integer(end + 16, bytes: 4)
    else {
      throw ZipDirectory.damaged(
        "a zip archive, which ends with a directory", "no such end (\(count) bytes in all)",
        path: path)
    }
    var directoryEnd = tailStart + end
    let locator = end - ZipDirectory.RecordSize.zip64Locator
    if tail.integer(locator, bytes: 4) == ZipDirectory.Signature.zip64Locator {
      guard let record = tail.integer(locator + 8, bytes: 8), record <= tailStart + locator,
        case let fields = LittleEndianBytes(
          try read(record..<min(record + ZipDirectory.RecordSize.zip64End, count))),
        fields.integer(0, bytes: 4) == ZipDirectory.Signature.zip64End,
        let wideCount = fields.integer(32, bytes: 8), let wideSize = fields.integer(40, bytes: 8),
        let wideOffset = fields.integer(48, bytes: 8)
      else {
        throw ZipDirectory.damaged(
          "a zip64 end of the directory where byte \(tailStart + locator) says that it is",
          "something else", path: path)
      }
      (memberCount, size, offset) = (wideCount, wideSize, wideOffset)
      directoryEnd = record
    }
    guard offset <= directoryEnd, size <= directoryEnd - offset else {
      throw ZipDirectory.damaged(
        "a directory that ends before byte \(directoryEnd)",
        "one of \(size) bytes from byte \(offset)", path: path)
    }
    self.memberCount = memberCount
    directory = offset..<offset + size
  }

  /// Where the record stands: the last place that bears its signature and whose comment ends with
  /// the file.
  private static func position(in tail: LittleEndianBytes) -> Int? {
    stride(from: tail.count - ZipDirectory.RecordSize.end, through: 0, by: -1).first { start in
      tail.integer(start, bytes: 4) == ZipDirectory.Signature.end
        && tail.integer(start + 20, bytes: 2)
          == tail.count - start - ZipDirectory.RecordSize.end
    }
  }
}
