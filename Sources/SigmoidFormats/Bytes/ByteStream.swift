import SigmoidExamples
import CZlib
import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes of a file or of a descriptor from the first to the last, decompressed where they
/// are `Compression`; the content tells. Memory does not depend on their number.
///
/// A regular file, standard input too, that is another at the end than it was at the beginning is
/// refused there.
struct ByteStream: ~Copyable {
  private enum Source: ~Copyable {
    case file(InputFile)
    /// Belongs to someone else. The stamp is that of a regular file.
    case descriptor(Int32, FileStamp?)
  }

  /// Counts the bytes that the source may still give.
  private final class Remaining {
    var count: Int
    init(_ count: Int) { self.count = count }
  }

  /// What the bytes of a member of an archive have to come to.
  struct Check {
    let size: Int
    /// CRC-32.
    let checksum: UInt32
    fileprivate var seen = 0
    fileprivate var sum: UInt = 0

    init(size: Int, checksum: UInt32) {
      self.size = size
      self.checksum = checksum
    }
  }

  /// Stands in errors.
  package let path: String
  private let source: Source
  /// Of a part of a file; nil when all of it is read.
  private let remaining: Remaining?
  private let decompression: (any DecompressionStream)?
  /// Bytes of the source that were read and not yet handed on, in `ahead[next..<end]`.
  private var ahead: [UInt8]
  private var next = 0
  private var end = 0
  private var isAtEnd = false
  private var check: Check?

  private static let aheadSize = 256 << 10

  /// `-` is standard input.
  init(path: String, purpose: String) throws(FileError) {
    if path == "-" {
      try self.init(descriptor: STDIN_FILENO, path: "standard input")
    } else {
      try self.init(.file(InputFile(path: path, purpose: purpose)), path: path)
    }
  }

  init(_ file: consuming InputFile) throws(FileError) {
    let path = file.path
    try self.init(.file(file), path: path)
  }

  init(descriptor: Int32, path: String) throws(FileError) {
    let stamp = FileStamp(descriptor: descriptor)
    try self.init(.descriptor(descriptor, stamp), path: path)
  }

  /// So many bytes of a file from where it stands: a member of an archive.
  init(
    _ file: consuming InputFile, count: Int, path: String, isDeflated: Bool, check: Check
  ) throws(FileError) {
    self.path = path
    source = .file(file)
    remaining = Remaining(count)
    decompression = isDeflated ? try GzipStream(path: path, isPlain: true) : nil
    // An archive may have more members than there is time to clear so much memory for each.
    ahead = [UInt8](repeating: 0, count: min(Self.aheadSize, count + 1))
    self.check = check
  }

  private init(_ source: consuming Source, path: String) throws(FileError) {
    var ahead = [UInt8](repeating: 0, count: Self.aheadSize)
    var (end, isAtEnd) = (0, false)
    // A pipe may give one byte at a time, and as few as there are.
    while !isAtEnd, end < 2 || Self.isUndecided(ahead, end) {
      let count = try Self.read(source, nil, path: path, into: &ahead, from: end)
      end += count
      isAtEnd = count == 0
    }
    let compression = ahead.withUnsafeBytes { all in
      Compression(beginning: UnsafeRawBufferPointer(rebasing: all[..<end]))
    }
    decompression = try compression?.stream(path: path)
    self.path = path
    self.source = source
    remaining = nil
    self.ahead = ahead
    self.end = end
    self.isAtEnd = isAtEnd
  }

  /// Of the regular file that is read, as it was when it was opened.
  var stamp: FileStamp? {
    switch source {
    case .file(let file): file.stamp
    case .descriptor(_, let stamp): stamp
    }
  }

  /// - Throws: `FileError` when the file has changed since it was opened.
  func checkUnchanged() throws(FileError) {
    switch source {
    case .file(let file): try file.checkUnchanged()
    case .descriptor(let descriptor, let stamp): try stamp?.check(descriptor, path: path)
    }
  }

  /// Some bytes, as many as are there without waiting for more; none at the end only.
  mutating func read(into room: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    guard !room.isEmpty else { return 0 }
    let count = try readUnchecked(into: room)
    // Not every stream is read to the end of its file: a member of an archive ends before.
    if count == 0 { try checkUnchanged() }
    guard var check else { return count }
    check.sum = crc32_z(
      check.sum, room.baseAddress?.assumingMemoryBound(to: UInt8.self), count)
    check.seen += count
    let isWhole = check.seen == check.size && check.sum == UInt(check.checksum)
    guard check.seen <= check.size, count > 0 || isWhole else {
      throw ZipDirectory.damaged(
        "\(check.size) bytes with CRC-32 \(String(check.checksum, radix: 16))",
        "\(check.seen) with \(String(check.sum, radix: 16))", path: path)
    }
    self.check = check
    return count
  }

  private mutating func readUnchecked(
    into room: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    if let decompression { return try decompress(decompression, into: room) }
    guard next == end else {
      let count = min(room.count, end - next)
      ahead[next..<next + count].withUnsafeBytes { room.copyMemory(from: $0) }
      next += count
      return count
    }
    return isAtEnd ? 0 : try Self.read(source, remaining, path: path, into: room)
  }

  /// Fills `room`, or all but its end where the stream ends first.
  mutating func fill(_ room: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var total = 0
    while total < room.count {
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: room[total...]))
      if count == 0 { break }
      total += count
    }
    return total
  }

  /// Whether more of these bytes, so many of them, are needed to tell how they are compressed.
  private static func isUndecided(_ bytes: [UInt8], _ count: Int) -> Bool {
    bytes.withUnsafeBytes {
      Compression.mayBegin(with: UnsafeRawBufferPointer(rebasing: $0[..<count]))
    }
  }

  private mutating func decompress(
    _ stream: any DecompressionStream, into room: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    while true {
      while end - next < stream.lookahead && !isAtEnd { try refill() }
      let input = next..<end
      let isLast = isAtEnd
      let outcome: Result<DecompressionStep, FileError> = ahead.withUnsafeBytes { all in
        Result { () throws(FileError) in
          try stream.step(UnsafeRawBufferPointer(rebasing: all[input]), isLast: isLast, into: room)
        }
      }
      // Data that are damaged because they change are no fault of the file.
      if case .failure = outcome { try checkUnchanged() }
      guard case .advanced(let used, let written) = try outcome.get() else { return 0 }
      next += used
      if written > 0 { return written }
      // All that there is was taken in and gave nothing: the member is cut short.
      if used == 0 && !isAtEnd { try refill() }
    }
  }

  private mutating func refill() throws(FileError) {
    ahead.withUnsafeMutableBytes { all in
      all.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[next..<end]))
    }
    (next, end) = (0, end - next)
    let count = try Self.read(source, remaining, path: path, into: &ahead, from: end)
    end += count
    isAtEnd = count == 0
  }

  private static func read(
    _ source: borrowing Source, _ remaining: Remaining?, path: String, into bytes: inout [UInt8],
    from start: Int
  ) throws(FileError) -> Int {
    var failure: FileError?
    let count = bytes.withUnsafeMutableBytes { all -> Int in
      do throws(FileError) {
        return try read(
          source, remaining, path: path,
          into: UnsafeMutableRawBufferPointer(rebasing: all[start...]))
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return count
  }

  private static func read(
    _ source: borrowing Source, _ remaining: Remaining?, path: String,
    into room: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    if let remaining {
      let part = UnsafeMutableRawBufferPointer(rebasing: room[..<min(room.count, remaining.count)])
      let count = try read(source, nil, path: path, into: part)
      remaining.count -= count
      return count
    }
    switch source {
    case .file(let file): return try file.read(into: room)
    case .descriptor(let descriptor, let stamp):
      let count = SystemCall.read(descriptor, room.baseAddress, room.count)
      if count == 0 { try stamp?.check(descriptor, path: path, isAtEnd: true) }
      guard count >= 0 else {
        throw FileError(
          path: path, expected: "readable bytes", found: String(cString: strerror(errno)),
          remedy: "check the source of the data")
      }
      return count
    }
  }
}
