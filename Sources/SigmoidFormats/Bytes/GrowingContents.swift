import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Contents of a file that come bit by bit, and of which nobody knows how many there will be.
struct GrowingContents: ~Copyable {
  let path: String
  let limit: Int
  /// Bytes in use.
  var count = 0
  private var buffer: AlignedBuffer

  /// - Parameter expected: bytes in all.
  init(
    path: String, limit: Int = FileContents.defaultLimit, expecting expected: Int = 0
  ) throws(FileError) {
    self.path = path
    self.limit = limit
    // One byte beyond the limit shows that there is more.
    buffer = try FileContents.allocate(min(max(expected, 1 << 16), limit + 1), path: path)
  }

  /// Where the next bytes go, so many at least; what is written there is to be added to `count`.
  mutating func room(atLeast least: Int) throws(FileError) -> UnsafeMutableRawBufferPointer {
    if buffer.byteCount - count < least {
      let size = max(min(2 * buffer.byteCount, limit + 1), count + least)
      var larger = try FileContents.allocate(size, path: path)
      larger.unsafeMutableBytes.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: buffer.unsafeBytes[..<count]))
      buffer = larger
    }
    return UnsafeMutableRawBufferPointer(rebasing: buffer.unsafeMutableBytes[count...])
  }

  mutating func append(_ bytes: [UInt8]) throws(FileError) {
    let room = try room(atLeast: bytes.count)
    room.copyBytes(from: bytes)
    count += bytes.count
  }

  /// - Parameter expected: what the limit is, in words.
  func check(_ expected: String) throws(FileError) {
    guard count > limit else { return }
    throw FileError(
      path: path, expected: expected, found: "more",
      remedy: "check that this is the file you mean")
  }

  /// All that came.
  consuming func contents(_ expected: String) throws(FileError) -> FileContents {
    try check(expected)
    return FileContents(path: path, buffer: buffer, count: count)
  }
}
