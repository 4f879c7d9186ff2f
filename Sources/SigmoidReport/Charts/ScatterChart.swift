import SigmoidMetrics

/// Dots over two axes, with lines through them and names beside some.
package struct ScatterChart: Chart {
  /// Dots of one colour.
  package struct Dots: Equatable, Sendable {
    package let name: String
    package let points: [CurvePoint]
    /// Which of the two colours of signs they have.
    package let isAbove: Bool
  }

  package struct Line: Equatable, Sendable {
    package enum Style: Sendable {
      /// The one that matters.
      case main
      /// Beside it, for comparison.
      case other
      /// A level, or where there is nothing.
      case level
    }

    /// In the key; nil for a line that needs none.
    package let name: String?
    package let points: [CurvePoint]
    package let style: Style
  }

  /// A name beside a point.
  package struct Label: Equatable, Sendable {
    package let text: String
    package let point: CurvePoint
  }

  package let title: String
  package let summary: String
  package let x: ChartAxis
  package let y: ChartAxis
  package var dots: [Dots] = []
  /// The first is on top of the others.
  package var lines: [Line] = []
  package var labels: [Label] = []
  /// Of the field that dots and lines are drawn in.
  package var plotHeight = 230.0

  private static let keyRow = 18.0
  private static let labelHeight = 13.0
  /// With more dots than this each is smaller.
  private static let mostLargeDots = 400

  private enum KeyEntry {
    case dots(Dots)
    case line(Line)

    var name: String {
      switch self {
      case .dots(let dots): dots.name
      case .line(let line): line.name ?? ""
      }
    }
  }

  private var key: [KeyEntry] {
    dots.filter { !$0.points.isEmpty }.map(KeyEntry.dots)
      + lines.filter { $0.name != nil }.map(KeyEntry.line)
  }

  private var keyColumns: Int {
    let widest = key.map { ChartLayout.width(of: $0.name) }.max() ?? 0
    return widest > 150 ? 1 : widest > 84 ? 2 : 3
  }

  package var size: ChartSize {
    let rows = (key.count + keyColumns - 1) / keyColumns
    return ChartSize(
      width: ChartLayout.width,
      height: ChartLayout.titleHeight + plotHeight + 44
        + (rows == 0 ? 0 : Double(rows) * Self.keyRow + 4))
  }

  package func draw(on canvas: inout SVGCanvas) {
    let frame = PlotFrame(
      x: x, y: y, top: ChartLayout.titleHeight, height: plotHeight, rightRoom: 14)
    frame.draw(on: &canvas)
    func place(_ point: CurvePoint) -> (x: Double, y: Double)? {
      guard x.fraction(of: point.x) != nil, y.fraction(of: point.y) != nil else { return nil }
      return (frame.x(point.x), frame.y(point.y))
    }
    for dots in dots {
      coloured(dots, on: &canvas) {
        $0.dots(dots.points.compactMap(place), radius: radius, opacity: 0.55)
      }
    }
    for line in lines.reversed() {
      let data = line.points.compactMap(place).enumerated().map { index, place in
        (index == 0 ? "M" : "L") + SVGCanvas.number(place.x) + " " + SVGCanvas.number(place.y)
      }
      guard data.count > 1 else { continue }
      styled(line.style, on: &canvas) { canvas, width, dashes in
        canvas.path(data.joined(), width: width, dashes: dashes)
      }
    }
    drawLabels(frame, place, on: &canvas)
    drawKey(below: frame.bottom + 44, on: &canvas)
  }

  private var radius: Double {
    dots.reduce(0) { $0 + $1.points.count } > Self.mostLargeDots ? 1.6 : 2.6
  }

  private func coloured(
    _ dots: Dots, on canvas: inout SVGCanvas, draw: (inout SVGCanvas) -> Void
  ) {
    canvas.coloured(
      dots.isAbove ? "above" : "below",
      dots.isAbove ? ChartColours.positive : ChartColours.negative, draw: draw)
  }

  private func styled(
    _ style: Line.Style, on canvas: inout SVGCanvas,
    draw: (inout SVGCanvas, _ width: Double, _ dashes: String) -> Void
  ) {
    switch style {
    case .main: draw(&canvas, 2.4, "")
    case .other: canvas.inSeries(1) { draw(&$0, 1.8, "7 3") }
    case .level: canvas.faint { draw(&$0, 1.3, "2 3") }
    }
  }

  /// Beside its point where nothing else is written; a name that has no room there is left out.
  private func drawLabels(
    _ frame: PlotFrame, _ place: (CurvePoint) -> (x: Double, y: Double)?,
    on canvas: inout SVGCanvas
  ) {
    var taken: [(left: Double, right: Double, y: Double)] = []
    for label in labels {
      guard let point = place(label.point) else { continue }
      let width = ChartLayout.width(of: label.text, fontSize: 11)
      func isFree(_ left: Double, _ y: Double) -> Bool {
        guard left >= frame.left, left + width <= frame.right else { return false }
        guard y - 9 >= frame.top, y <= frame.bottom else { return false }
        return taken.allSatisfy { other in
          left > other.right || left + width < other.left || abs(y - other.y) >= Self.labelHeight
        }
      }
      search: for shift in [0.0, -11, 11, -22, 22] {
        for left in [point.x + 6, point.x - 6 - width] {
          let y = point.y + 4 + shift
          guard isFree(left, y) else { continue }
          canvas.text(label.text, x: left, y: y, size: 11)
          taken.append((left - 3, left + width + 3, y))
          break search
        }
      }
    }
  }

  private func drawKey(below top: Double, on canvas: inout SVGCanvas) {
    let columns = keyColumns
    let width = (ChartLayout.width - 20) / Double(columns)
    for (index, entry) in key.enumerated() {
      let left = 14 + Double(index % columns) * width
      let middle = top + Double(index / columns) * Self.keyRow + 4
      switch entry {
      case .dots(let dots):
        coloured(dots, on: &canvas) {
          $0.dots([(left + 13, middle)], radius: 2.6, opacity: 0.8)
        }
      case .line(let line):
        styled(line.style, on: &canvas) { canvas, strokeWidth, dashes in
          canvas.line(left, middle, left + 26, middle, width: strokeWidth, dashes: dashes)
        }
      }
      canvas.text(
        ChartLayout.fitting(entry.name, in: width - 38), x: left + 32, y: middle + 4)
    }
  }
}
