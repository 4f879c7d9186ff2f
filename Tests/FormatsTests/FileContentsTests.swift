@testable import SigmoidFormats
import SigmoidLinear
import SigmoidSystem
import TestSupport
import Testing

@Suite struct FileContentsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Around the length of the pieces that threads read: every byte in its place.
  @Test func largeFilesAreReadInPieces() throws {
    var random = RandomValues()
    for count in [1 << 22, 1 << 22 + 1, 9 << 20, 12_345_678] {
      let words = (0..<count / 8 + 1).map { _ in UInt64(random.int(in: 0..<1 << 60)) }
      let bytes = words.withUnsafeBytes { Array($0.prefix(count)) }
      let path = try folder.write(bytes, to: "large")
      let contents = try FileContents(path: path, purpose: "bytes")
      #expect(contents.count == count && contents.bytes.elementsEqual(bytes))
      #expect(throws: FileError.self) {
        try FileContents(path: path, purpose: "bytes", limit: count - 1)
      }
    }
  }
}
