import SigmoidExamples
import SigmoidSystem

/// The text of a file or of a descriptor from the first byte to the last: decompressed, in UTF-8, and CSV
/// where it is a table in another notation. Memory does not depend on its length.
struct TextStream: ~Copyable {
  let path: String
  /// What is known of the text so far.
  let conversion: TextConversion
  private var bytes: ByteStream
  private var chunk: [UInt8]
  /// Text that was made and not yet handed on, from `next` on.
  private var ready: [UInt8] = []
  private var next = 0
  private var isAtEnd = false

  private static let usualChunk = 256 << 10

  /// - Parameter chunkBytes: so many are read at a time, at the most.
  init(
    _ bytes: consuming ByteStream, form: TextForm = TextForm(), chunkBytes: Int = usualChunk
  ) throws(FileError) {
    path = bytes.path
    conversion = try TextConversion(form, path: bytes.path)
    self.bytes = bytes
    chunk = [UInt8](repeating: 0, count: chunkBytes)
  }

  /// Some text, as much as is there without waiting for more; none at the end only.
  mutating func read(into room: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    while next == ready.count {
      guard !isAtEnd else { return 0 }
      let count = try readChunk()
      isAtEnd = count == 0
      // Taken out and put back: not to be changed where it is while the chunk is read.
      var text: [UInt8] = []
      swap(&text, &ready)
      text.removeAll(keepingCapacity: true)
      try chunk.span.withUnsafeBytes { all throws(FileError) in
        try conversion.push(
          UnsafeRawBufferPointer(rebasing: all[..<count]), isLast: isAtEnd, into: &text)
      }
      swap(&text, &ready)
      next = 0
    }
    let count = min(room.count, ready.count - next)
    ready[next..<next + count].withUnsafeBytes { room.copyMemory(from: $0) }
    next += count
    return count
  }

  private mutating func readChunk() throws(FileError) -> Int {
    var failure: FileError?
    let count = chunk.withUnsafeMutableBytes { all -> Int in
      do throws(FileError) {
        return try bytes.read(into: all)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return count
  }
}
