import SigmoidSystem

/// Counts in bins of equal width, the groups side by side: the first filled, the second hatched.
package struct Histogram: Chart {
  package let title: String
  package let summary: String
  package let x: ChartAxis
  /// At most two.
  package let groups: [String]
  /// counts[group][bin], the bins from the beginning of `x` to its end.
  package let counts: [[Int]]
  /// Counts on a logarithmic axis: where most lie in a few bins.
  package let isLogarithmic: Bool

  package init(
    title: String, summary: String, x: ChartAxis, groups: [String], counts: [[Int]],
    isLogarithmic: Bool = false
  ) {
    require(
      (1...2).contains(groups.count) && counts.count == groups.count
        && counts.allSatisfy { $0.count == counts[0].count && !$0.isEmpty },
      "\(counts.map(\.count)) counts for \(groups.count) groups")
    self.title = title
    self.summary = summary
    self.x = x
    self.groups = groups
    self.counts = counts
    self.isLogarithmic = isLogarithmic
  }

  private static let plotHeight = 220.0

  package var size: ChartSize {
    ChartSize(width: ChartLayout.width, height: ChartLayout.titleHeight + Self.plotHeight + 66)
  }

  private var y: ChartAxis {
    let values = counts.joined().map(Double.init)
    return isLogarithmic
      // A bin of one has a height too.
      ? ChartAxis(
        label: "examples (logarithmic)", covering: values.filter { $0 > 0 } + [0.7, 10],
        isLogarithmic: true)
      : ChartAxis(label: "examples", covering: values + [0, 1], includesZero: true)
  }

  package func draw(on canvas: inout SVGCanvas) {
    let frame = PlotFrame(
      x: x, y: y, top: ChartLayout.titleHeight, height: Self.plotHeight, rightRoom: 14)
    frame.draw(on: &canvas)
    let slot = (frame.right - frame.left) / Double(counts[0].count)
    let width = (slot - 2) / Double(groups.count)
    for (group, counts) in counts.enumerated() {
      canvas.inSeries(group) { canvas in
        for (bin, count) in counts.enumerated() where count > 0 {
          let top = frame.y(Double(count))
          bar(
            group, x: frame.left + Double(bin) * slot + 1 + Double(group) * width, y: top,
            width: width - 0.6, height: frame.bottom - top, on: &canvas)
        }
      }
    }
    guard groups.count > 1 else { return }
    for (group, name) in groups.enumerated() {
      let left = 20 + Double(group) * (ChartLayout.width - 20) / 2
      canvas.inSeries(group) {
        bar(group, x: left, y: frame.bottom + 44, width: 20, height: 12, on: &$0)
      }
      canvas.text(
        ChartLayout.fitting(name, in: ChartLayout.width / 2 - 50), x: left + 26,
        y: frame.bottom + 54)
    }
  }

  private func bar(
    _ group: Int, x: Double, y: Double, width: Double, height: Double, on canvas: inout SVGCanvas
  ) {
    if group == 0 {
      canvas.rectangle(x: x, y: y, width: width, height: height)
    } else {
      canvas.hatched(x: x, y: y, width: width, height: height)
    }
  }
}
