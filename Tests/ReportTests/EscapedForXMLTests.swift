@testable import SigmoidReport
import Testing

@Suite struct EscapedForXMLTests {
  @Test func markupBecomesText() {
    #expect(
      escapedForXML("</title><script a=\"1\" b='2'>&amp;")
        == "&lt;/title&gt;&lt;script a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;")
    #expect(escapedForXML("a\tb\nc\rd") == "a&#9;b&#10;c&#13;d")
    #expect(escapedForXML("é 数 😀 7") == "é 数 😀 7")
    #expect(escapedForXML("") == "")
  }

  /// XML has no way to write them, not even as references.
  @Test func whatXMLCannotHoldIsReplaced() {
    #expect(
      escapedForXML("a\0b\u{1B}[31m\u{9F}\u{FFFE}\u{FFFF}")
        == "a\u{FFFD}b\u{FFFD}[31m\u{FFFD}\u{FFFD}\u{FFFD}")
  }
}
