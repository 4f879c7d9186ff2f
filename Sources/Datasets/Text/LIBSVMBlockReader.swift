import Files
import LinearAlgebra

/// Reads examples in the text of LIBSVM some lines after the other; the labels are passed over.
struct LIBSVMBlockReader: ~Copyable {
  private var text: TextWindow
  private let features: Int
  private let zeroBased: Bool
  private let scale: Double
  /// The bytes of `text` that earlier blocks had.
  private var position = 0
  /// Lines before that.
  private var lines = 0
  private var isAtEnd = false

  /// Of text, in one block.
  private static let blockBytes = 4 << 20

  init(_ text: consuming TextWindow, features: Int, zeroBased: Bool, scale: Double) {
    self.text = text
    self.features = features
    self.zeroBased = zeroBased
    self.scale = scale
  }

  mutating func next() throws(FileError) -> FeatureArray? {
    while true {
      guard let range = try nextLines() else { return nil }
      position = range.upperBound
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
      return FeatureArray.sparse(block.takeFeatures()).scaled(by: scale)
    }
  }

  /// Where the next whole lines lie, as many as a block holds, one at least.
  private mutating func nextLines() throws(FileError) -> Range<Int>? {
    while !isAtEnd, text.count - position < Self.blockBytes || lastLineEnd == nil {
      let growth = try text.read(droppingBefore: position)
      position = 0
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
    return position..<(isAtEnd ? text.count : lastLineEnd ?? text.count)
  }

  /// Behind the last line feed there is.
  private var lastLineEnd: Int? {
    text.bytes[position..<text.count].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
  }
}
