import CZlib
import SigmoidSystem

/// gzip (RFC 1952), or the plain deflate (RFC 1951) of zip archives, as a stream, through zlib. Of
/// gzip, members that follow one another are joined, and bytes behind a whole member that do not begin
/// another are ignored, as `Gzip` does with whole files.
final class GzipStream {
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
      throw FileError(
        path: path, expected: "memory to decompress with", found: "none",
        remedy: "close other programs and try again")
    }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
  }

  enum Step {
    /// So many bytes of the input were used, and so many of the output written.
    case advanced(used: Int, written: Int)
    /// All members have ended.
    case ended
  }

  /// Decompresses on.
  /// - Parameters:
  ///   - input: what comes next; at least two bytes unless `isLast`.
  ///   - isLast: nothing follows `input`.
  func step(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Step {
    if !isInMember {
      guard !isPlain, Gzip.begins(input) else { return .ended }
      guard inflateReset(state) == Z_OK else { throw damaged() }
      isInMember = true
    }
    if input.isEmpty && isLast { throw damaged() }
    let (given, room) = (min(input.count, 1 << 30), min(output.count, 1 << 30))
    // zlib's input is not const in every version; it only reads it.
    state.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    state.pointee.avail_in = UInt32(given)
    state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(room)
    let result = inflate(state, Z_NO_FLUSH)
    let step = Step.advanced(
      used: given - Int(state.pointee.avail_in), written: room - Int(state.pointee.avail_out))
    switch result {
    case Z_OK, Z_BUF_ERROR: return step
    case Z_STREAM_END:
      isInMember = false
      return step
    default: throw damaged()
    }
  }

  private func damaged() -> FileError {
    FileError(
      path: path, expected: isPlain ? "whole deflated data" : "a whole gzip file",
      found: "compressed data that is damaged or cut short", remedy: "copy or download it again")
  }
}
