@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidSystem
import TestSupport
import Testing

/// What files are, by their first bytes.
@Suite struct DataFormatTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func format(_ bytes: [UInt8]) throws -> DataFormat? {
    try DataFormat(beginningOf: folder.write(bytes, to: "x"))
  }

  @Test(arguments: [
    ("a,b\n1,2\n", DataFormat.csv), ("1 2\n3 4\n", .csv), ("1\n", .csv), ("größe;b\n1;2\n", .csv),
    ("12:30 1\n12:31 2\n", .csv), ("time value\n1 12:30\n", .csv), ("a:b c:d\n", .csv),
    ("{\"a\":1}\n{\"a\":2}\n", .jsonl), (" \n[ {\"a\":1}]", .jsonl), ("{a},b\n1,2\n", .csv),
    ("[1],2\n", .csv), ("% x\n@RELATION r\n", .arff), ("\n@attribute a real\n", .arff),
    ("@name,b\n1,2\n", .csv), ("1 1:0.5 3:-2\n-1 2:1e-3\n", .libsvm),
    ("# words\n+1 qid:3 1:2\n\n0\n", .libsvm), ("0 1:1", .libsvm), ("1,2 3:0.5\n", .libsvm),
    ("1 1:x\n", .csv), ("1 2\n1 1:2\n", .csv), ("\u{FEFF}1 1:2\n", .libsvm),
  ])
  func textIsToldByItsLines(text: String, expected: DataFormat) throws {
    #expect(try format(Array(text.utf8)) == expected)
    #expect(try format(Compression.xz.compress(Array(text.utf8))) == expected)
    let wide = text.utf16.filter { $0 != 0xFEFF }.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try format([0xFF, 0xFE] + wide) == expected)
  }

  /// Also where the beginning ends in the middle of a line.
  @Test func longLines() throws {
    let pairs = (1...20_000).map { " \($0):\($0)" }.joined()
    #expect(try format(Array("1\(pairs)\n0 1:1\n".utf8)) == .libsvm)
    #expect(try format(Array(String(repeating: "1,", count: 100_000).utf8)) == .csv)
  }

  @Test func bytesThatAreNoTextAreNothing() throws {
    #expect(try format([]) == nil)
    #expect(try format([1, 2]) == nil)
    #expect(try format([0x61, 0, 0, 0x62]) == nil)
    #expect(try format([0, 0, 8, 1, 0, 0, 0, 0]) == .idx)
  }
}
