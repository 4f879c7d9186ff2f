import CBzip2
import SigmoidSystem

/// bzip2, as a stream, through libbz2. Members that follow one another are joined, and bytes behind a
/// whole member that do not begin another are ignored, as bzip2(1) does; checksums are verified.
final class Bzip2Stream: DecompressionStream {
  // The library keeps the address of its state.
  private let state = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
  private let path: String
  private var isInMember = false
  private var isFirst = true

  var lookahead: Int { isInMember ? 1 : Compression.beginning }

  init(path: String) throws(FileError) {
    self.path = path
    state.initialize(to: bz_stream())
  }

  deinit {
    if isInMember { BZ2_bzDecompressEnd(state) }
    state.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> DecompressionStep {
    if !isInMember {
      guard Compression(beginning: input) == .bzip2 else {
        if isFirst { throw Compression.bzip2.damaged(path: path) }
        return .ended
      }
      state.initialize(to: bz_stream())
      guard BZ2_bzDecompressInit(state, 0, 0) == BZ_OK else {
        throw Compression.noMemory(path: path)
      }
      isInMember = true
      isFirst = false
    }
    let (given, room) = (min(input.count, 1 << 30), min(output.count, 1 << 30))
    // The library's input is not const; it only reads it.
    state.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
    state.pointee.avail_in = UInt32(given)
    state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    state.pointee.avail_out = UInt32(room)
    let result = BZ2_bzDecompress(state)
    let used = given - Int(state.pointee.avail_in)
    let written = room - Int(state.pointee.avail_out)
    switch result {
    case BZ_OK:
      if isLast && used == 0 && written == 0 { throw Compression.bzip2.damaged(path: path) }
    case BZ_STREAM_END:
      isInMember = false
      BZ2_bzDecompressEnd(state)
    case BZ_MEM_ERROR: throw Compression.noMemory(path: path)
    default: throw Compression.bzip2.damaged(path: path)
    }
    return .advanced(used: used, written: written)
  }
}
