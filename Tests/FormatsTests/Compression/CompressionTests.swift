@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import Foundation
import TestSupport
import Testing

/// All compressions by the same rules, whole and as a stream.
@Suite struct CompressionTests {
  private let text = [UInt8]("The quick brown fox jumps over the lazy dog. ".utf8)

  private func text(_ length: Int) -> [UInt8] { (0..<length).map { text[$0 % text.count] } }

  private func whole(_ bytes: [UInt8], limit: Int = 1 << 30) throws -> [UInt8] {
    let contents = try FileContents(name: "some", bytes: bytes, limit: limit)
    return Array(contents.bytes)
  }

  /// Through a pipe, `piece` bytes at a time, into a room of another size.
  private func streamed(_ bytes: [UInt8], piece: Int = 7, room: Int = 11) throws -> [UInt8] {
    try PipedBytes.reading(bytes, piece: piece) { descriptor in
      var stream = try ByteStream(descriptor: descriptor, path: "some")
      var result: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: room)
      while true {
        let count = try stream.fill(&buffer, from: 0)
        result += buffer[..<count]
        if count < room { return result }
      }
    }
  }

  @Test(arguments: Compression.allCases)
  func whatWasCompressedComesBack(_ compression: Compression) throws {
    for length in [0, 1, 44, 100_000] {
      let bytes = text(length)
      let file = try compression.compress(bytes)
      #expect(try whole(file) == bytes)
      #expect(try streamed(file, piece: 700, room: 1100) == bytes)
    }
    #expect(try streamed(compression.compress(text(900)), piece: 1, room: 1) == text(900))
  }

  @Test(arguments: Compression.allCases)
  func membersAreJoined(_ compression: Compression) throws {
    let file =
      try compression.compress(text(70_000)) + compression.compress([])
      + compression.compress(text)
    #expect(try whole(file) == text(70_000) + text)
    #expect(try streamed(file, piece: 13, room: 5000) == text(70_000) + text)
  }

  /// A pipe may give no more at a time than a step asks for.
  @Test(arguments: Compression.allCases)
  func aStepTakesWhatItAsksFor(_ compression: Compression) throws {
    let file = try compression.compress(text) + compression.compress(text)
    let stream = try compression.stream(path: "some")
    var rest = file[...]
    var result: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 8)
    while true {
      let input = Array(rest.prefix(stream.lookahead))
      let step = try input.withUnsafeBytes { input in
        try room.withUnsafeMutableBytes {
          try stream.step(input, isLast: input.count == rest.count, into: $0)
        }
      }
      guard case .advanced(let used, let written) = step else { break }
      rest = rest.dropFirst(used)
      result += room[..<written]
    }
    #expect(result == text + text)
  }

  /// As each one's own command does.
  @Test(arguments: Compression.allCases)
  func whatFollowsIsIgnoredOrRefused(_ compression: Compression) throws {
    let file = try compression.compress(text) + [1, 2, 3, 4]
    if compression == .gzip || compression == .bzip2 {
      #expect(try whole(file) == text)
      #expect(try streamed(file) == text)
    } else {
      #expect(throws: FileError.self) { try whole(file) }
      #expect(throws: FileError.self) { try streamed(file) }
    }
  }

  @Test func zerosBetweenStreamsOfXzAreNone() throws {
    let member = try Compression.xz.compress(text)
    #expect(try whole(member + [0, 0, 0, 0] + member) == text + text)
    #expect(try streamed(member + [0, 0, 0, 0] + member) == text + text)
  }

  @Test(arguments: Compression.allCases)
  func everyTruncationIsRefused(_ compression: Compression) throws {
    let file = try compression.compress(text(2000))
    for length in Compression.beginning..<file.count {
      let cut = Array(file[..<length])
      let error = #expect(throws: FileError.self) { try whole(cut) }
      #expect(error?.expected == "a whole \(compression.name) file")
      #expect(error?.found.contains("damaged or cut short") == true)
      #expect(throws: FileError.self, "\(length) bytes") { try streamed(cut, piece: 64, room: 64) }
    }
  }

  @Test(arguments: Compression.allCases)
  func noFlippedBitGivesOtherBytes(_ compression: Compression) throws {
    let file = try compression.compress(text(300))
    for position in Compression.beginning..<file.count {
      var bytes = file
      bytes[position] ^= 0x10
      // Reserved bits, as of the last block of bzip2, mean nothing.
      if let result = try? whole(bytes) { #expect(result == text(300), "byte \(position)") }
    }
  }

  @Test(arguments: Compression.allCases)
  func theLimitHolds(_ compression: Compression) throws {
    let zeros = [UInt8](repeating: 0, count: 300_000)
    let file = try compression.compress(zeros)
    #expect(try whole(file, limit: 300_000) == zeros)
    let error = #expect(throws: FileError.self) { try whole(file, limit: 299_999) }
    #expect(error?.expected == "at most 299999 bytes once decompressed")
  }

  @Test func aTextThatBeginsAsBzip2DoesIsText() throws {
    let bytes = [UInt8]("BZh9,b\n1,2\n".utf8)
    #expect(try whole(bytes) == bytes)
    #expect(try streamed(bytes, piece: 1) == bytes)
  }

  @Test(arguments: Compression.allCases)
  func namesEndInIt(_ compression: Compression) throws {
    #expect(DataFormat(path: "a/b.csv\(compression.ending)") == .csv)
    #expect(DataFormat(path: "a/b.JSONL\(compression.ending.uppercased())") == .jsonl)
    #expect(DataFormat(path: "a/b\(compression.ending)") == nil)
    let folder = try TemporaryFolder()
    let path = folder.file("x.npy\(compression.ending)")
    let matrix = SmallMatrix.bytes
    guard compression == .gzip else {
      // A name that promises what is not done is refused.
      let error = #expect(throws: FileError.self) { try NPYWriter.write(matrix, to: path) }
      #expect(error?.found == compression.ending)
      return
    }
    try NPYWriter.write(matrix, to: path)
  }

  /// Arrays too, since their bytes come from the same place.
  @Test(arguments: Compression.allCases, [DataFormat.npy, .idx])
  func arraysAreRead(_ compression: Compression, _ format: DataFormat) throws {
    let folder = try TemporaryFolder()
    let plain = folder.file("plain")
    if format == .npy {
      try NPYWriter.write(SmallMatrix.bytes, to: plain)
    } else {
      try IDXWriter.write(images: SmallMatrix.bytes, to: plain)
    }
    let path = try folder.write(compression.compress(folder.bytes("plain")), to: "packed")
    let request = ReadRequest(path: path, format: format)
    let values = try request.read().features.values(of: 1)
    #expect(values == SmallMatrix.bytes.values(of: 1))
    var blocks = try ExampleBlocks(request, features: 2)
    let block = try #require(try blocks.next()?.features)
    #expect(block.values(of: 1) == values)
    #expect(try DataFormat(beginningOf: path) == format)
  }
}
