import SigmoidMetrics

/// Drawings for a terminal: lines of text, without a line feed at their ends.
package enum TerminalChart {
  /// What is drawn is this wide, whatever width is asked for.
  package static let widths = 40...200

  /// A curve in braille dots, two across and four down in a character, with the ends of both axes.
  /// - Parameters:
  ///   - points: whatever has a place on the axes is drawn.
  ///   - width: of a line, in characters.
  ///   - height: lines of the curve; two more are under it.
  package static func curve(
    _ points: [CurvePoint], x: ChartAxis, y: ChartAxis, width: Int, height: Int = 12
  ) -> [String] {
    let width = min(max(width, widths.lowerBound), widths.upperBound)
    let height = max(height, 3)
    let labels = labels(of: y, lines: height)
    let margin = (labels.map(\.count).max() ?? 0) + 1
    let across = width - margin - 1
    var dots = BrailleDots(columns: across, rows: height)
    var last: (x: Int, y: Int)?
    for point in points {
      guard let fx = x.fraction(of: point.x), let fy = y.fraction(of: point.y) else {
        last = nil
        continue
      }
      let place = (
        x: Int((fx * Double(dots.width - 1)).rounded()),
        y: Int(((1 - fy) * Double(dots.height - 1)).rounded())
      )
      dots.line(from: last ?? place, to: place)
      last = place
    }
    var lines = zip(labels, dots.lines).map { label, line in
      padding(margin - 1 - label.count) + label + " │" + line
    }
    lines.append(padding(margin) + "└" + String(repeating: "─", count: across))
    let (from, to) = (x.text(of: x.low), x.text(of: x.high))
    let middle = String(x.label.prefix(max(0, across - from.count - to.count - 2)))
    let gap = max(0, across - from.count - to.count - middle.count)
    lines.append(
      padding(margin + 1) + from + padding(gap / 2) + middle + padding(gap - gap / 2) + to)
    return lines.map { String($0.prefix(width)) }
  }

  /// The largest value at the top, the least at the bottom, one between.
  private static func labels(of axis: ChartAxis, lines: Int) -> [String] {
    var labels = [String](repeating: "", count: lines)
    labels[0] = axis.text(of: axis.high)
    labels[lines - 1] = axis.text(of: axis.low)
    // A round number, where one lies far enough from the ends.
    for tick in axis.ticks {
      guard let fraction = axis.fraction(of: tick) else { continue }
      let line = Int(((1 - fraction) * Double(lines - 1)).rounded())
      if line >= 2, line < lines - 2, labels[line - 1].isEmpty, labels[line + 1].isEmpty {
        labels[line] = axis.text(of: tick)
      }
    }
    return labels
  }

  static func padding(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}

/// Braille characters as a field of dots.
private struct BrailleDots {
  let width, height: Int
  private let columns: Int
  private var cells: [UInt8]

  /// - Parameters: in characters.
  init(columns: Int, rows: Int) {
    self.columns = columns
    width = columns * 2
    height = rows * 4
    cells = [UInt8](repeating: 0, count: columns * rows)
  }

  private mutating func set(_ x: Int, _ y: Int) {
    // Unicode numbers the dots down the left side, then the right one, the lowest row last.
    let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    cells[y / 4 * columns + x / 2] |= bits[y % 4][x % 2]
  }

  mutating func line(from: (x: Int, y: Int), to: (x: Int, y: Int)) {
    let steps = max(abs(to.x - from.x), abs(to.y - from.y), 1)
    for step in 0...steps {
      set(from.x + (to.x - from.x) * step / steps, from.y + (to.y - from.y) * step / steps)
    }
  }

  var lines: [String] {
    stride(from: 0, to: cells.count, by: columns).map { start in
      var line = ""
      for cell in cells[start..<start + columns] {
        line.unicodeScalars.append(
          cell == 0 ? " " : Unicode.Scalar(0x2800 + UInt32(cell)) ?? " ")
      }
      return line
    }
  }
}
