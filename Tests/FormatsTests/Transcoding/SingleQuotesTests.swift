@testable import SigmoidExamples
@testable import SigmoidFormats
import TestSupport
import Testing

/// Cells in single quotes, and words with an apostrophe.
@Suite struct SingleQuotesTests {
  private func read(_ text: String, separator: UInt8? = nil) throws -> String {
    try TranscodedText.read(
      Array(text.utf8), TextForm(notation: .separated(by: separator)))
  }

  @Test(arguments: [
    ("'a','b'\n'x,y',1\n", "\"a\",\"b\"\n\"x,y\",1\n"),
    // The header has none, and the first row neither.
    ("a;b\n1;2\n'x;y';3\n", "a;b\n1;2\n\"x;y\";3\n"),
    ("'it''s'\t'a \"b\"'\r\n'x\\'y'\t ''\r\n", "\"it's\"\t\"a \"\"b\"\"\"\r\n\"x'y\"\t \"\"\r\n"),
    ("'a','b'\n'two\nlines','it\\n'\n", "\"a\",\"b\"\n\"two\nlines\",\"it\\n\"\n"),
    ("a\n'x'\n", "a\n\"x\"\n"),
    ("'a' 'b'\n'x' 1", "\"a\" \"b\"\n\"x\" 1"),
  ])
  func quotes(text: String, expected: String) throws {
    #expect(try read(text) == expected)
    #expect(try read("\u{FEFF}" + text) == expected)
  }

  @Test(arguments: [
    "a,b\n'tis,1\ndon't,2\n", "a,b\nrock 'n' roll,1\nx,2\n", "a,b\n'80s and '90s,1\n",
    "\"a\",b\n\"x\",'y'\n", "a\n'x\ny'\n", "a,b\n'two\nlines',1\n'x',2", "a,b\n1,2\n",
  ])
  func apostrophes(text: String) throws { #expect(try read(text) == text) }

  @Test func theSeparatorThatWasTold() throws {
    #expect(try read("'a'^'b'\n'x^y'^1\n", separator: 0x5E) == "\"a\"^\"b\"\n\"x^y\"^1\n")
    #expect(try read("'a'^'b'\n'x^y'^1\n") == "'a'^'b'\n'x^y'^1\n")
  }

  /// Only the beginning decides: what follows is passed on as it is.
  @Test func behindTheBeginning() throws {
    let rows = String(repeating: "word,1\n", count: 10_000)
    #expect(try read("a,b\n" + rows + "'x,y',2\n") == "a,b\n" + rows + "'x,y',2\n")
    let quoted = String(repeating: "'word',1\n", count: 10_000)
    #expect(
      try read("a,b\n" + quoted) == "a,b\n" + quoted.replacing("'", with: "\""))
  }
}
