import SigmoidSystem

/// Images side by side: weights, blue above 0, red with a dash below, none at 0; or examples, the
/// stronger the darker.
package struct PixelPicture: Chart {
  package struct Panel: Equatable, Sendable {
    /// Lines under the image.
    package let caption: [String]
    package let rows: Int
    package let columns: Int
    /// Row after row from the top.
    package let values: [Double]

    package init(caption: [String], rows: Int, columns: Int, values: [Double]) {
      require(
        rows > 0 && columns > 0 && values.count / rows == columns && values.count % rows == 0,
        "\(values.count) values for \(rows) × \(columns) pixels")
      self.caption = caption
      self.rows = rows
      self.columns = columns
      self.values = values
    }
  }

  package enum Scale: Equatable, Sendable {
    /// From −limit over 0 to limit.
    case diverging(limit: Double)
    /// From 0 to limit.
    case rising(limit: Double)

    var isRising: Bool { if case .rising = self { true } else { false } }

    var limit: Double {
      switch self {
      case .diverging(let limit), .rising(let limit): limit
      }
    }
  }

  package let title: String
  package let summary: String
  package let panels: [Panel]
  package let scale: Scale
  /// Whether a diverging scale is drawn below; a page with many pictures shows it once.
  package var hasLegend = true

  /// More pixels than this in one drawing are no picture any more.
  package static let mostPixels = 100_000

  package init(title: String, summary: String, panels: [Panel], scale: Scale) {
    self.title = title
    self.summary = summary
    self.panels = panels
    self.scale = scale
  }

  private static let levels = 24
  private static let captionSize = 10.0

  private var across: Int {
    switch panels.count {
    case ...1: 1
    case 2, 4: 2
    case 3, 5, 6, 9: 3
    case 10, 21...: 5
    default: 4
    }
  }

  private var slot: Double { (ChartLayout.width - 20) / Double(across) }
  /// Of a panel's image.
  private var width: Double { across == 1 && hasLegend ? 300 : slot - 8 }
  private var captionHeight: Double {
    Double(panels.map(\.caption.count).max() ?? 0) * (Self.captionSize + 3) + 6
  }
  private var rowHeight: Double {
    let tallest = panels.map { Double($0.rows) / Double($0.columns) }.max() ?? 1
    return width * min(tallest, 4) + captionHeight
  }
  private var legendHeight: Double {
    if case .diverging = scale, hasLegend { 46 } else { 6 }
  }

  package var size: ChartSize {
    let rows = (panels.count + across - 1) / across
    return ChartSize(
      width: ChartLayout.width,
      height: ChartLayout.titleHeight + Double(rows) * rowHeight + legendHeight)
  }

  package func draw(on canvas: inout SVGCanvas) {
    for (index, panel) in panels.enumerated() {
      let left = 10 + Double(index % across) * slot + (slot - width) / 2
      let top = ChartLayout.titleHeight + Double(index / across) * rowHeight
      draw(panel, left: left, top: top, on: &canvas)
    }
    if case .diverging(let limit) = scale, hasLegend {
      drawLegend(limit: limit, top: size.height - legendHeight + 8, on: &canvas)
    }
  }

  /// The strength of a value, −levels … levels.
  private func level(_ value: Double) -> Int {
    guard value.isFinite, scale.limit > 0 else { return 0 }
    let share = min(max(value / scale.limit, scale.isRising ? 0 : -1), 1)
    return Int((share * Double(Self.levels)).rounded())
  }

  private func draw(_ panel: Panel, left: Double, top: Double, on canvas: inout SVGCanvas) {
    let pixel = min(
      width / Double(panel.columns), (rowHeight - captionHeight) / Double(panel.rows))
    let (w, h) = (pixel * Double(panel.columns), pixel * Double(panel.rows))
    let left = left + (width - w) / 2
    let levels = panel.values.map(level)
    canvas.scaled(by: pixel, left: left, top: top) { canvas in
      drawLevels(levels, columns: panel.columns, on: &canvas)
    }
    canvas.faint {
      $0.rectangle(
        x: left, y: top, width: w, height: h, isOutlined: true, isFilled: false)
    }
    for (line, text) in panel.caption.enumerated() {
      canvas.text(
        ChartLayout.fitting(text, in: slot - 2, fontSize: Self.captionSize),
        x: left + w / 2, y: top + h + 12 + Double(line) * (Self.captionSize + 3),
        anchor: .middle, size: Self.captionSize)
    }
  }

  /// One path for all pixels of a level; in units of pixels.
  private func drawLevels(_ levels: [Int], columns: Int, on canvas: inout SVGCanvas) {
    var paths: [Int: String] = [:]
    var dashes = ""
    var start = 0
    while start < levels.count {
      let level = levels[start]
      let rowEnd = (start / columns + 1) * columns
      var end = start + 1
      while end < rowEnd, levels[end] == level { end += 1 }
      if level != 0 {
        let (x, y, length) = (start % columns, start / columns, end - start)
        paths[level, default: ""] += "M\(x) \(y)h\(length)v1h-\(length)z"
        if level <= -Self.levels / 6 {
          for column in x..<x + length { dashes += "M\(column).25 \(y).5h.5" }
        }
      }
      start = end
    }
    for (level, path) in paths.sorted(by: { $0.key < $1.key }) {
      let opacity = Double(level.magnitude) / Double(Self.levels)
      switch scale {
      case .rising: canvas.area(path, opacity: opacity)
      case .diverging:
        let (name, colour) =
          level < 0 ? ("below", ChartColours.negative) : ("above", ChartColours.positive)
        canvas.coloured(name, colour) { $0.area(path, opacity: opacity) }
      }
    }
    if !dashes.isEmpty { canvas.path(dashes, width: 0.12) }
  }

  private func drawLegend(limit: Double, top: Double, on canvas: inout SVGCanvas) {
    let steps = 13
    let cell = 16.0
    let left = (ChartLayout.width - cell * Double(steps)) / 2
    let levels = (0..<steps).map { (2 * $0 - steps + 1) * Self.levels / (steps - 1) }
    canvas.scaled(by: cell, left: left, top: top) {
      drawLevels(levels, columns: steps, on: &$0)
    }
    canvas.faint {
      $0.rectangle(
        x: left, y: top, width: cell * Double(steps), height: cell, isOutlined: true,
        isFilled: false)
    }
    for (index, value) in [(0, -limit), (steps / 2, 0), (steps - 1, limit)] {
      canvas.text(
        NumberText.short(value), x: left + (Double(index) + 0.5) * cell, y: top + cell + 14,
        anchor: .middle)
    }
  }
}
