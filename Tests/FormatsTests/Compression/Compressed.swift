@testable import SigmoidFormats
import CBzip2
import CLZMA
import CZstd

extension Compression {
  /// These bytes as a file of one member.
  func compress(_ bytes: [UInt8]) throws -> [UInt8] {
    let room = bytes.count + bytes.count / 2 + 1024
    return try [UInt8](unsafeUninitializedCapacity: room) { target, count in
      switch self {
      case .gzip:
        let member = try SmallSet.gzip(bytes)
        _ = target.update(fromContentsOf: member)
        count = member.count
      case .zstd:
        let context = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        count = ZSTD_compress2(context, target.baseAddress, room, bytes, bytes.count)
      case .bzip2:
        var length = UInt32(room)
        var copy = bytes.map { CChar(bitPattern: $0) } + [0]
        let result = target.withMemoryRebound(to: CChar.self) {
          BZ2_bzBuffToBuffCompress($0.baseAddress, &length, &copy, UInt32(bytes.count), 1, 0, 0)
        }
        precondition(result == BZ_OK)
        count = Int(length)
      case .xz:
        var length = 0
        let result = lzma_easy_buffer_encode(
          6, LZMA_CHECK_CRC32, nil, bytes, bytes.count, target.baseAddress, &length, room)
        precondition(result == LZMA_OK)
        count = length
      }
    }
  }
}
