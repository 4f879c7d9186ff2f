import CLZMA
import SigmoidSystem

/// xz, as a stream, through liblzma. Streams that follow one another, with zeros between them, are
/// joined, and other bytes behind a stream are refused, as xz(1) does; checksums are verified.
final class XzStream: DecompressionStream {
  // The library keeps the address of its state.
  private let state = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
  private let path: String
  private var hasEnded = false

  let lookahead = 1

  /// The strongest level of xz(1) takes 65 MiB.
  private static let memoryLimit: UInt64 = 1 << 30

  init(path: String) throws(FileError) {
    self.path = path
    state.initialize(to: lzma_stream())
    guard
      lzma_stream_decoder(state, Self.memoryLimit, clzma_concatenated) == LZMA_OK
    else { throw Compression.noMemory(path: path) }
  }

  deinit {
    lzma_end(state)
    state.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> DecompressionStep {
    if hasEnded { return .ended }
    state.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_in = input.count
    state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = output.count
    let result = lzma_code(state, isLast ? LZMA_FINISH : LZMA_RUN)
    let used = input.count - state.pointee.avail_in
    let written = output.count - state.pointee.avail_out
    switch result {
    // No progress: there is too little input.
    case LZMA_OK, LZMA_BUF_ERROR:
      if isLast && used == 0 && written == 0 { throw Compression.xz.damaged(path: path) }
    case LZMA_STREAM_END: hasEnded = true
    case LZMA_MEM_ERROR: throw Compression.noMemory(path: path)
    case LZMA_MEMLIMIT_ERROR:
      throw FileError(
        path: path, expected: "an xz file that takes at most 1 GiB to decompress",
        found: "one of a larger dictionary", remedy: "decompress it yourself, with xz -d")
    default: throw Compression.xz.damaged(path: path)
    }
    return .advanced(used: used, written: written)
  }
}
