import SigmoidExamples
import SigmoidSystem

extension Gzip {
  /// Writes a file of these parts, joined, and gzipped when its name ends in `.gz`. It appears
  /// whole or not at all.
  static func write(_ parts: [UnsafeRawBufferPointer], to path: String) throws(FileError) {
    if let other = Compression.named(path), other != .gzip { throw Self.notWritten(other, path) }
    guard path.lowercased().hasSuffix(".gz") else { return try AtomicFile.write(parts, to: path) }
    guard parts.count > 1 else {
      return try AtomicFile.write(
        compress(parts.first ?? UnsafeRawBufferPointer(start: nil, count: 0), path: path), to: path)
    }
    var joined: [UInt8] = []
    joined.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { joined += part }
    let compressed = try joined.span.withUnsafeBytes { all throws(FileError) in
      try compress(all, path: path)
    }
    try AtomicFile.write(compressed, to: path)
  }

  /// The same for bytes that are an array.
  static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try bytes.span.withUnsafeBytes { all throws(FileError) in try write([all], to: path) }
  }

  /// Of a name that says that the file is compressed in a way that is only read.
  package static func notWritten(_ compression: Compression, _ path: String) -> FileError {
    FileError(
      path: path, expected: "a name that ends in .gz, or in no ending of compressed files",
      found: compression.ending,
      remedy: "compress the file once it is written, or name it .gz")
  }
}
