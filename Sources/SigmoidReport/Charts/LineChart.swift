import SigmoidSystem
import SigmoidMetrics

/// Curves over two axes. Each series has dashes of its own, from the seventh on marks too.
package struct LineChart: Chart {
  package struct Series: Equatable, Sendable {
    package let name: String
    /// In the order in which the line joins them; at most `LineChart.mostPoints` are drawn.
    package let points: [CurvePoint]
    /// A thicker line, without dashes.
    package var isEmphasised = false
    /// Marks at the points instead of a line between them.
    package var isScattered = false
    /// A line up and down at each point, from low to high; empty for none.
    package var intervals: [ClosedRange<Double>] = []

    package init(
      name: String, points: [CurvePoint], isEmphasised: Bool = false, isScattered: Bool = false,
      intervals: [ClosedRange<Double>] = []
    ) {
      require(
        intervals.isEmpty || intervals.count == points.count,
        "\(intervals.count) intervals for \(points.count) points")
      self.name = name
      self.points = points
      self.isEmphasised = isEmphasised
      self.isScattered = isScattered
      self.intervals = intervals
    }
  }

  package static let mostPoints = 500

  package let title: String
  package let summary: String
  package let x: ChartAxis
  package let y: ChartAxis
  package let series: [Series]
  /// A dotted line from the lower left to the upper right, with its meaning.
  package let diagonal: String?

  package init(
    title: String, summary: String, x: ChartAxis, y: ChartAxis, series: [Series],
    diagonal: String? = nil
  ) {
    self.title = title
    self.summary = summary
    self.x = x
    self.y = y
    self.series = series
    self.diagonal = diagonal
  }

  private static let dashes = ["", "7 3", "2 3", "9 3 2 3", "5 2", "12 4 2 3 2 4"]
  private static let keyRow = 18.0
  private static let plotHeight = 230.0

  /// Names at the ends of the lines where they have room there, else a key below.
  private var endLabels: [Double]? {
    guard (2...4).contains(series.count), !series.contains(where: \.isScattered), diagonal == nil
    else { return nil }
    let ends = series.compactMap { series in
      series.points.last { y.fraction(of: $0.y) != nil }.flatMap { y.fraction(of: $0.y) }
    }.map { (1 - $0) * Self.plotHeight }
    guard ends.count == series.count else { return nil }
    let sorted = ends.sorted()
    guard zip(sorted, sorted.dropFirst()).allSatisfy({ $1 - $0 >= 14 }) else { return nil }
    let widest = series.map { ChartLayout.width(of: $0.name) }.max() ?? 0
    return widest < 90 ? ends : nil
  }

  private var hasKey: Bool { keyEntries > 1 && endLabels == nil }

  private var keyEntries: Int { series.count + (diagonal == nil ? 0 : 1) }

  private var keyColumns: Int {
    let names = series.map(\.name) + [diagonal].compactMap { $0 }
    let widest = names.map { ChartLayout.width(of: $0) }.max() ?? 0
    return widest > 150 ? 1 : widest > 78 ? 2 : 3
  }

  package var size: ChartSize {
    let rows = hasKey ? (keyEntries + keyColumns - 1) / keyColumns : 0
    let key = rows == 0 ? 0 : Double(rows) * Self.keyRow + 4
    return ChartSize(
      width: ChartLayout.width, height: ChartLayout.titleHeight + Self.plotHeight + 44 + key)
  }

  package func draw(on canvas: inout SVGCanvas) {
    let ends = endLabels
    let room = ends == nil ? 14 : (series.map { ChartLayout.width(of: $0.name) }.max() ?? 0) + 16
    let frame = PlotFrame(
      x: x, y: y, top: ChartLayout.titleHeight, height: Self.plotHeight, rightRoom: room)
    frame.draw(on: &canvas)
    if diagonal != nil {
      canvas.faint {
        $0.line(
          frame.left, frame.bottom, frame.right, frame.top, width: 1.5, dashes: "1 4")
      }
    }
    for (index, series) in series.enumerated() {
      canvas.inSeries(index) { draw(series, index, in: frame, on: &$0) }
    }
    if let ends {
      for (series, end) in zip(series, ends) {
        canvas.text(series.name, x: frame.right + 6, y: frame.top + end + 4)
      }
    } else if hasKey {
      drawKey(below: frame.bottom + 44, on: &canvas)
    }
  }

  private func draw(
    _ series: Series, _ index: Int, in frame: PlotFrame, on canvas: inout SVGCanvas
  ) {
    let places = thinned(
      series.points.filter { x.fraction(of: $0.x) != nil && y.fraction(of: $0.y) != nil },
      to: Self.mostPoints
    ).map { (x: frame.x($0.x), y: frame.y($0.y)) }
    for (point, interval) in zip(series.points, series.intervals) {
      let (place, low, high) = (
        frame.x(point.x), frame.y(interval.lowerBound), frame.y(interval.upperBound)
      )
      canvas.line(place, low, place, high, width: 1.5)
      for end in [low, high] { canvas.line(place - 3, end, place + 3, end, width: 1.5) }
    }
    if series.isScattered || places.count == 1 {
      for place in places { canvas.mark(index, x: place.x, y: place.y) }
      return
    }
    var data = ""
    for place in places {
      data +=
        (data.isEmpty ? "M" : "L") + SVGCanvas.number(place.x) + " "
        + SVGCanvas.number(place.y)
    }
    guard !data.isEmpty else { return }
    canvas.path(
      data, width: series.isEmphasised ? 2.8 : 1.8, dashes: dashes(of: series, index))
    guard let shape = markShape(of: index) else { return }
    for step in 0..<5 where !places.isEmpty {
      let place = places[(places.count - 1) * (2 * step + 1) / 10]
      canvas.mark(shape, x: place.x, y: place.y)
    }
  }

  private func dashes(of series: Series, _ index: Int) -> String {
    series.isEmphasised ? "" : Self.dashes[index % Self.dashes.count]
  }

  private func markShape(of index: Int) -> Int? {
    index < Self.dashes.count ? nil : index / Self.dashes.count - 1
  }

  private func drawKey(below top: Double, on canvas: inout SVGCanvas) {
    let columns = keyColumns
    let width = (ChartLayout.width - 20) / Double(columns)
    for entry in 0..<keyEntries {
      let left = 14 + Double(entry % columns) * width
      let middle = top + Double(entry / columns) * Self.keyRow + 4
      let name: String
      if entry < series.count {
        let series = series[entry]
        name = series.name
        canvas.inSeries(entry) {
          if series.isScattered {
            $0.mark(entry, x: left + 13, y: middle)
          } else {
            $0.line(
              left, middle, left + 26, middle, width: series.isEmphasised ? 2.8 : 1.8,
              dashes: dashes(of: series, entry))
            if let shape = markShape(of: entry) { $0.mark(shape, x: left + 13, y: middle) }
          }
        }
      } else {
        name = diagonal ?? ""
        canvas.faint { $0.line(left, middle, left + 26, middle, width: 1.5, dashes: "1 4") }
      }
      canvas.text(
        ChartLayout.fitting(name, in: width - 38), x: left + 32, y: middle + 4)
    }
  }
}
