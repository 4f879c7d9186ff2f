import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// A plain text file of lines, of which some are in memory at a time.
struct LIBSVMFileWindow: ~Copyable {
  /// Bytes of the file when it was opened.
  let size: Int
  private let file: InputFile
  private var buffer: AlignedBuffer
  /// Bytes of the file before the buffer's first.
  private var start = 0
  /// Of the buffer: the bytes of whole lines, and of the line behind them that has only begun.
  private var whole = 0
  private var filled = 0
  private var isAtEnd = false

  private static let beginningBytes = 32

  /// - Parameters:
  ///   - bytes: in memory at a time, unless a line is longer.
  ///   - limit: of the file.
  /// - Returns: nil for what has no size, as a pipe, for what is compressed, and for UTF-16.
  static func open(
    path: String, purpose: String, bytes: Int, limit: Int
  ) throws(FileError) -> LIBSVMFileWindow? {
    let file = try InputFile(path: path, purpose: purpose)
    guard let size = file.size else { return nil }
    let beginning = try file.bytes(0..<min(beginningBytes, size))
    let isPlain = beginning.withUnsafeBytes { bytes in
      guard Compression(beginning: bytes) == nil, ForeignFormat(beginning: bytes) == nil else {
        return false
      }
      if case .wide = TextEncoding(beginning: bytes, isWhole: true) { return false }
      return true
    }
    guard isPlain else { return nil }
    guard size <= limit else {
      throw FileError(
        path: path, expected: "at most \(limit) bytes", found: "\(size)",
        remedy: "check that this is the file you mean")
    }
    let buffer = try FileContents.allocate(max(1, min(bytes, size + 1)), path: path)
    return LIBSVMFileWindow(size: size, file: file, buffer: buffer)
  }

  private init(size: Int, file: consuming InputFile, buffer: consuming AlignedBuffer) {
    self.size = size
    self.file = file
    self.buffer = buffer
  }

  /// Whole lines, the last perhaps without its end. Valid until the next call of `next`.
  var lines: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: buffer.unsafeBytes[..<whole])
  }

  /// Goes on to the lines behind these.
  /// - Returns: false when there are none.
  mutating func next() throws(FileError) -> Bool {
    dropLines()
    while !isAtEnd {
      if filled == buffer.byteCount { try grow() }
      let count = try file.read(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer.unsafeMutableBytes[filled...]))
      let read = filled..<filled + count
      filled += count
      // A file is read to where it ends now, which may not be where it did.
      isAtEnd = filled < buffer.byteCount
      if isAtEnd { break }
      if let end = buffer.unsafeBytes[read].lastIndex(of: UInt8(ascii: "\n")) {
        whole = end + 1
        return true
      }
    }
    whole = filled
    return whole > 0
  }

  /// Line feeds in the file before `lines`, which is read once more: for a message.
  func linesBefore() throws(FileError) -> Int {
    var count = 0
    var position = 0
    while position < start {
      let bytes = try file.bytes(position..<min(start, position + 1 << 20))
      guard !bytes.isEmpty else { break }
      count += bytes.count { $0 == UInt8(ascii: "\n") }
      position += bytes.count
    }
    return count
  }

  private mutating func dropLines() {
    let left = filled - whole
    let all = buffer.unsafeMutableBytes
    if whole > 0, left > 0 {
      all.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[whole..<filled]))
    }
    start += whole
    (whole, filled) = (0, left)
  }

  /// For a line that is longer than the buffer.
  private mutating func grow() throws(FileError) {
    var larger = try FileContents.allocate(2 * buffer.byteCount, path: file.path)
    larger.unsafeMutableBytes.copyMemory(
      from: UnsafeRawBufferPointer(rebasing: buffer.unsafeBytes[..<filled]))
    buffer = larger
  }
}
