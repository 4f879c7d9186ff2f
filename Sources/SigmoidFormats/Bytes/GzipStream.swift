import CZlib
import SigmoidSystem

/// gzip (RFC 1952), or the plain deflate (RFC 1951) of zip archives, as a stream, through zlib. Of
/// gzip, members that follow one another are joined, and bytes behind a whole member that do not begin
/// another are ignored, as `Gzip` does with whole files.
final class GzipStream: DecompressionStream {
  // zlib keeps the address of its state.
  private let state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let path: String
  private let isPlain: Bool
  /// Whether a member has begun and not ended.
  private var isInMember = true

  /// Windows of 32 KiB, and a gzip header.
  private static let windowBits: Int32 = 15 + 16

  /// - Parameter isPlain: deflate without gzip's header and checksum.
  init(path: String, isPlain: Bool = false) throws(FileError) {
    self.path = path
    self.isPlain = isPlain
    state.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(state, isPlain ? -15 : Self.windowBits, ZLIB_VERSION, size) == Z_OK
    else {
      throw Compression.noMemory(path: path)
    }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
  }

  /// Two bytes tell whether another member begins.
  let lookahead = 2

  func step(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> DecompressionStep {
    if !isInMember {
      guard !isPlain, Gzip.begins(input) else { return .ended }
      guard inflateReset(state) == Z_OK else { throw damaged() }
      isInMember = true
    }
    let (given, room) = (min(input.count, 1 << 30), min(output.count, 1 << 30))
    // zlib's input is not const in every version; it only reads it.
    state.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    state.pointee.avail_in = UInt32(given)
    state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(room)
    let result = inflate(state, Z_NO_FLUSH)
    let (used, written) = (given - Int(state.pointee.avail_in), room - Int(state.pointee.avail_out))
    switch result {
    // What was taken in may still give bytes when no more of them come.
    case Z_OK, Z_BUF_ERROR: if isLast && used == 0 && written == 0 { throw damaged() }
    case Z_STREAM_END: isInMember = false
    default: throw damaged()
    }
    return .advanced(used: used, written: written)
  }

  private func damaged() -> FileError {
    guard isPlain else { return Compression.gzip.damaged(path: path) }
    return FileError(
      path: path, expected: "whole deflated data",
      found: "compressed data that is damaged or cut short", remedy: "copy or download it again")
  }
}
