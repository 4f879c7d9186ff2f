/// Collects the parts of an SVG drawing. Every text passes through `escapedForXML` here.
package struct SVGCanvas: Sendable {
  enum Anchor: String { case start, middle, end }

  /// Begins the names of the drawing's parts.
  let id: String
  private(set) var body = ""

  init(id: String) { self.id = id }

  /// Two digits behind the point, none where they are 0; what is not finite, or out of all
  /// bounds, is drawn at the edge of them.
  static func number(_ value: Double) -> String {
    let bounded = value.isNaN ? 0 : min(max(value, -1e6), 1e6)
    let hundredths = Int((bounded * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return "\(sign)\(whole)."
      + (rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)")
  }

  private mutating func element(_ name: String, _ attributes: [(String, String)]) {
    body += "<\(name)" + attributes.map { " \($0.0)=\"\(escapedForXML($0.1))\"" }.joined() + "/>\n"
  }

  /// What `draw` adds has the colour of a class, and `colour` where there is no CSS.
  mutating func coloured(_ name: String, _ colour: String, draw: (inout SVGCanvas) -> Void) {
    body += "<g class=\"\(name)\" color=\"\(colour)\">\n"
    draw(&self)
    body += "</g>\n"
  }

  mutating func inSeries(_ index: Int, draw: (inout SVGCanvas) -> Void) {
    coloured(
      ChartColours.seriesClass(index), ChartColours.lightSeries(index), draw: draw)
  }

  mutating func faint(draw: (inout SVGCanvas) -> Void) {
    coloured("faint", "#6d737c", draw: draw)
  }

  /// What `draw` adds is in units of `factor`, from (left, top) on, with sharp edges.
  mutating func scaled(
    by factor: Double, left: Double, top: Double, draw: (inout SVGCanvas) -> Void
  ) {
    let place = "translate(\(Self.number(left)) \(Self.number(top)))"
    // Two digits would shift the last of many pixels.
    body += "<g transform=\"\(place) scale(\((factor * 1e6).rounded() / 1e6))\""
    body += " shape-rendering=\"crispEdges\">\n"
    draw(&self)
    body += "</g>\n"
  }

  mutating func text(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start,
    size: Double = ChartLayout.fontSize, isBold: Bool = false, isVertical: Bool = false
  ) {
    var attributes = "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" fill=\"currentColor\""
    if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
    if size != ChartLayout.fontSize { attributes += " font-size=\"\(Self.number(size))\"" }
    if isBold { attributes += " font-weight=\"600\"" }
    if isVertical {
      attributes += " transform=\"rotate(-90 \(Self.number(x)) \(Self.number(y)))\""
    }
    body += "<text \(attributes)>\(escapedForXML(text))</text>\n"
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, width: Double = 1, dashes: String = "",
    opacity: Double = 1
  ) {
    path(
      "M\(Self.number(x1)) \(Self.number(y1))L\(Self.number(x2)) \(Self.number(y2))",
      width: width, dashes: dashes, opacity: opacity)
  }

  /// A stroke along a path in SVG's own language.
  package mutating func path(
    _ data: String, width: Double, dashes: String = "", opacity: Double = 1
  ) {
    var attributes = [
      ("d", data), ("fill", "none"), ("stroke", "currentColor"),
      ("stroke-width", Self.number(width)), ("stroke-linejoin", "round"),
    ]
    if !dashes.isEmpty { attributes.append(("stroke-dasharray", dashes)) }
    if opacity < 1 { attributes.append(("stroke-opacity", Self.number(opacity))) }
    element("path", attributes)
  }

  /// Round dots of one size, in one element: thousands stay small. Where they lie on one another they
  /// are no darker.
  mutating func dots(_ places: [(x: Double, y: Double)], radius: Double, opacity: Double) {
    guard !places.isEmpty else { return }
    let data = places.map { "M\(Self.number($0.x)) \(Self.number($0.y))h0" }.joined()
    element(
      "path",
      [
        ("class", "dots"), ("d", data), ("fill", "none"), ("stroke", "currentColor"),
        ("stroke-width", Self.number(2 * radius)), ("stroke-linecap", "round"),
        ("stroke-opacity", Self.number(opacity)),
      ])
  }

  /// What `draw` adds is one row of many, with its own middle at 0, that a page may move up and down.
  /// - Parameter size: by which rows can be ordered; nil for the end of them.
  mutating func row(at y: Double, size: Double?, draw: (inout SVGCanvas) -> Void) {
    body += "<g class=\"row\"" + (size.map { " data-size=\"\($0)\"" } ?? "")
    body += " transform=\"translate(0 \(Self.number(y)))\">\n"
    draw(&self)
    body += "</g>\n"
  }

  mutating func area(_ data: String, opacity: Double = 1) {
    var attributes = [("d", data), ("fill", "currentColor")]
    if opacity < 1 { attributes.append(("fill-opacity", Self.number(opacity))) }
    element("path", attributes)
  }

  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, opacity: Double = 1,
    isOutlined: Bool = false, isFilled: Bool = true
  ) {
    var attributes = [
      ("x", Self.number(x)), ("y", Self.number(y)), ("width", Self.number(max(width, 0))),
      ("height", Self.number(max(height, 0))), ("fill", isFilled ? "currentColor" : "none"),
    ]
    if opacity < 1 { attributes.append(("fill-opacity", Self.number(opacity))) }
    if isOutlined { attributes.append(("stroke", "currentColor")) }
    element("rect", attributes)
  }

  /// A filled box with slanting lines instead of a plain colour.
  mutating func hatched(x: Double, y: Double, width: Double, height: Double) {
    rectangle(x: x, y: y, width: width, height: height, opacity: 0.15, isOutlined: true)
    var data = ""
    for offset in stride(from: 4.0, to: width + height, by: 4) {
      // From the left or lower edge to the upper or right one.
      let (x1, y1) = (x + max(0, offset - height), y + min(height, offset))
      let (x2, y2) = (x + min(width, offset), y + max(0, offset - width))
      data += "M\(Self.number(x1)) \(Self.number(y1))L\(Self.number(x2)) \(Self.number(y2))"
    }
    if !data.isEmpty { path(data, width: 1) }
  }

  /// The mark of a series: a shape of its own for each of five, then again from the first.
  mutating func mark(_ shape: Int, x: Double, y: Double, radius: Double = 3) {
    func point(_ dx: Double, _ dy: Double) -> String {
      "\(Self.number(x + dx * radius)) \(Self.number(y + dy * radius))"
    }
    switch shape % 5 {
    case 0:
      element(
        "circle",
        [
          ("cx", Self.number(x)), ("cy", Self.number(y)), ("r", Self.number(radius)),
          ("fill", "currentColor"),
        ])
    case 1: area("M\(point(-1, -1))L\(point(1, -1))L\(point(1, 1))L\(point(-1, 1))z")
    case 2: area("M\(point(0, -1.3))L\(point(1.2, 1))L\(point(-1.2, 1))z")
    case 3: area("M\(point(0, -1.4))L\(point(1.4, 0))L\(point(0, 1.4))L\(point(-1.4, 0))z")
    default: path("M\(point(-1, -1))L\(point(1, 1))M\(point(1, -1))L\(point(-1, 1))", width: 1.6)
    }
  }
}
