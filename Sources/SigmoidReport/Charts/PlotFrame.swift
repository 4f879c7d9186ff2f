/// The field that data are drawn in, with its grid, ticks and the labels of its axes.
struct PlotFrame {
  let left, right, top, bottom: Double
  private let xAxis, yAxis: ChartAxis

  /// - Parameter rightRoom: what is kept free on the right.
  init(x: ChartAxis, y: ChartAxis, top: Double, height: Double, rightRoom: Double) {
    xAxis = x
    yAxis = y
    let widest = y.ticks.map { ChartLayout.width(of: y.text(of: $0)) }.max() ?? 0
    left = 26 + max(widest, 12)
    right = ChartLayout.width - rightRoom
    self.top = top
    bottom = top + height
  }

  /// - Parameter value: one that has a place on the axis; others lie at its beginning.
  func x(_ value: Double) -> Double { left + (xAxis.fraction(of: value) ?? 0) * (right - left) }

  func y(_ value: Double) -> Double { bottom - (yAxis.fraction(of: value) ?? 0) * (bottom - top) }

  func draw(on canvas: inout SVGCanvas) {
    canvas.faint { canvas in
      for tick in yAxis.ticks {
        canvas.line(left, y(tick), right, y(tick), width: 0.7, opacity: 0.4)
      }
      for tick in xAxis.ticks {
        canvas.line(x(tick), top, x(tick), bottom, width: 0.7, opacity: 0.4)
      }
    }
    canvas.line(left, bottom, right, bottom)
    canvas.line(left, top, left, bottom)
    for tick in yAxis.ticks {
      canvas.text(yAxis.text(of: tick), x: left - 5, y: y(tick) + 4, anchor: .end)
    }
    drawXTicks(on: &canvas)
    canvas.text(xAxis.label, x: (left + right) / 2, y: bottom + 33, anchor: .middle)
    canvas.text(yAxis.label, x: 13, y: (top + bottom) / 2, anchor: .middle, isVertical: true)
  }

  /// A label that would touch its neighbour is left out, and its line stays.
  private func drawXTicks(on canvas: inout SVGCanvas) {
    var free = -Double.infinity
    for tick in xAxis.ticks {
      let text = xAxis.text(of: tick)
      let half = ChartLayout.width(of: text) / 2
      let place = min(x(tick), ChartLayout.width - half - 2)
      guard place - half > free else { continue }
      canvas.text(text, x: place, y: bottom + 16, anchor: .middle)
      free = place + half + 4
    }
  }
}
