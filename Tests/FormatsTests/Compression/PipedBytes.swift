@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
import Foundation

/// Bytes that come through a pipe some at a time.
enum PipedBytes {
  static func reading<Result>(
    _ bytes: [UInt8], piece: Int, _ body: (Int32) throws -> Result
  ) throws -> Result {
    let pipe = Pipe()
    let writer = pipe.fileHandleForWriting
    // What nobody reads any more is not to end the tests.
    signal(SIGPIPE, SIG_IGN)
    let thread = Thread {
      for start in stride(from: 0, to: bytes.count, by: piece) {
        let part = Data(bytes[start..<min(start + piece, bytes.count)])
        if (try? writer.write(contentsOf: part)) == nil { break }
      }
      try? writer.close()
    }
    thread.start()
    defer { try? pipe.fileHandleForReading.close() }
    return try body(pipe.fileHandleForReading.fileDescriptor)
  }
}

enum SmallMatrix {
  static var bytes: ByteMatrix {
    var matrix = ByteMatrix(features: 2, examples: 3)
    var span = matrix.mutableSpan
    for index in span.indices { span[index] = UInt8(20 * index) }
    return matrix
  }
}
