import SigmoidSystem

/// A confusion matrix: a row for each true class, a column for each predicted one, the counts
/// and their shares of the row in the cells, which are the stronger filled the larger the share.
package struct HeatTable: Chart {
  package let title: String
  package let summary: String
  package let names: [String]
  /// counts[true][predicted].
  package let counts: [[Int]]
  /// Of the row.
  package let shares: [[Double]]

  package init(
    title: String, summary: String, names: [String], counts: [[Int]], shares: [[Double]]
  ) {
    require(
      counts.count == names.count && shares.count == names.count
        && (counts.map(\.count) + shares.map(\.count)).allSatisfy { $0 == names.count },
      "\(counts.map(\.count)) counts for \(names.count) classes")
    self.title = title
    self.summary = summary
    self.names = names
    self.counts = counts
    self.shares = shares
  }

  /// Above this many classes cells are too small for text.
  private static let mostWithText = 20
  /// Filled so far, text has a contrast of 4.5 on it.
  private static let strongest = 0.42

  private var left: Double {
    let widest = names.map { ChartLayout.width(of: $0) }.max() ?? 0
    return 34 + min(max(widest, 8), 90)
  }

  private var side: Double { (ChartLayout.width - left - 10) / Double(names.count) }
  private var rowHeight: Double { min(side, 64) }

  package var size: ChartSize {
    ChartSize(
      width: ChartLayout.width,
      height: ChartLayout.titleHeight + 40 + rowHeight * Double(names.count) + 10)
  }

  package func draw(on canvas: inout SVGCanvas) {
    let top = ChartLayout.titleHeight + 40
    let centre = left + side * Double(names.count) / 2
    canvas.text("predicted", x: centre, y: ChartLayout.titleHeight + 12, anchor: .middle)
    canvas.text(
      "true", x: 13, y: top + rowHeight * Double(names.count) / 2, anchor: .middle,
      isVertical: true)
    drawNames(top: top, on: &canvas)
    drawCells(top: top, on: &canvas)
    canvas.rectangle(
      x: left, y: top, width: side * Double(names.count), height: rowHeight * Double(names.count),
      isOutlined: true, isFilled: false)
  }

  /// Not all of them where they would touch.
  private func drawNames(top: Double, on canvas: inout SVGCanvas) {
    let every = max(1, Int((14 / rowHeight).rounded(.up)))
    for (index, name) in names.enumerated() where index % every == 0 {
      let row = top + (Double(index) + 0.5) * rowHeight + 4
      canvas.text(
        ChartLayout.fitting(name, in: left - 34), x: left - 6, y: row, anchor: .end)
      canvas.text(
        ChartLayout.fitting(name, in: max(side * Double(every) - 2, 8)),
        x: left + (Double(index) + 0.5) * side, y: top - 6, anchor: .middle)
    }
  }

  private func drawCells(top: Double, on canvas: inout SVGCanvas) {
    for (row, counts) in counts.enumerated() {
      canvas.inSeries(0) { canvas in
        for column in counts.indices where counts[column] > 0 {
          canvas.rectangle(
            x: left + Double(column) * side, y: top + Double(row) * rowHeight, width: side,
            height: rowHeight, opacity: max(0.03, shares[row][column] * Self.strongest))
        }
      }
      guard names.count <= Self.mostWithText else { continue }
      for (column, count) in counts.enumerated() {
        let x = left + (Double(column) + 0.5) * side
        let y = top + (Double(row) + 0.5) * rowHeight
        drawText(count, share: shares[row][column], isDiagonal: row == column, x, y, on: &canvas)
      }
    }
  }

  private func drawText(
    _ count: Int, share: Double, isDiagonal: Bool, _ x: Double, _ y: Double,
    on canvas: inout SVGCanvas
  ) {
    let text = "\(count)"
    let room = (side - 3) / max(ChartLayout.width(of: text), 1) * ChartLayout.fontSize
    let size = min(names.count <= 5 ? 15 : 12, room)
    guard names.count <= 12, rowHeight >= 26 else {
      return canvas.text(
        text, x: x, y: y + size / 3, anchor: .middle, size: size, isBold: isDiagonal)
    }
    canvas.text(text, x: x, y: y - 1, anchor: .middle, size: size, isBold: isDiagonal)
    let digits = names.count <= 5 ? 2 : share < 0.1 ? 1 : 0
    let shareSize = min(names.count <= 5 ? 11 : 9, max(side / 4.2, 5))
    guard count > 0 || names.count <= 5 else { return }
    canvas.text(
      NumberText.percent(share, digits: digits), x: x, y: y + shareSize + 2, anchor: .middle,
      size: shareSize)
  }
}
