import SigmoidExamples
import SigmoidSystem

/// The first bytes of a file, decompressed where they are compressed.
package struct FileBeginning: Sendable {
  package let bytes: [UInt8]

  /// - Parameter count: how many at the most; a shorter file has fewer.
  /// - Throws: `FileError` when it cannot be read.
  package init(of path: String, count: Int) throws(FileError) {
    var stream = try ByteStream(path: path, purpose: "a file")
    var bytes = [UInt8](repeating: 0, count: count)
    let found = try stream.fill(&bytes, from: 0)
    self.bytes = Array(bytes.prefix(found))
  }
}
