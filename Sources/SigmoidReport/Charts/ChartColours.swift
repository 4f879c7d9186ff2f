/// The colours of charts: those of series have a contrast of 4.5 and more against the paper, in
/// light and in dark, and are told apart by colour-blind people (after Okabe and Ito 2008).
enum ChartColours {
  static let lightSeries = ["#0b5fa5", "#b3430a", "#00694a", "#8b3a86", "#6b5500", "#4a4f57"]
  static let darkSeries = ["#6cb6ff", "#ff9d5c", "#4fd1a5", "#e7a0e0", "#e0c341", "#b4bac4"]
  /// Of weights below and above zero.
  static let negative = "#b2182b"
  static let positive = "#1f5fae"
  static let darkNegative = "#ff8a80"
  static let darkPositive = "#7db8ff"

  /// Series beyond these have the same colours again, with marks.
  static func seriesClass(_ index: Int) -> String { "series-\(index % lightSeries.count + 1)" }

  static func lightSeries(_ index: Int) -> String { lightSeries[index % lightSeries.count] }

  /// Attributes beside the classes have the same colours for viewers without CSS variables.
  static let css: String = {
    func rules(ink: String, paper: String, faint: String, series: [String], _ signs: [String])
      -> String
    {
      let root = ".sigmoid-chart{color:var(--ink,\(ink))}"
      let parts =
        [("paper", "fill:var(--paper,\(paper))"), ("faint", "color:var(--faint,\(faint))")]
        + series.enumerated().map { ("series-\($0 + 1)", "color:var(--series-\($0 + 1),\($1))") }
        + [("below", "color:\(signs[0])"), ("above", "color:\(signs[1])")]
      return root + parts.map { ".sigmoid-chart .\($0.0){\($0.1)}" }.joined()
    }
    let light = rules(
      ink: "#1a1d21", paper: "#ffffff", faint: "#6d737c", series: lightSeries, [negative, positive])
    let dark = rules(
      ink: "#e8eaed", paper: "#16181d", faint: "#8d949e", series: darkSeries,
      [darkNegative, darkPositive])
    return ".sigmoid-chart{display:block;max-width:36rem}" + light
      + "@media screen and (prefers-color-scheme:dark){" + dark + "}"
  }()
}
