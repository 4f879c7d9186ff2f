import CZstd
import SigmoidSystem

/// Zstandard (RFC 8878), as a stream, through libzstd. Frames that follow one another are joined, and
/// other bytes behind a frame are refused, as zstd(1) does; checksums are verified.
final class ZstdStream: DecompressionStream {
  private let state: OpaquePointer
  private let path: String
  /// Whether a frame has begun and not ended.
  private var isInFrame = true

  let lookahead = 1

  init(path: String) throws(FileError) {
    guard let state = ZSTD_createDStream() else { throw Compression.noMemory(path: path) }
    self.state = state
    self.path = path
  }

  deinit { ZSTD_freeDStream(state) }

  func step(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> DecompressionStep {
    if !isInFrame && input.isEmpty && isLast { return .ended }
    var given = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var room = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let left = ZSTD_decompressStream(state, &room, &given)
    guard ZSTD_isError(left) == 0 else {
      guard ZSTD_getErrorCode(left) != ZSTD_error_frameParameter_windowTooLarge else {
        throw FileError(
          path: path, expected: "a Zstandard file that takes at most 128 MiB to decompress",
          found: "one of a larger window",
          remedy: "decompress it yourself, with zstd -d --long=31")
      }
      throw Compression.zstd.damaged(path: path)
    }
    // 0: a frame has ended, and all of it has been written.
    if given.pos > 0 || room.pos > 0 { isInFrame = left != 0 }
    if isLast && given.pos == 0 && room.pos == 0 && isInFrame {
      throw Compression.zstd.damaged(path: path)
    }
    return .advanced(used: given.pos, written: room.pos)
  }
}
