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
    /// The ends of its interval, of coefficients too; infinite where there is no bound, nil where none is
    /// known.
    package let lower, upper: Double?
    /// Why there is nothing but a word in place of the numbers; nil where there is an estimate.
    package let state: State?

    package enum State: Equatable, Sendable {
      /// Others are compared with it: there is nothing to estimate.
      case reference
      /// Left out of the fit.
      case notEstimated
      /// The likelihood rises for ever in the direction of the estimate.
      case noOptimum
    }

    package init(
      name: String, estimate: Double, lower: Double? = nil, upper: Double? = nil,
      state: State? = nil
    ) {
      self.name = name
      self.estimate = estimate
      self.lower = lower
      self.upper = upper
      self.state = state
    }

    package init(
      name: String, estimate: Double, bounds: ClosedRange<Double>?, isReference: Bool = false
    ) {
      self.init(
        name: name, estimate: estimate, lower: bounds?.lowerBound, upper: bounds?.upperBound,
        state: isReference ? .reference : nil)
    }

    package var isReference: Bool { state == .reference }
  }

  package let title: String
  package let summary: String
  package let rows: [Row]
  /// Whether e^coefficient is an odds ratio, and the axis one of these.
  package let hasOddsRatios: Bool
  /// Coefficients that the axis covers besides those of the rows, so that pictures beside each other have
  /// one scale.
  package let covered: [Double]
  /// Of the drawing.
  package var width = 480.0
  /// Whether a page's script can put the rows into another order.
  package var isSortable = false

  package init(
    title: String, summary: String, rows: [Row], hasOddsRatios: Bool, covering: [Double] = []
  ) {
    covered = covering
    self.title = title
    self.summary = summary
    self.rows = rows
    self.hasOddsRatios = hasOddsRatios
  }

  private static let row = 18.0
  private static let mostNames = 190.0
  /// Of coefficients: beyond it a double holds no odds ratio.
  private static let mostOfRatios = 600.0
  /// A bound that is farther from its estimate than this, or than twice the spread of all estimates, is
  /// drawn as one beyond the axis: an odds ratio of a million would leave the others no room.
  private static let mostOfBound = 14.0

  package var size: ChartSize {
    ChartSize(
      width: width, height: ChartLayout.titleHeight + Double(rows.count) * Self.row + 46)
  }

  /// The coefficients that the axis covers.
  private var ends: [Double] {
    let estimated = rows.filter { $0.state == nil }
    let estimates = estimated.map(\.estimate).filter(\.isFinite)
    let spread = (estimates.max() ?? 0) / 2 - (estimates.min() ?? 0) / 2
    let most = max(Self.mostOfBound, 4 * spread)
    let bounds = estimated.flatMap { row in
      [row.lower, row.upper].compactMap { $0 }.filter { abs($0 - row.estimate) <= most }
    }
    // Room for the arrow of what goes on for ever.
    let arrows = rows.filter { $0.state == .noOptimum }.map {
      ($0.estimate < 0 ? -1 : 1) * max(0.5, spread / 2)
    }
    return estimates + bounds + arrows
  }

  package func draw(on canvas: inout SVGCanvas) {
    let axis = ChartAxis(label: "", covering: ends + covered, includesZero: true)
    let names = min(Self.mostNames, rows.map { ChartLayout.width(of: $0.name) }.max() ?? 0)
    let numbers = (rows.map { ChartLayout.width(of: text($0)) }.max() ?? 0) + 6
    let field = ForestField(axis: axis, left: names + 16, right: width - numbers - 12)
    let (top, bottom) = (
      ChartLayout.titleHeight, ChartLayout.titleHeight + Double(rows.count) * Self.row
    )
    drawAxis(field, top: top, bottom: bottom, on: &canvas)
    for (index, row) in rows.enumerated() {
      let y = top + (Double(index) + 0.5) * Self.row
      func draw(_ canvas: inout SVGCanvas, at y: Double) {
        canvas.text(
          ChartLayout.fitting(row.name, in: names), x: names + 6, y: y + 4, anchor: .end)
        canvas.text(text(row), x: width - 6, y: y + 4, anchor: .end)
        field.draw(row, at: y, on: &canvas)
      }
      if isSortable {
        canvas.row(at: y, size: row.state == nil ? abs(row.estimate) : nil) { draw(&$0, at: 0) }
      } else {
        draw(&canvas, at: y)
      }
    }
  }

  private func drawAxis(
    _ field: ForestField, top: Double, bottom: Double, on canvas: inout SVGCanvas
  ) {
    var free = -Double.infinity
    for tick in ticks(field.axis) {
      guard let place = field.x(tick.coefficient) else { continue }
      canvas.faint { $0.line(place, top, place, bottom, width: 0.7, opacity: 0.4) }
      let half = ChartLayout.width(of: tick.text) / 2
      guard place - half > free else { continue }
      canvas.text(tick.text, x: place, y: bottom + 15, anchor: .middle)
      free = place + half + 4
    }
    if let zero = field.x(0) { canvas.line(zero, top, zero, bottom) }
    canvas.line(field.left, bottom, field.right, bottom)
    canvas.text(
      hasOddsRatios ? "odds ratio, logarithmic" : "coefficient", x: (field.left + field.right) / 2,
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

  /// What stands at the end of a row.
  package func text(_ row: Row) -> String {
    switch row.state {
    case .reference: return "reference"
    case .notEstimated: return "not estimated"
    case .noOptimum: return "no optimum"
    case nil: break
    }
    let estimate = number(row.estimate)
    guard row.lower != nil || row.upper != nil else { return estimate }
    return "\(estimate) (\(bound(row.lower)) to \(bound(row.upper)))"
  }

  private func bound(_ value: Double?) -> String {
    guard let value else { return "not found" }
    return value.isFinite ? number(value) : "no bound"
  }

  private func number(_ coefficient: Double) -> String {
    // Beyond it a double has none; that is not the same as no bound.
    if hasOddsRatios, coefficient.isFinite, abs(coefficient) > 700 {
      return coefficient > 0 ? "> 1e304" : "< 1e−304"
    }
    return hasOddsRatios ? NumberText.ratio(exp(coefficient)) : NumberText.short(coefficient)
  }
}

/// Where the points of a forest plot lie, and what is drawn of a row there.
private struct ForestField {
  let axis: ChartAxis
  let left, right: Double

  func x(_ coefficient: Double) -> Double? {
    axis.fraction(of: coefficient).map { left + $0 * (right - left) }
  }

  func draw(_ row: ForestPlot.Row, at y: Double, on canvas: inout SVGCanvas) {
    let isBelow = row.estimate < 0
    switch row.state {
    case .reference:
      if let zero = x(0) { canvas.faint { $0.mark(3, x: zero, y: y) } }
      return
    case .notEstimated:
      if let zero = x(0) { canvas.faint { $0.mark(4, x: zero, y: y) } }
      return
    case .noOptimum:
      guard let zero = x(0) else { return }
      coloured(isBelow, on: &canvas) { canvas in
        let end = isBelow ? left : right
        canvas.line(zero, y, end, y, width: 1.6, dashes: "2 4")
        arrow(at: end, y: y, isLeft: isBelow, on: &canvas)
      }
      return
    case nil: break
    }
    guard let place = x(row.estimate) else { return }
    coloured(isBelow, on: &canvas) { canvas in
      let (low, high) = (end(row.lower), end(row.upper))
      if let from = low?.place ?? (high == nil ? nil : place),
        let to = high?.place ?? (low == nil ? nil : place)
      {
        canvas.line(from, y, to, y, width: 1.6)
      }
      for (end, isLeft) in [(low, true), (high, false)] {
        guard let end else { continue }
        if end.isBeyond {
          arrow(at: end.place, y: y, isLeft: isLeft, on: &canvas)
        } else {
          canvas.line(end.place, y - 3, end.place, y + 3, width: 1.6)
        }
      }
      canvas.mark(isBelow ? 1 : 0, x: place, y: y, radius: isBelow ? 3.2 : 3.8)
    }
  }

  /// Nil where no bound is known, beyond where the axis ends before it.
  private func end(_ bound: Double?) -> (place: Double, isBeyond: Bool)? {
    guard let bound, !bound.isNaN else { return nil }
    if bound < axis.low { return (left, true) }
    if bound > axis.high { return (right, true) }
    return x(bound).map { ($0, false) }
  }

  private func arrow(at x: Double, y: Double, isLeft: Bool, on canvas: inout SVGCanvas) {
    let back = SVGCanvas.number(x + (isLeft ? 5 : -5))
    let (above, below) = (SVGCanvas.number(y - 4), SVGCanvas.number(y + 4))
    canvas.path(
      "M\(back) \(above)L\(SVGCanvas.number(x)) \(SVGCanvas.number(y))L\(back) \(below)", width: 1.6
    )
  }

  private func coloured(
    _ isBelow: Bool, on canvas: inout SVGCanvas, draw: (inout SVGCanvas) -> Void
  ) {
    canvas.coloured(
      isBelow ? "below" : "above", isBelow ? ChartColours.negative : ChartColours.positive,
      draw: draw)
  }
}
