import SigmoidExamples
import SigmoidSystem

/// The part of a stream of text that is in memory: it moves on, and never grows beyond its limit.
struct TextWindow: ~Copyable {
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
  private var stream: TextStream

  static let usualLimit = 64 << 20
  private static let firstSize = 256 << 10

  /// Bytes whose encoding they tell.
  init(_ bytes: consuming ByteStream, limit: Int = usualLimit) throws(FileError) {
    try self.init(TextStream(bytes), limit: limit)
  }

  init(_ stream: consuming TextStream, limit: Int = usualLimit) {
    path = stream.path
    self.stream = stream
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
      bytes += [UInt8](repeating: 0, count: size - count)
    }
    let read = try read(from: count)
    count += read
    return read == 0 ? .end : .more
  }

  private mutating func read(from start: Int) throws(FileError) -> Int {
    var failure: FileError?
    let count = bytes.withUnsafeMutableBytes { all -> Int in
      do throws(FileError) {
        return try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: all[start...]))
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return count
  }
}
