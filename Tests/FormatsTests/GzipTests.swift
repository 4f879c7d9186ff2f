@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import Testing

@Suite struct GzipTests {
  let text = [UInt8]("The quick brown fox jumps over the lazy dog. ".utf8)

  func contents(_ bytes: [UInt8], limit: Int = 1 << 30) throws -> [UInt8] {
    let contents = try FileContents(name: "some.gz", bytes: bytes, limit: limit)
    return [UInt8](contents.bytes)
  }

  @Test func whatWasCompressedComesBack() throws {
    for length in [0, 1, 44, 100_000] {
      let bytes = (0..<length).map { text[$0 % text.count] }
      #expect(try contents(SmallSet.gzip(bytes)) == bytes)
    }
  }

  @Test func oneMemberFillsItsBufferExactly() throws {
    let bytes = [UInt8](repeating: 7, count: 3_000_000)
    let result = try FileContents(name: "x", bytes: SmallSet.gzip(bytes))
    #expect(result.buffer.byteCount == bytes.count)
  }

  @Test func plainBytesPassThrough() throws {
    #expect(try contents(text) == text)
    #expect(try contents([0x1f]) == [0x1f])
    #expect(try contents([]) == [])
  }

  @Test func membersAreJoined() throws {
    let large = [UInt8](repeating: 9, count: 500_000)
    let file = try SmallSet.gzip(large) + SmallSet.gzip([]) + SmallSet.gzip(text)
    #expect(try contents(file) == large + text)
  }

  @Test(arguments: [[0, 0, 0, 0, 0, 0, 0, 0], [1, 2, 3], [0x1f], [255, 255, 255, 255]])
  func whatFollowsAMemberIsIgnored(_ tail: [UInt8]) throws {
    #expect(try contents(SmallSet.gzip(text) + tail) == text)
  }

  @Test func aDamagedSecondMemberIsNot() throws {
    let first = try SmallSet.gzip(text)
    let error = #expect(throws: FileError.self) {
      try contents(first + SmallSet.gzip(text).dropLast(3))
    }
    #expect(error?.found.contains("begins at byte \(first.count)") == true)
  }

  @Test func everyTruncationIsRefused() throws {
    let whole = try SmallSet.gzip(text)
    for length in 2..<whole.count {
      let error = #expect(throws: FileError.self) { try contents(Array(whole[..<length])) }
      #expect(error?.path == "some.gz")
      #expect(error?.expected == "a whole gzip file")
      #expect(error?.found.contains("damaged or cut short") == true)
      #expect(error?.found.contains("(\(length) bytes in all)") == true)
      #expect(error?.remedy == "copy or download it again")
    }
  }

  @Test func everyFlippedByteOfDataOrTrailerIsRefused() throws {
    let whole = try SmallSet.gzip(text)
    for position in 10..<whole.count {
      var bytes = whole
      bytes[position] ^= 0x55
      #expect(throws: FileError.self) { try contents(bytes) }
    }
  }

  @Test func aLyingLengthAllocatesNoMoreThanDeflateCanReach() throws {
    var bytes = try SmallSet.gzip(text)
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [255, 255, 255, 255])
    #expect(throws: FileError.self) { try contents(bytes) }
    // Behind a whole member the same four bytes are ignored: the guess alone is wrong.
    let padded = try SmallSet.gzip(text) + [255, 255, 255, 255]
    let result = try FileContents(name: "x", bytes: padded)
    #expect(result.buffer.byteCount <= padded.count * 1032)
    #expect([UInt8](result.bytes) == text)
  }

  @Test func theLimitHolds() throws {
    let bytes = [UInt8](repeating: 0, count: 100_000)
    let file = try SmallSet.gzip(bytes)
    #expect(try contents(file, limit: 100_000) == bytes)
    let error = #expect(throws: FileError.self) { try contents(file, limit: 99_999) }
    #expect(error?.expected == "at most 99999 bytes once decompressed")
  }

  @Test func digestIsThePublishedOne() {
    let abc = [UInt8]("abc".utf8).withUnsafeBytes { SHA256.hex(of: $0) }
    #expect(abc == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let none = [UInt8]().withUnsafeBytes { SHA256.hex(of: $0) }
    #expect(none == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }
}
