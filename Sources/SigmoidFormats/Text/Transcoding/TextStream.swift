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
      if conversion.isPlain {
        // Most texts are what they are to be, and need not be copied.
        let count = try bytes.read(into: room)
        let part = UnsafeRawBufferPointer(rebasing: room[..<count])
        if count > 0, conversion.passes(part) { return count }
        try convert(part)
      } else {
        let count = try readChunk()
        // Taken out and put back: not to be changed where it is while it is read.
        var chunk: [UInt8] = []
        swap(&chunk, &self.chunk)
        defer { swap(&chunk, &self.chunk) }
        try chunk.span.withUnsafeBytes { all throws(FileError) in
          try convert(UnsafeRawBufferPointer(rebasing: all[..<count]))
        }
      }
    }
    let count = min(room.count, ready.count - next)
    ready[next..<next + count].withUnsafeBytes { room.copyMemory(from: $0) }
    next += count
    return count
  }

  /// Makes the next text ready; without bytes, the last.
  private mutating func convert(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    isAtEnd = bytes.isEmpty
    ready.removeAll(keepingCapacity: true)
    next = 0
    try conversion.push(bytes, isLast: isAtEnd, into: &ready)
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
