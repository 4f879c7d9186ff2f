#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Coefficients as points, a row each, against a line where there is no effect, and their intervals where
/// they have any. Coefficients that are logarithms of odds ratios have an axis of odds ratios.
package struct ForestPlot: Chart {
  package struct Row: Equatable, Sendable {
    package let name: String
    /// A coefficient.
    package let estimate: Double
    /// The ends of its interval, of coefficients too; nil where none is known.
    package let bounds: ClosedRange<Double>?
    /// Whether others are compared with it: there is nothing to estimate.
    package let isReference: Bool

    package init(
      name: String, estimate: Double, bounds: ClosedRange<Double>? = nil, isReference: Bool = false
    ) {
      self.name = name
      self.estimate = estimate
      self.bounds = bounds
      self.isReference = isReference
    }
  }

  package let title: String
  package let summary: String
  package let rows: [Row]
  /// Whether e^coefficient is an odds ratio, and the axis one of these.
  package let hasOddsRatios: Bool
  /// Coefficients that the axis covers besides those of the rows, so that pictures beside each other have
  /// one scale.
  package let covered: [Double]

  package init(
    title: String, summary: String, rows: [Row], hasOddsRatios: Bool, covering: [Double] = []
  ) {
    covered = covering
    self.title = title
    self.summary = summary
    self.rows = rows
    self.hasOddsRatios = hasOddsRatios
  }

  private static let width = 480.0
  private static let row = 18.0
  private static let mostNames = 190.0
  /// Of coefficients: beyond it a double holds no odds ratio.
  private static let mostOfRatios = 600.0

  package var size: ChartSize {
    ChartSize(
      width: Self.width,
      height: ChartLayout.titleHeight + Double(rows.count) * Self.row + 46)
  }

  package func draw(on canvas: inout SVGCanvas) {
    let ends = rows.flatMap { row in
      [row.estimate] + (row.bounds.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
    let axis = ChartAxis(label: "", covering: ends + covered, includesZero: true)
    let names = min(Self.mostNames, rows.map { ChartLayout.width(of: $0.name) }.max() ?? 0)
    let texts = rows.map(text)
    let numbers = (texts.map { ChartLayout.width(of: $0) }.max() ?? 0) + 6
    let (left, right) = (names + 16, Self.width - numbers - 12)
    let (top, bottom) = (
      ChartLayout.titleHeight, ChartLayout.titleHeight + Double(rows.count) * Self.row
    )
    func x(_ coefficient: Double) -> Double? {
      axis.fraction(of: coefficient).map { left + $0 * (right - left) }
    }
    drawAxis(axis, x: x, left: left, right: right, top: top, bottom: bottom, on: &canvas)
    for (index, row) in rows.enumerated() {
      let y = top + (Double(index) + 0.5) * Self.row
      canvas.text(
        ChartLayout.fitting(row.name, in: names), x: names + 6, y: y + 4, anchor: .end)
      canvas.text(texts[index], x: Self.width - 6, y: y + 4, anchor: .end)
      guard let place = x(row.estimate) else { continue }
      if row.isReference {
        canvas.faint { $0.mark(3, x: place, y: y) }
        continue
      }
      let isBelow = row.estimate < 0
      canvas.coloured(
        isBelow ? "below" : "above", isBelow ? ChartColours.negative : ChartColours.positive
      ) { canvas in
        if let bounds = row.bounds, let low = x(bounds.lowerBound), let high = x(bounds.upperBound)
        {
          canvas.line(low, y, high, y, width: 1.6)
          for end in [low, high] { canvas.line(end, y - 3, end, y + 3, width: 1.6) }
        }
        canvas.mark(isBelow ? 1 : 0, x: place, y: y, radius: isBelow ? 3.2 : 3.8)
      }
    }
  }

  private func drawAxis(
    _ axis: ChartAxis, x: (Double) -> Double?, left: Double, right: Double, top: Double,
    bottom: Double, on canvas: inout SVGCanvas
  ) {
    var free = -Double.infinity
    for tick in ticks(axis) {
      guard let place = x(tick.coefficient) else { continue }
      canvas.faint { $0.line(place, top, place, bottom, width: 0.7, opacity: 0.4) }
      let half = ChartLayout.width(of: tick.text) / 2
      guard place - half > free else { continue }
      canvas.text(tick.text, x: place, y: bottom + 15, anchor: .middle)
      free = place + half + 4
    }
    if let zero = x(0) { canvas.line(zero, top, zero, bottom) }
    canvas.line(left, bottom, right, bottom)
    canvas.text(
      hasOddsRatios ? "odds ratio, logarithmic" : "coefficient", x: (left + right) / 2,
      y: bottom + 33, anchor: .middle)
  }

  private func ticks(_ axis: ChartAxis) -> [(coefficient: Double, text: String)] {
    guard hasOddsRatios else { return axis.ticks.map { ($0, axis.text(of: $0)) } }
    guard max(abs(axis.low), abs(axis.high)) < Self.mostOfRatios else {
      return axis.ticks.map { ($0, $0 == 0 ? "1" : "e^\(axis.text(of: $0))") }
    }
    let ratios = ChartAxis.logarithmicTicks(exp(axis.low), exp(axis.high))
    return (ratios.contains(1) ? ratios : ([1] + ratios).sorted()).map {
      (log($0), NumberText.short($0))
    }
  }

  private func text(_ row: Row) -> String {
    if row.isReference { return "reference" }
    let estimate = number(row.estimate)
    guard let bounds = row.bounds else { return estimate }
    return "\(estimate) (\(number(bounds.lowerBound)) to \(number(bounds.upperBound)))"
  }

  private func number(_ coefficient: Double) -> String {
    hasOddsRatios ? NumberText.ratio(exp(coefficient)) : NumberText.short(coefficient)
  }
}
