import SigmoidExamples
import SigmoidLinear
import SigmoidSystem
import Synchronization

/// A file's whole contents in one aligned buffer that a matrix can take over, decompressed when
/// the file is compressed. The content tells, not the name.
package struct FileContents: ~Copyable, Sendable {
  package let path: String
  package var buffer: AlignedBuffer
  /// Bytes in use from the start of `buffer`, which may be larger.
  package let count: Int

  /// More than any file this package reads; a bound on what a hostile one can make it allocate.
  package static let defaultLimit = 16 << 30

  package init(path: String, buffer: consuming AlignedBuffer, count: Int) {
    self.path = path
    self.buffer = buffer
    self.count = count
  }

  /// Reads `path`, plain or compressed, or maps it, if it is plain.
  /// - Parameter limit: the most bytes, on the disk and decompressed, that are taken in; of a file
  ///   that is mapped, none.
  package init(
    path: String, purpose: String, limit: Int = defaultLimit, mapping: FileMapping = .never
  ) throws(FileError) {
    let raw = try Self.raw(path: path, purpose: purpose, limit: limit, mapping: mapping)
    self = try raw.decompressed(limit: limit)
  }

  /// The same for bytes that are in memory already; `name` stands in errors.
  package init(name: String, bytes: [UInt8], limit: Int = defaultLimit) throws(FileError) {
    let raw = try Self.copy(of: bytes, path: name)
    self = try raw.decompressed(limit: limit)
  }

  /// Valid while this value lives.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: buffer.unsafeBytes[..<count])
  }

  /// Of the decompressed contents, in lower-case hexadecimal.
  package func sha256() -> String { SHA256.hex(of: bytes) }

  package static func allocate(_ count: Int, path: String) throws(FileError) -> AlignedBuffer {
    try AvailableMemory.require(
      count, path: path, purpose: "its contents",
      remedy: "use a smaller file or a machine with more memory")
    guard let buffer = AlignedBuffer(ifAvailable: count) else {
      throw FileError(
        path: path, expected: "memory for \(count) bytes", found: "less",
        remedy: "use a smaller file or a machine with more memory")
    }
    return buffer
  }

  private static func raw(
    path: String, purpose: String, limit: Int, mapping: FileMapping
  ) throws(FileError) -> FileContents {
    let file = try InputFile(path: path, purpose: purpose)
    if let size = file.size, mapping.isWanted(for: size),
      let buffer = AlignedBuffer(mapping: file.descriptor, byteCount: size),
      Compression(beginning: buffer.unsafeBytes) == nil
    {
      MappedFiles.current?.add(file)
      return FileContents(path: path, buffer: buffer, count: size)
    }
    WorkMeter.current?.begin("reading", path, .bytes, total: file.size)
    guard let size = file.size else {
      return try copy(of: file.readToEnd(limit: limit), path: path)
    }
    guard size <= limit else {
      throw FileError(
        path: path, expected: "at most \(limit) bytes", found: "\(size)",
        remedy: "check that this is the file you mean")
    }
    var buffer = try allocate(size, path: path)
    let bytes = UnsafeMutableRawBufferPointer(rebasing: buffer.unsafeMutableBytes[..<size])
    let count = try size > piece ? readPieces(of: file, into: bytes) : file.read(into: bytes)
    try file.checkUnchanged()
    return FileContents(path: path, buffer: buffer, count: count)
  }

  /// Bytes that a thread reads at a time.
  private static let piece = 1 << 22

  /// Reads a regular file on all threads: new memory takes the longer part of the time.
  private static func readPieces(
    of file: borrowing InputFile, into target: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    let (descriptor, path, meter) = (file.descriptor, file.path, WorkMeter.current)
    let failure = Mutex<FileError?>(nil)
    let total = Atomic<Int>(0)
    // Sound: each piece is written by who took it alone.
    nonisolated(unsafe) let target = target
    forEach(in: 0..<(target.count + piece - 1) / piece, threads: BLASThreads.available) {
      index, _ in
      let range = index * piece..<min((index + 1) * piece, target.count)
      do throws(FileError) {
        let count = try InputFile.read(
          descriptor, path: path, from: range.lowerBound,
          into: UnsafeMutableRawBufferPointer(rebasing: target[range]))
        total.add(count, ordering: .relaxed)
        meter?.advance(by: count)
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return total.load(ordering: .relaxed)
  }

  private static func copy(of bytes: [UInt8], path: String) throws(FileError) -> FileContents {
    var buffer = try allocate(bytes.count, path: path)
    buffer.unsafeMutableBytes.copyBytes(from: bytes)
    return FileContents(path: path, buffer: buffer, count: bytes.count)
  }

  private consuming func decompressed(limit: Int) throws(FileError) -> FileContents {
    guard let compression = Compression(beginning: bytes) else { return self }
    WorkMeter.current?.begin("unpacking", path, .bytes, total: nil)
    guard compression == .gzip else { return try compression.decompress(self, limit: limit) }
    return try Gzip.decompress(self, limit: limit)
  }
}
