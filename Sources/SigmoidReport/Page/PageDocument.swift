import SigmoidSystem
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A part of a page, with a place in its list of contents.
struct PageSection {
  /// Its name in a link: letters and hyphens.
  let id: String
  /// Text.
  let title: String
  let markup: String
}

/// One HTML document that refers to nothing outside of it.
///
/// Its policy (Content Security Policy, level 3) allows no network at all, and of scripts and
/// styles only those written here, by their SHA-256: text from data that slipped through as markup
/// could still not run.
struct PageDocument {
  /// Text.
  let title: String
  /// Text, under the title.
  let lines: [String]
  let sections: [PageSection]
  let footer: String
  let script: String?

  /// Light and dark by the reader's choice, from a telephone to a wide screen, and on paper.
  private static let style = embeddedText(PackageResources.page_css)

  func html() -> String {
    // Charts bring a style of their own, the same for all.
    let styles = [Self.style] + Self.styles(in: sections.map(\.markup).joined())
    let subtitles = lines.map { PageMarkup.paragraph($0, kind: "subtitle") }.joined()
    let contents = sections.map { section in
      "<li><a href=\"#\(section.id)\">\(escapedForXML(section.title))</a></li>\n"
    }
    let parts = sections.map { section in
      "<section id=\"\(section.id)\" aria-labelledby=\"\(section.id)-title\">\n"
        + "<h2 id=\"\(section.id)-title\">\(escapedForXML(section.title))</h2>\n"
        + "\(section.markup)</section>\n"
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="generator" content="Sigmoid">
      <meta http-equiv="Content-Security-Policy" content="\(policy(styles))">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>\(escapedForXML(title))</title>
      <link rel="icon" href="data:,">
      <style>\(Self.style)</style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the report</a>
      <header>
      <h1>\(escapedForXML(title))</h1>
      \(subtitles)</header>
      <nav aria-label="Contents"><ul>
      \(contents.joined())</ul></nav>
      <main id="main" tabindex="-1">
      \(parts.joined())</main>
      <footer>\(PageMarkup.paragraph(footer))</footer>
      \(script.map { "<script>\($0)</script>\n" } ?? "")</body>
      </html>

      """
  }

  private func policy(_ styles: [String]) -> String {
    let sources = styles.map { Self.source(of: $0) }
    var policy =
      "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
      + "style-src " + sources.joined(separator: " ")
    if let script { policy += "; script-src " + Self.source(of: script) }
    return policy
  }

  /// The contents of the distinct `style` elements. Text from outside has no element: it is escaped.
  private static func styles(in markup: String) -> [String] {
    var distinct: [String] = []
    let parts = markup.split(separator: "<style>", omittingEmptySubsequences: false)
    for part in parts.dropFirst() {
      guard let end = part.firstRange(of: "</style>") else { continue }
      let style = String(part[..<end.lowerBound])
      if !distinct.contains(style) { distinct.append(style) }
    }
    return distinct
  }

  private static func source(of text: String) -> String {
    "'sha256-\(Data(SHA256.digest(of: Array(text.utf8))).base64EncodedString())'"
  }
}
