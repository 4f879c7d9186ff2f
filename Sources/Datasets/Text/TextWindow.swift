import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The part of a stream of text that is in memory: it moves on, and never grows beyond its limit.
struct TextWindow: ~Copyable {
  private enum Source: ~Copyable {
    case file(InputFile)
    /// Belongs to someone else.
    case descriptor(Int32)
  }

  enum Growth {
    case more
    case end
    /// There is no room for more.
    case full
  }

  let path: String
  /// The line ends before the window.
  private(set) var lines = CSVLineCount()
  /// The text, in the first `count` bytes.
  private(set) var bytes: [UInt8] = []
  private(set) var count = 0
  /// The most bytes that are kept.
  let limit: Int
  private let source: Source

  static let usualLimit = 64 << 20
  private static let firstSize = 256 << 10

  init(_ file: consuming InputFile, limit: Int = usualLimit) {
    path = file.path
    source = .file(file)
    self.limit = limit
  }

  init(descriptor: Int32, path: String, limit: Int = usualLimit) {
    self.path = path
    source = .descriptor(descriptor)
    self.limit = limit
  }

  /// Drops the text before `start`, so that what was at `start` is at 0, and reads on.
  mutating func read(droppingBefore start: Int) throws(FileError) -> Growth {
    if start > 0 {
      var lines = lines
      lines.add(bytes.span, 0..<start)
      self.lines = lines
      let kept = start..<count
      bytes.withUnsafeMutableBytes { all in
        all.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[kept]))
      }
      count = kept.count
    }
    if count == bytes.count {
      guard count < limit else { return .full }
      let size = min(max(2 * count, Self.firstSize), limit)
      bytes.append(contentsOf: repeatElement(0, count: size - count))
    }
    var failure: FileError?
    let read = bytes.withUnsafeMutableBytes { all -> Int in
      let room = UnsafeMutableRawBufferPointer(rebasing: all[count...])
      do throws(FileError) {
        return try Self.read(source, path: path, into: room)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    count += read
    return read == 0 ? .end : .more
  }

  /// Some bytes; none at the end only.
  private static func read(
    _ source: borrowing Source, path: String, into room: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    switch source {
    case .file(let file): return try file.read(into: room)
    case .descriptor(let descriptor):
      while true {
        #if canImport(Darwin)
          let count = Darwin.read(descriptor, room.baseAddress, room.count)
        #elseif canImport(Musl)
          let count = Musl.read(descriptor, room.baseAddress, room.count)
        #else
          let count = Glibc.read(descriptor, room.baseAddress, room.count)
        #endif
        if count >= 0 { return count }
        guard errno == EINTR else {
          throw FileError(
            path: path, expected: "readable bytes", found: String(cString: strerror(errno)),
            remedy: "check where they come from")
        }
      }
    }
  }
}
