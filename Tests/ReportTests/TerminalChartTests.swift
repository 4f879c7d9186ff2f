@testable import SigmoidMetrics
@testable import SigmoidOptimization
@testable import SigmoidReport
import TestSupport
import Testing

@Suite struct TerminalChartTests {
  private func columns(_ line: String) -> Int {
    line.replacing(/\u{1B}\[[0-9;]*m/, with: "").count
  }

  @Test(arguments: [1, 40, 41, 80, 137, 200, 1000]) func aCurveFitsTheWidth(width: Int) {
    let points = (1...300).map { CurvePoint(x: Double($0), y: 1 / Double($0)) }
    let lines = TerminalChart.curve(
      points, x: ChartAxis(label: "evaluation", covering: points.map(\.x)),
      y: ChartAxis(label: "loss", covering: points.map(\.y)), width: width, height: 8)
    #expect(lines.count == 10)
    let expected = min(max(width, 40), 200)
    for line in lines { #expect(columns(line) <= expected) }
    #expect(columns(lines[8]) == expected)
  }

  @Test func aCurveFallsFromTheUpperLeftToTheLowerRight() throws {
    let points = (0...100).map { CurvePoint(x: Double($0), y: 100 - Double($0)) }
    let lines = TerminalChart.curve(
      points, x: ChartAxis(label: "x", from: 0, to: 100),
      y: ChartAxis(label: "y", from: 0, to: 100),
      width: 60, height: 6)
    let first = lines[0].firstIndex { "\u{2801}"..."\u{28FF}" ~= $0 }
    let last = lines[5].lastIndex { "\u{2801}"..."\u{28FF}" ~= $0 }
    let places = (
      lines[0].distance(from: lines[0].startIndex, to: try #require(first)),
      lines[5].distance(from: lines[5].startIndex, to: try #require(last))
    )
    #expect(places.0 == 5 && places.1 == 59, "\(lines)")
    #expect(lines[0].hasPrefix("100 │") && lines[5].hasPrefix("  0 │"))
    #expect(lines[7].hasSuffix("100") && lines[7].contains(" x "))
  }

  /// Unicode's own order of the dots: left side, right side, lowest row last.
  @Test(arguments: [(0, "⠉"), (1, "⠒"), (2, "⠤"), (3, "⣀")]) func dotsLieWhereTheyAre(
    dot: Int, character: String
  ) {
    let height = 11 - Double(dot)
    let lines = TerminalChart.curve(
      [CurvePoint(x: 0, y: height), CurvePoint(x: 1, y: height)], x: .share("x"),
      y: ChartAxis(label: "y", from: 0, to: 11), width: 44, height: 3)
    let drawn = lines[0].drop { $0 != "│" }.dropFirst()
    #expect(drawn == String(repeating: character, count: drawn.count)[...], "\(lines)")
    #expect(drawn.count == 40)
  }

  @Test func whatHasNoPlaceIsLeftOut() {
    let odd = [Double.nan, .infinity, -.infinity, 0, -1, 1e300].map { CurvePoint(x: 1, y: $0) }
    let lines = TerminalChart.curve(
      odd, x: ChartAxis(label: "x", covering: [1, 1]),
      y: ChartAxis(label: "y", covering: odd.map(\.y), isLogarithmic: true), width: 50, height: 1)
    #expect(lines.count == 5)
    #expect(TerminalChart.curve([], x: .share("x"), y: .share("y"), width: 50).count == 14)
  }

  private func panel(_ name: String, side: Int) -> PixelPicture.Panel {
    var random = RandomValues(seed: 4)
    return .init(caption: [name], rows: side, columns: side, values: random.array(side * side))
  }

  @Test(arguments: [40, 80, 200], [7, 28, 300]) func weightsFitTheWidth(width: Int, side: Int) {
    for inColour in [false, true] {
      let lines = TerminalChart.weights(
        (0..<10).map { panel("class \($0)", side: side) }, width: width, inColour: inColour)
      // The last line is words.
      for line in lines.dropLast() { #expect(columns(line) <= width, "\(line)") }
      #expect(inColour || !lines.joined().contains("\u{1B}"))
    }
  }

  @Test func signsAndShadesAreThoseOfTheWeights() {
    let panel = PixelPicture.Panel(
      caption: ["a\u{1B}[31m"], rows: 2, columns: 3, values: [1, -1, 0, 0.5, -0.25, .nan])
    let plain = TerminalChart.weights([panel], width: 80, inColour: false)
    #expect(plain[1].hasPrefix("+█−█") && plain[2].hasPrefix("+▒−░"))
    #expect(plain.last?.contains("±1") == true && !plain[0].contains("\u{1B}"))
    let colour = TerminalChart.weights([panel], width: 80, inColour: true)
    #expect(colour.count == 3)
    #expect(colour[1].contains("\u{1B}[38;5;27;48;5;75m▀") && colour[1].contains("48;5;174m▀"))
  }
}
