import SigmoidExamples
import CDeflate
import SigmoidSystem

/// gzip (RFC 1952), whole files in memory, through libdeflate.
///
/// As gzip(1) does: members that follow one another are joined, and bytes behind a whole member
/// that do not begin another (zero padding, say) are ignored. CRC-32 and length are checked.
package enum Gzip {
  /// Deflate's shortest code, 2 bits, stands for at most 258 bytes.
  private static let greatestRatio = 1032

  package static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b
  }

  /// Decompresses straight into the buffer that is returned: a good file of one member once.
  /// - Parameter limit: the most decompressed bytes.
  package static func decompress(
    _ compressed: borrowing FileContents, limit: Int
  ) throws(FileError) -> FileContents {
    let path = compressed.path
    let input = compressed.bytes
    guard let start = input.baseAddress, let decompressor = libdeflate_alloc_decompressor() else {
      throw FileError(
        path: path, expected: "memory to decompress with", found: "none",
        remedy: "close other programs and try again")
    }
    defer { libdeflate_free_decompressor(decompressor) }

    let ceiling = input.count < limit / greatestRatio ? input.count * greatestRatio : limit
    var output = try FileContents.allocate(min(trailingLength(input), ceiling), path: path)
    var read = 0
    var written = 0
    while begins(UnsafeRawBufferPointer(rebasing: input[read...])) {
      var consumed = 0
      var produced = 0
      let target = output.unsafeMutableBytes
      let result = libdeflate_gzip_decompress_ex(
        decompressor, start + read, input.count - read, target.baseAddress.map { $0 + written },
        target.count - written, &consumed, &produced)
      switch result {
      case LIBDEFLATE_SUCCESS:
        read += consumed
        written += produced
      case LIBDEFLATE_INSUFFICIENT_SPACE where target.count < ceiling:
        let size = min(max(2 * target.count, 4 * input.count), ceiling)
        var larger = try FileContents.allocate(size, path: path)
        larger.unsafeMutableBytes.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: target[..<written]))
        output = larger
      case LIBDEFLATE_INSUFFICIENT_SPACE where ceiling == limit:
        throw FileError(
          path: path, expected: "at most \(limit) bytes once decompressed", found: "more",
          remedy: "check that this is the file you mean")
      default:
        throw damaged(path: path, size: input.count, member: read)
      }
    }
    return FileContents(path: path, buffer: output, count: written)
  }

  /// One member. Level 6 is libdeflate's and gzip(1)'s default.
  package static func compress(
    _ bytes: UnsafeRawBufferPointer, path: String, level: Int32 = 6
  ) throws(FileError) -> [UInt8] {
    guard let compressor = libdeflate_alloc_compressor(level) else {
      throw FileError(
        path: path, expected: "memory to compress with", found: "none",
        remedy: "close other programs and try again")
    }
    defer { libdeflate_free_compressor(compressor) }
    let bound = libdeflate_gzip_compress_bound(compressor, bytes.count)
    try AvailableMemory.require(
      bound, path: path, purpose: "its compressed form",
      remedy: "write it without .gz, or use a machine with more memory")
    return [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      count = libdeflate_gzip_compress(
        compressor, bytes.baseAddress, bytes.count, target.baseAddress, target.count)
    }
  }

  /// ISIZE, the last four bytes: the length when one member fills the file, else only a guess.
  private static func trailingLength(_ input: UnsafeRawBufferPointer) -> Int {
    guard input.count >= 4 else { return 0 }
    return Int(
      UInt32(
        littleEndian: input.loadUnaligned(fromByteOffset: input.count - 4, as: UInt32.self)))
  }

  private static func damaged(path: String, size: Int, member: Int) -> FileError {
    let place = member == 0 ? "" : " in the member that begins at byte \(member)"
    return FileError(
      path: path, expected: "a whole gzip file",
      found: "compressed data that is damaged or cut short\(place) (\(size) bytes in all)",
      remedy: "copy or download it again")
  }
}
