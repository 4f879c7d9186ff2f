@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import Foundation
import TestSupport
import Testing

@Suite struct TextDecoderTests {
  private let table = "größe,label\n1.5,a\n2,ß€\u{1F600}\n"

  private func wide(_ text: String, bigEndian: Bool) -> [UInt8] {
    text.utf16.flatMap { unit -> [UInt8] in
      let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      return bigEndian ? bytes.reversed() : bytes
    }
  }

  private let guess = ["read as WINDOWS-1252 (Latin-1), since it is not UTF-8"]

  @Test func utf8StaysAsItIs() throws {
    for text in [table, "", "a", "a,b\n1,2\n", "é"] {
      #expect(try TranscodedText.read(Array(text.utf8), notes: []) == text)
      let marked = [0xEF, 0xBB, 0xBF] + Array(text.utf8)
      #expect(try TranscodedText.read(marked, notes: []) == text)
    }
  }

  @Test func aMarkTellsUTF16() throws {
    #expect(
      try TranscodedText.read([0xFF, 0xFE] + wide(table, bigEndian: false), notes: []) == table)
    #expect(
      try TranscodedText.read([0xFE, 0xFF] + wide(table, bigEndian: true), notes: []) == table)
    #expect(try TranscodedText.read([0xFF, 0xFE], notes: []) == "")
  }

  @Test func zerosTellUTF16() throws {
    let text = "a,label\n" + String(repeating: "1,2\n", count: 20)
    for (bigEndian, name) in [(false, "UTF-16LE"), (true, "UTF-16BE")] {
      let note = ["read as \(name), since every second byte of its beginning is zero"]
      #expect(try TranscodedText.read(wide(text, bigEndian: bigEndian), notes: note) == text)
      #expect(try TranscodedText.read(wide("a\n", bigEndian: bigEndian), notes: note) == "a\n")
    }
  }

  @Test func utf32() throws {
    var bytes: [UInt8] = [0xFF, 0xFE, 0, 0]
    for scalar in table.unicodeScalars {
      for byte in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: scalar.value >> (8 * byte))) }
    }
    #expect(try TranscodedText.read(bytes, notes: []) == table)
  }

  @Test func otherBytesAreLatin1() throws {
    let bytes = Array("gr".utf8) + [0xF6, 0xDF] + Array("e,label\n1,".utf8) + [0x80, 0x0A]
    #expect(try TranscodedText.read(bytes, notes: guess) == "größe,label\n1,€\n")
    // As the last byte, and as the beginning of what could have been UTF-8.
    #expect(try TranscodedText.read([0x61, 0xE9], notes: guess) == "aé")
    #expect(try TranscodedText.read([0xC3], notes: guess) == "Ã")
    #expect(try TranscodedText.read([0xE9, 0x2C, 0x31], notes: guess) == "é,1")
  }

  /// The first character that is not ASCII tells, also far from the beginning.
  @Test func theFirstCharacterTells() throws {
    let long = Array(String(repeating: "1,2\n", count: 1000).utf8)
    for before in 0..<140 {
      let ascii = Array(long[..<before])
      #expect(
        try TranscodedText.read(ascii + [0xC3, 0xA9, 0x0A], notes: [])
          == String(decoding: ascii, as: UTF8.self) + "é\n")
      #expect(
        try TranscodedText.read(ascii + [0xE9, 0x0A], notes: guess)
          == String(decoding: ascii, as: UTF8.self) + "é\n")
    }
    // Left to the reader of the table, which names the line.
    let damaged = try TranscodedText.read([0xC3, 0xA9, 0x2C, 0xE9], notes: [])
    #expect(damaged == "é,\u{FFFD}")
  }

  @Test func whatIsNeitherIsRefused() {
    let error = TranscodedText.refusal(Array("a,b\n".utf8) + [0xE9, 0x81])
    #expect(error?.expected == "text in UTF-8 or WINDOWS-1252")
    #expect(error?.found == "bytes that are not, 81 at byte 5")
    #expect(TranscodedText.refusal([0xFF, 0xFE, 0x61]) != nil, "half a character")
    #expect(TranscodedText.refusal([0xFF, 0xFE, 0x00, 0xD8, 0x61, 0]) != nil, "half a pair")
  }

  @Test func anEncodingMayBeNamed() throws {
    let form = TextForm(encoding: "SHIFT_JIS")
    #expect(try TranscodedText.read([0x83, 0x65, 0x2C, 0x31], form, notes: []) == "テ,1")
    let utf16 = TextForm(encoding: "UTF-16")
    #expect(
      try TranscodedText.read([0xFE, 0xFF] + wide(table, bigEndian: true), utf16) == table)
    let error = TranscodedText.refusal([0x61], TextForm(encoding: "no such"))
    #expect(error?.found == "'no such'")
    #expect(TranscodedText.refusal([0x61, 0xE9], TextForm(encoding: "UTF-8")) != nil)
  }

  /// The same tables by both ways to read them.
  @Test(arguments: [DataFormat.csv, .libsvm]) func tablesAreRead(_ format: DataFormat) throws {
    let text = format == .csv ? "a,b\n1,2\n3,4\n" : "1 1:1 2:2\n-1 1:3 2:4\n"
    let folder = try TemporaryFolder()
    for bytes in [
      [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + wide(text, bigEndian: false),
      wide(text, bigEndian: true),
    ] {
      let path = try folder.write(bytes, to: "t")
      var request = ReadRequest(path: path, format: format)
      request.hasLabels = format == .libsvm
      let whole = try request.read()
      #expect(whole.features.values(of: 1) == [3, 4])
      #expect(format == .csv || whole.labels?.names == ["-1", "1"])
      var blocks = try ExampleBlocks(request, features: 2)
      let block = try #require(try blocks.next()?.features)
      #expect(block.values(of: 0) == [1, 2] && block.values(of: 1) == [3, 4])
    }
  }

  /// Guesses are told by both.
  @Test func guessesAreNotes() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      Array("label,a\nx,1\n".utf8) + [0xE9] + Array(",2\n".utf8), to: "t.csv")
    let request = ReadRequest(path: path, format: .csv)
    let table = try request.read()
    #expect(table.labels?.names.sorted() == ["x", "é"])
    #expect(table.notes.map(\.text) == guess)
    var blocks = try ExampleBlocks(request, features: 1)
    _ = try blocks.next()?.features
    #expect(blocks.notes == guess)
  }
}
