/// Named values as bars from a common zero; those below it are hatched, and every bar has its
/// number.
package struct BarChart: Chart {
  package struct Bar: Equatable, Sendable {
    package let name: String
    package let value: Double

    package init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  package let title: String
  package let summary: String
  package let bars: [Bar]

  package init(title: String, summary: String, bars: [Bar]) {
    self.title = title
    self.summary = summary
    self.bars = bars
  }

  private static let row = 20.0

  package var size: ChartSize {
    ChartSize(
      width: ChartLayout.width,
      height: ChartLayout.titleHeight + Double(bars.count) * Self.row + 12)
  }

  package func draw(on canvas: inout SVGCanvas) {
    let names = min(150, bars.map { ChartLayout.width(of: $0.name) }.max() ?? 0)
    let texts = bars.map { NumberText.short($0.value) }
    let numbers = (texts.map { ChartLayout.width(of: $0) }.max() ?? 0) + 6
    let hasNegative = bars.contains { $0.value < 0 }
    let hasPositive = bars.contains { $0.value > 0 }
    let left = names + 14 + (hasNegative ? numbers : 0)
    let right = ChartLayout.width - 8 - (hasPositive ? numbers : 0)
    let finite = bars.map(\.value).filter(\.isFinite)
    let low = min(0, finite.min() ?? 0)
    let high = max(0, finite.max() ?? 0)
    let unit = high / 2 - low / 2 > 0 ? (right - left) / 2 / (high / 2 - low / 2) : 0
    let zero = left - low * unit
    for (index, bar) in bars.enumerated() {
      let top = ChartLayout.titleHeight + Double(index) * Self.row
      canvas.text(
        ChartLayout.fitting(bar.name, in: names), x: names + 6, y: top + 14, anchor: .end)
      let length = bar.value.isFinite ? bar.value.magnitude * unit : 0
      if bar.value < 0 {
        canvas.coloured("below", ChartColours.negative) {
          $0.hatched(x: zero - length, y: top + 3, width: length, height: Self.row - 6)
        }
      } else {
        canvas.coloured("above", ChartColours.positive) {
          $0.rectangle(x: zero, y: top + 3, width: length, height: Self.row - 6)
        }
      }
      canvas.text(
        texts[index], x: bar.value < 0 ? zero - length - 5 : zero + length + 5, y: top + 14,
        anchor: bar.value < 0 ? .end : .start)
    }
    let top = ChartLayout.titleHeight
    canvas.line(zero, top, zero, top + Double(bars.count) * Self.row)
  }
}
