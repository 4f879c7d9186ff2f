import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Reads examples in the text of LIBSVM some lines after the other; the labels are passed over.
struct LIBSVMBlockReader: ~Copyable {
  private var text: TextWindow
  private let features: Int
  private let zeroBased: Bool
  private let scale: Double
  /// Of text, in one block.
  private let blockBytes: Int
  /// The bytes of `text` that earlier blocks had.
  private var position = 0
  /// Where line feeds were looked for: a long line comes in many pieces, each of which is looked at once.
  private var searched = 0
  /// Behind the last line feed between `position` and `searched`.
  private var lineEnd: Int?
  /// Lines before that.
  private var lines = 0
  private var isAtEnd = false

  init(
    _ text: consuming TextWindow, features: Int, zeroBased: Bool, scale: Double,
    blockBytes: Int = 4 << 20
  ) {
    self.text = text
    self.blockBytes = blockBytes
    self.features = features
    self.zeroBased = zeroBased
    self.scale = scale
  }

  mutating func next() throws(FileError) -> (any ReadStorage)? {
    while true {
      guard let range = try nextLines() else { return nil }
      position = range.upperBound
      lineEnd = nil
      var buffer = try FileContents.allocate(range.count, path: text.path)
      text.bytes[range].withUnsafeBytes { buffer.unsafeMutableBytes.copyMemory(from: $0) }
      let contents = FileContents(path: text.path, buffer: buffer, count: range.count)
      let before = lines
      lines += text.bytes[range].count { $0 == UInt8(ascii: "\n") }
      let block = try LIBSVMContents(
        contents, features: features, zeroBased: zeroBased, threads: BLASThreads.available,
        linesBefore: before)
      // Lines that were all empty or comments.
      guard block.labels.count > 0 else { continue }
      return block.features.scaled(by: scale)
    }
  }

  /// Where the next whole lines lie, as many as a block holds, one at least.
  private mutating func nextLines() throws(FileError) -> Range<Int>? {
    while !isAtEnd, text.count - position < blockBytes || lineEnd == nil {
      let growth = try text.read(droppingBefore: position)
      lineEnd = lineEnd.map { $0 - position }
      searched -= position
      position = 0
      search()
      switch growth {
      case .more: continue
      case .end: isAtEnd = true
      case .full:
        throw FileError(
          path: text.path, expected: "lines of at most \(text.limit) bytes",
          found: "a longer one, line \(lines + 1)",
          remedy: "check that this is the file you mean")
      }
    }
    if position == text.count { return nil }
    return position..<(isAtEnd ? text.count : lineEnd ?? text.count)
  }

  /// Looks for line feeds in what has come since the last time.
  private mutating func search() {
    let new = text.bytes[searched..<text.count]
    if let last = new.lastIndex(of: UInt8(ascii: "\n")) { lineEnd = last + 1 }
    searched = text.count
  }
}
