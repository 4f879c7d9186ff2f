import SigmoidExamples
import SigmoidSystem

/// Compressed data that is decompressed as it comes.
protocol DecompressionStream: AnyObject {
  /// As many bytes as the next step needs, where there are so many.
  var lookahead: Int { get }

  /// Decompresses on.
  /// - Parameters:
  ///   - input: what comes next; at least `lookahead` bytes unless `isLast`.
  ///   - isLast: nothing follows `input`.
  func step(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> DecompressionStep
}

/// What a step has come to.
enum DecompressionStep {
  /// So many bytes of the input were used, and so many of the output written.
  case advanced(used: Int, written: Int)
  /// All of it has ended.
  case ended
}

extension Compression {
  /// Decompresses a file that is in memory; gzip is `Gzip`'s.
  /// - Parameter limit: the most decompressed bytes.
  func decompress(
    _ compressed: borrowing FileContents, limit: Int
  ) throws(FileError) -> FileContents {
    let path = compressed.path
    let input = compressed.bytes
    let stream = try stream(path: path)
    var output = try GrowingContents(
      path: path, limit: limit, expecting: min(4 * input.count, 1 << 30))
    var read = 0
    while true {
      let rest = UnsafeRawBufferPointer(rebasing: input[read...])
      let room = try output.room(atLeast: 1)
      switch try stream.step(rest, isLast: true, into: room) {
      case .advanced(let used, let written):
        read += used
        output.count += written
      case .ended: return try output.contents("at most \(limit) bytes once decompressed")
      }
      try output.check("at most \(limit) bytes once decompressed")
    }
  }
}
