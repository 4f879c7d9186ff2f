import SigmoidExamples
import SigmoidSystem

/// How a file is compressed, told by its first bytes, not by its name.
package enum Compression: CaseIterable, Sendable {
  case gzip, zstd, bzip2, xz

  /// As many bytes as tell.
  static let beginning = 10

  /// - Returns: nil for what is not compressed, or in another way.
  package init?(beginning bytes: UnsafeRawBufferPointer) {
    let found = Self.allCases.first { compression in
      compression.signatures.contains { bytes.count >= $0.count && bytes.starts(with: $0) }
    }
    guard let found else { return nil }
    self = found
  }

  /// Whether so few bytes may be the beginning of a compressed file, and more are needed to tell.
  static func mayBegin(with bytes: UnsafeRawBufferPointer) -> Bool {
    allCases.contains { compression in
      compression.signatures.contains { $0.count > bytes.count && $0.starts(with: bytes) }
    }
  }

  /// What names of such files end in.
  package var ending: String {
    switch self {
    case .gzip: ".gz"
    case .zstd: ".zst"
    case .bzip2: ".bz2"
    case .xz: ".xz"
    }
  }

  /// The compression that a name ends in.
  package static func named(_ path: String) -> Compression? {
    let name = path.lowercased()
    return allCases.first { name.hasSuffix($0.ending) }
  }

  /// Its name, in messages.
  var name: String {
    switch self {
    case .gzip: "gzip"
    case .zstd: "Zstandard"
    case .bzip2: "bzip2"
    case .xz: "xz"
    }
  }

  func stream(path: String) throws(FileError) -> any DecompressionStream {
    switch self {
    case .gzip: try GzipStream(path: path)
    case .zstd: try ZstdStream(path: path)
    case .bzip2: try Bzip2Stream(path: path)
    case .xz: try XzStream(path: path)
    }
  }

  func damaged(path: String) -> FileError {
    FileError(
      path: path, expected: "a whole \(name) file",
      found: "compressed data that is damaged or cut short", remedy: "copy or download it again")
  }

  static func noMemory(path: String) -> FileError {
    FileError(
      path: path, expected: "memory to decompress with", found: "none",
      remedy: "close other programs and try again")
  }

  private var signatures: [[UInt8]] {
    switch self {
    case .gzip: [[0x1F, 0x8B]]
    case .zstd: [[0x28, 0xB5, 0x2F, 0xFD]]
    // A text may begin with BZh9: behind that stands the number of a block, or of the end.
    case .bzip2: Self.bzip2Signatures
    case .xz: [[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]]
    }
  }

  private static let bzip2Signatures: [[UInt8]] = (UInt8(ascii: "1")...UInt8(ascii: "9")).flatMap {
    [
      Array("BZh".utf8) + [$0, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59],
      Array("BZh".utf8) + [$0, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90],
    ]
  }
}
