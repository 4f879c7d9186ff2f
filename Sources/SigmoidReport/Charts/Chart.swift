/// A picture of figures that stands alone as an SVG file (SVG 1.1, styled by CSS where the viewer
/// has it), and inside a page.
///
/// Charts have no script. Text and lines take the page's colours through the CSS variables `--ink`,
/// `--paper`, `--faint` and `--series-1` … `--series-6`, and colours of their own for light and dark
/// where a page sets none; on paper always those for light. Series differ by their dashes and
/// marks as well as by colour.
package protocol Chart: Sendable {
  /// What the picture shows.
  var title: String { get }
  /// The figures in words, for whoever cannot see the picture.
  var summary: String { get }
  /// In units of the drawing, of which text is 12 high; the top `ChartLayout.titleHeight` are the
  /// title's.
  var size: ChartSize { get }
  func draw(on canvas: inout SVGCanvas)
}

/// The extent of a drawing.
package struct ChartSize: Equatable, Sendable {
  package let width: Double
  package let height: Double

  package init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }
}

/// Measures that all charts share.
enum ChartLayout {
  static let width = 400.0
  static let titleHeight = 30.0
  static let fontSize = 12.0

  /// About how wide a text is: more for wide scripts, so that nothing is cut off.
  static func width(of text: String, fontSize: Double = fontSize) -> Double {
    text.unicodeScalars.reduce(0) { sum, scalar in
      sum + fontSize * (scalar.value < 0x1100 ? 0.58 : 1)
    }
  }

  /// `text`, or its beginning with an ellipsis, in at most this width.
  static func fitting(_ text: String, in width: Double, fontSize: Double = fontSize) -> String {
    guard self.width(of: text, fontSize: fontSize) > width else { return text }
    var kept = ""
    for character in text {
      guard self.width(of: kept + "\(character)…", fontSize: fontSize) <= width else { break }
      kept.append(character)
    }
    return kept + "…"
  }
}

extension Chart {
  /// The picture as SVG text.
  /// - Parameters:
  ///   - id: begins the names of its parts, which a page has to have once only: letters, digits
  ///     and hyphens.
  ///   - showsTitle: whether the title is part of the drawing; a page may have it beside it.
  package func svg(id: String = "chart", showsTitle: Bool = true) -> String {
    let id = String(id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    var canvas = SVGCanvas(id: id)
    if showsTitle {
      canvas.text(
        ChartLayout.fitting(title, in: size.width - 20, fontSize: 14), x: size.width / 2, y: 20,
        anchor: .middle, size: 14, isBold: true)
    }
    draw(on: &canvas)
    let top = showsTitle ? 0 : ChartLayout.titleHeight - 8
    let box = [0, top, size.width, size.height - top].map(SVGCanvas.number).joined(separator: " ")
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="sigmoid-chart" viewBox="\(box)" width="100%" \
      role="img" aria-labelledby="\(id)-title \(id)-desc" color="#1a1d21" \
      font-family="system-ui, sans-serif" font-size="12">
      <title id="\(id)-title">\(escapedForXML(title))</title>
      <desc id="\(id)-desc">\(escapedForXML(summary))</desc>
      <style>\(ChartColours.css)</style>
      <rect class="paper" y="\(SVGCanvas.number(top))" width="100%" height="100%" fill="#ffffff"/>
      \(canvas.body)</svg>

      """
  }
}
