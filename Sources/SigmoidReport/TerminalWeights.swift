extension TerminalChart {
  /// Weights as images side by side, as many as fit: blue above 0, red below, nothing at 0.
  ///
  /// In colour two pixels are one character, an upper half block, in the 256 colours of xterm.
  /// Without, a pixel is two: its sign and one of the shades ░▒▓█. Images wider than the line are
  /// brought down by the mean of so many pixels each way.
  package static func weights(
    _ panels: [PixelPicture.Panel], width: Int, inColour: Bool
  ) -> [String] {
    let width = min(max(width, widths.lowerBound), widths.upperBound)
    let limit = panels.flatMap(\.values).map(\.magnitude).filter(\.isFinite).max() ?? 0
    let pixelWidth = inColour ? 1 : 2
    let images = panels.map { panel in
      let widest = width / pixelWidth
      return WeightImage(panel, by: (panel.columns + widest - 1) / widest, limit: limit)
    }
    let slot = (images.map(\.columns).max() ?? 1) * pixelWidth
    let across = max(1, (width + 2) / (slot + 2))
    var lines: [String] = []
    for start in stride(from: 0, to: images.count, by: across) {
      let row = images[start..<min(start + across, images.count)]
      let captions = panels[start..<start + row.count].map { panel in
        let text = String(panel.caption.joined(separator: ", ").printable.prefix(slot))
        return text + padding(slot - text.count)
      }
      lines.append(captions.joined(separator: "  "))
      let drawn = row.map { image in
        let gap = padding(slot - image.columns * pixelWidth)
        return (inColour ? image.inColour : image.inShades).map { $0 + gap }
      }
      for line in 0..<(drawn.map(\.count).max() ?? 0) {
        let pieces = drawn.map { line < $0.count ? $0[line] : padding(slot) }
        lines.append(pieces.joined(separator: "  "))
      }
    }
    lines = lines.map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    let strongest = "±" + NumberText.short(limit)
    lines.append(
      inColour
        ? "\(WeightImage.sample(1))▀▀\(WeightImage.plain) above 0, "
          + "\(WeightImage.sample(-1))▀▀\(WeightImage.plain) below; the strongest is \(strongest)"
        : "+ above 0, − below, ░▒▓█ the stronger; the strongest is \(strongest)")
    return lines
  }
}

extension String {
  /// Without what moves a terminal's cursor or colours its text.
  fileprivate var printable: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
  }
}

/// Weights as strengths from −4 to 4.
private struct WeightImage {
  let columns: Int
  private let rows: Int
  private let levels: [Int]

  static let plain = "\u{1B}[0m"
  /// Of xterm's colour cube, from weak to strong, to be seen on black and on white.
  private static let blues = [110, 75, 33, 27]
  private static let reds = [174, 167, 196, 160]

  /// - Parameter factor: so many pixels each way become one, their mean.
  init(_ panel: PixelPicture.Panel, by factor: Int, limit: Double) {
    let factor = max(factor, 1)
    let columns = (panel.columns + factor - 1) / factor
    let rows = (panel.rows + factor - 1) / factor
    self.columns = columns
    self.rows = rows
    levels = (0..<rows * columns).map { index in
      var (sum, count) = (0.0, 0.0)
      for y in index / columns * factor..<min((index / columns + 1) * factor, panel.rows) {
        for x in index % columns * factor..<min((index % columns + 1) * factor, panel.columns) {
          sum += panel.values[y * panel.columns + x]
          count += 1
        }
      }
      let share = limit > 0 ? sum / count / limit : 0
      return share.isFinite ? Int((min(max(share, -1), 1) * 4).rounded()) : 0
    }
  }

  private static func colour(_ level: Int) -> Int {
    level > 0 ? blues[level - 1] : reds[-level - 1]
  }

  static func sample(_ sign: Int) -> String { "\u{1B}[38;5;\(colour(sign * 4))m" }

  var inColour: [String] {
    stride(from: 0, to: rows, by: 2).map { row in
      var line = ""
      var style = ""
      for column in 0..<columns {
        let upper = levels[row * columns + column]
        let lower = row + 1 < rows ? levels[(row + 1) * columns + column] : 0
        let (wanted, block) =
          switch (upper, lower) {
          case (0, 0): ("", " ")
          case (0, _): ("38;5;\(Self.colour(lower))", "▄")
          case (_, 0): ("38;5;\(Self.colour(upper))", "▀")
          default: ("38;5;\(Self.colour(upper));48;5;\(Self.colour(lower))", "▀")
          }
        if wanted != style {
          line += Self.plain + (wanted.isEmpty ? "" : "\u{1B}[\(wanted)m")
          style = wanted
        }
        line += block
      }
      return line + (style.isEmpty ? "" : Self.plain)
    }
  }

  var inShades: [String] {
    (0..<rows).map { row in
      levels[row * columns..<(row + 1) * columns].map { level in
        level == 0
          ? "  " : (level > 0 ? "+" : "−") + ["░", "▒", "▓", "█"][Int(level.magnitude) - 1]
      }.joined()
    }
  }
}
