@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

/// Text as the readers of tables get it, both whole and as a stream.
enum TranscodedText {
  /// The text, which has to be the same in pieces of any size; or the error, which has to be too.
  static func read(
    _ bytes: [UInt8], _ form: TextForm = TextForm(), notes expected: [String]? = nil
  ) throws -> String {
    let whole = Result { try Self.whole(bytes, form, 1 << 20) }
    for piece in [1, 2, 3, 7, 64] {
      for result in [
        Result { try Self.whole(bytes, form, piece) }, Result { try streamed(bytes, form, piece) },
      ] {
        switch (whole, result) {
        case (.success(let text), .success(let other)):
          #expect(text.bytes == other.bytes && text.notes == other.notes, "pieces of \(piece)")
        case (.failure(let error), .failure(let other)):
          #expect("\(error)" == "\(other)", "pieces of \(piece)")
        default: Issue.record("\(whole) whole, \(result) in pieces of \(piece)")
        }
      }
    }
    let text = try whole.get()
    if let expected { #expect(text.notes == expected) }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  static func refusal(_ bytes: [UInt8], _ form: TextForm = TextForm()) -> FileError? {
    #expect(throws: FileError.self) { try read(bytes, form) }
  }

  /// Without a byte order mark, which a whole text may keep.
  private static func whole(
    _ bytes: [UInt8], _ form: TextForm, _ piece: Int
  ) throws -> (bytes: [UInt8], notes: [String]) {
    let text = try TextFile(FileContents(name: "t", bytes: bytes), form, chunkBytes: piece)
    let all = Array(text.contents.bytes)
    let mark = CSVQuoting.byteOrderMark
    return (all.starts(with: mark) ? Array(all.dropFirst(3)) : all, text.notes)
  }

  private static func streamed(
    _ bytes: [UInt8], _ form: TextForm, _ piece: Int
  ) throws -> (bytes: [UInt8], notes: [String]) {
    let folder = try TemporaryFolder()
    let path = try folder.write(bytes, to: "t")
    do {
      var stream = try TextStream(
        ByteStream(InputFile(path: path)), form: form, chunkBytes: piece)
      var result: [UInt8] = []
      var room = [UInt8](repeating: 0, count: 5)
      while true {
        let count = try room.withUnsafeMutableBytes { try stream.read(into: $0) }
        if count == 0 { return (result, stream.conversion.notes) }
        result += room[..<count]
      }
    } catch let error as FileError {
      // Under the name that the other has.
      throw FileError(
        path: "t", expected: error.expected, found: error.found,
        remedy: error.remedy.replacing(path, with: "t"))
    }
  }
}
