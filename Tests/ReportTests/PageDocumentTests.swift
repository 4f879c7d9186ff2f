import TestSupport
import Testing

@testable import SigmoidReport

@Suite struct PageDocumentTests {
  private func document(
    _ markup: String, title: String = "t", script: String? = nil
  ) throws -> String {
    PageDocument(
      title: title, lines: ["<i>"],
      sections: [PageSection(id: "a", title: "A & B", markup: markup)],
      footer: "f", script: script
    ).html()
  }

  private func policy(_ html: String) throws -> String {
    try String(#require(html.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)).output.1)
  }

  @Test func onlyTheOwnScriptAndStylesAreAllowed() throws {
    let style = "<style>p{}</style>"
    let html = try document(style + "<p>" + style, script: "1")
    let policy = try policy(html)
    // By `openssl dgst -sha256 -binary | base64`.
    #expect(policy.hasSuffix("; script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"))
    #expect(
      policy.hasPrefix("default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "))
    // The page's own style and that of the section, which is there twice.
    let styles = try #require(policy.firstMatch(of: /style-src ([^;]*)/)).output.1
    #expect(styles.split(separator: " ").count == 2)
    #expect(styles.hasSuffix(" 'sha256-\(Self.hashOfStyle)'"))
    #expect(html.contains("<script>1</script>"))
  }

  private static let hashOfStyle = "gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y="

  @Test func withoutAScriptNoneMayRun() throws {
    let html = try document("<p>")
    #expect(try !policy(html).contains("script"))
    #expect(!html.contains("<script"))
  }

  @Test func textIsEscaped() throws {
    let hostile = "<script>alert(1)</script>\"'&"
    let escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"
    let html = try document("", title: hostile)
    #expect(html.contains("<title>\(escaped)</title>") && html.contains("<h1>\(escaped)</h1>"))
    #expect(html.contains("<p class=\"subtitle\">&lt;i&gt;</p>"))
    #expect(html.contains("<h2 id=\"a-title\">A &amp; B</h2>"))
    for piece in [
      PageMarkup.paragraph(hostile), PageMarkup.heading(hostile),
      PageMarkup.facts([Fact(hostile, hostile)]),
      PageMarkup.table(caption: hostile, headings: [hostile], rows: [[hostile], [hostile]]),
      PageMarkup.figure("", caption: [hostile]), PageMarkup.details(hostile, ""),
    ] {
      #expect(piece.contains(escaped) && !piece.contains("<script"))
      #expect(Markup.problem(piece) == nil)
    }
  }

  @Test func tablesSayWhatTheirCellsAre() {
    let table = PageMarkup.table(
      caption: "c", headings: ["a", "b", "w"], rows: [["1", "2", "x"], ["3", "4", "y"]], words: [2],
      marked: [1])
    #expect(table.contains("<caption>c</caption>"))
    #expect(table.contains("<th scope=\"col\">a</th><th scope=\"col\" class=\"number\">b</th>"))
    #expect(
      table.contains("<tr><th scope=\"row\">1</th><td class=\"number\">2</td><td>x</td></tr>"))
    #expect(table.contains("<tr class=\"marked\"><th scope=\"row\">3</th>"))
  }
}

/// A look at HTML that finds elements which are not closed, or closed by another.
enum Markup {
  private static let withoutEnd: Set = ["meta", "link", "img", "br", "input"]

  /// nil when there is none.
  static func problem(_ html: String) -> String? {
    var open: [Substring] = []
    var rest = html[...]
    while let start = rest.firstIndex(of: "<") {
      rest = rest[start...]
      guard let end = rest.firstIndex(of: ">") else { return "no end of \(rest.prefix(40))" }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }
      if tag.hasPrefix("!") || tag.hasSuffix("/") || withoutEnd.contains(String(name)) { continue }
      if tag.hasPrefix("/") {
        guard open.popLast() == name else { return "</\(name)> closes \(open)" }
        continue
      }
      open.append(name)
      guard name == "script" || name == "style" else { continue }
      guard let end = rest.firstRange(of: "</\(name)>") else { return "no end of \(name)" }
      rest = rest[end.lowerBound...]
    }
    return open.isEmpty ? nil : "not closed: \(open)"
  }
}
