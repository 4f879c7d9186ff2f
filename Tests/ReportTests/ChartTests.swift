@testable import SigmoidOptimization
import Foundation
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidMetrics
@testable import SigmoidModel
@testable import SigmoidReport
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// An SVG file as a parser of XML sees it.
final class ParsedSVG: NSObject, XMLParserDelegate {
  private(set) var elements: [String] = []
  private(set) var attributes: [[String: String]] = []
  private(set) var texts: [String: [String]] = [:]
  private var open: [String] = []
  private(set) var isWhole = false

  init(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    isWhole = parser.parse()
  }

  func parser(
    _: XMLParser, didStartElement name: String, namespaceURI _: String?, qualifiedName _: String?,
    attributes found: [String: String]
  ) {
    elements.append(name)
    attributes.append(found)
    open.append(name)
    texts[name, default: []].append("")
  }

  func parser(
    _: XMLParser, didEndElement _: String, namespaceURI _: String?, qualifiedName _: String?
  ) {
    open.removeLast()
  }

  func parser(_: XMLParser, foundCharacters text: String) {
    guard let name = open.last, let last = texts[name]?.indices.last else { return }
    texts[name]?[last] += text
  }

  /// Every x of a text, with its anchor: what would be cut off begins left of 0.
  var textPlaces: [Double] {
    zip(elements, attributes).compactMap { $0.0 == "text" ? $0.1["x"].flatMap(Double.init) : nil }
  }
}

@Suite struct ChartTests {
  static let hostile = "</title><script>alert(1)</script>&\"'\u{0}\u{1B}[31m"

  /// One chart of each kind, with this text wherever text from outside comes.
  static func charts(_ text: String) throws -> [any Chart] {
    var random = RandomValues(seed: 1)
    let model = LogisticModel(
      features: 64, weights: random.array(128), intercepts: [0, 0],
      classes: [text, text + "2"].map { ModelClass(name: $0, labels: [$0]) }, link: .softmax)
    let scored = try Predictions(
      model: model, scores: random.array(80),
      labels: Labels((0..<40).map { $0 % 3 == 0 ? text : text + "2" }))
    let pixels = Matrix<Float>(rows: 64, columns: 40, elements: random.array(64 * 40))
    let set = Dataset(features: pixels, labels: Labels((0..<40).map { _ in text }))
    let named = LogisticModel(
      features: 30, weights: random.array(30), intercepts: [0], classes: model.classes,
      inputs: Schema(featureNames: (0..<30).map { text + "\($0)" }))
    let history = try TrainingHistory(Array(TrainingHistoryTests.text(30).utf8), path: "h")
    return [
      try FigureCharts.roc(scored), try FigureCharts.precisionRecall(scored),
      FigureCharts.calibration(Figures(scored).calibration), FigureCharts.histogram(scored),
      FigureCharts.confusion(scored.evaluation), try ImageCharts.weights(of: model),
      try ImageCharts.weights(of: named), CoefficientCharts.forest(of: named, column: 0),
      CoefficientCharts.forest(of: model, column: 1),
      ForestPlot(
        title: text, summary: "An interval of each: \(text).",
        rows: (0..<3).map { index in
          let estimate = Double(index) - 1
          return ForestPlot.Row(
            name: text + "\(index)", estimate: estimate, bounds: estimate - 0.5...estimate + 2,
            isReference: index == 2)
        }, hasOddsRatios: true),
      try ImageCharts.samples(
        [0, 3, 4], of: scored, from: Examples(set), model: model, title: text),
      HistoryCharts.loss(history), HistoryCharts.loss(history, over: .seconds, isLogarithmic: true),
    ]
  }

  @Test func everyChartIsWholeAndSaysWhatItShows() throws {
    for chart in try Self.charts("seven") {
      let svg = ParsedSVG(chart.svg(id: "c1"))
      #expect(svg.isWhole, "\(chart.title)")
      let root = try #require(svg.attributes.first)
      #expect(root["role"] == "img" && root["aria-labelledby"] == "c1-title c1-desc")
      #expect(root["width"] == "100%" && root["viewBox"] != nil)
      #expect(svg.texts["title"] == [chart.title] && svg.texts["desc"] == [chart.summary])
      #expect(!chart.title.isEmpty && chart.summary.count > 20)
      #expect(svg.texts["style"]?.first?.contains("prefers-color-scheme:dark") == true)
      let beside = chart.svg(showsTitle: false)
      #expect(beside.utf8.count < chart.svg().utf8.count && ParsedSVG(beside).isWhole)
    }
  }

  @Test func textFromOutsideIsText() throws {
    for chart in try Self.charts(Self.hostile) {
      let text = chart.svg(id: "a\"><script>")
      let svg = ParsedSVG(text)
      #expect(svg.isWhole && !svg.elements.contains("script"), "\(chart.title)")
      #expect(!text.contains("\u{1B}") && !text.contains("<script"))
    }
  }

  @Test func everythingDrawnLiesInThePicture() throws {
    for chart in try Self.charts("a rather long name of a class, such as people give") {
      let svg = ParsedSVG(chart.svg())
      #expect(svg.textPlaces.allSatisfy { (0...chart.size.width).contains($0) }, "\(chart.title)")
      for (name, found) in zip(svg.elements, svg.attributes) where name == "text" {
        #expect((0...chart.size.height).contains(Double(found["y"] ?? "") ?? -1))
      }
    }
  }

  /// Values that no axis has a place for, or that overflow differences.
  @Test func extremeValuesAreDrawnOrLeftOut() {
    let extremes = [
      0, -0.0, 1, -1, .nan, .infinity, -.infinity, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e-300, 1e300, 1e15, 1 + 1e-15,
    ]
    for first in extremes {
      for second in extremes {
        for isLogarithmic in [false, true] {
          let axis = ChartAxis(
            label: "v", covering: [first, second], isLogarithmic: isLogarithmic,
            includesZero: first < 1)
          let series = LineChart.Series(
            name: "s", points: [CurvePoint(x: first, y: second), CurvePoint(x: second, y: first)])
          let chart = LineChart(
            title: "t", summary: "s", x: axis, y: axis, series: [series, series])
          let svg = chart.svg()
          #expect(!svg.contains("nan") && !svg.contains("inf"), "\(first) \(second)")
        }
        let bars = BarChart(
          title: "t", summary: "s",
          bars: [.init(name: "a", value: first), .init(name: "b", value: second)])
        #expect(!bars.svg().contains("nan") && !bars.svg().contains("inf"))
        for hasOddsRatios in [false, true] {
          let bounds = first <= second ? first...second : nil
          let forest = ForestPlot(
            title: "t", summary: "s",
            rows: [
              .init(name: "a", estimate: first, bounds: bounds), .init(name: "b", estimate: second),
            ], hasOddsRatios: hasOddsRatios)
          let svg = forest.svg()
          #expect(!svg.contains("nan") && !svg.contains("inf"), "\(first) \(second)")
        }
      }
    }
    let nothing = LineChart(
      title: "t", summary: "s", x: .share("x"), y: .share("y"), series: [])
    #expect(ParsedSVG(nothing.svg()).isWhole)
  }

  @Test func seriesDifferWithoutColour() throws {
    let series = (0..<12).map { index in
      LineChart.Series(
        name: "s\(index)",
        points: (0..<50).map { CurvePoint(x: Double($0) / 50, y: Double(index) / 20) })
    }
    let chart = LineChart(
      title: "t", summary: "s", x: .share("x"), y: .share("y"), series: series)
    // What is drawn of a series in the key, without its place and colour.
    let parts = chart.svg().components(separatedBy: "<g class=\"series-").suffix(12).map { part in
      let lines = part.components(separatedBy: "</g>")[0].components(separatedBy: "\n").dropFirst()
      return lines.map { line in
        line.contains("circle")
          ? "circle"
          : line.components(separatedBy: "stroke-").dropFirst(3)
            .joined()
      }.joined(separator: "|")
    }
    #expect(Set(parts).count == 12, "\(parts)")
  }

  @Test func weightsOfPixelsAreBlueAboveAndRedWithADashBelow() {
    let picture = PixelPicture(
      title: "w", summary: "w",
      panels: [.init(caption: ["c"], rows: 2, columns: 2, values: [1, -1, 0, .nan])],
      scale: .diverging(limit: 1))
    let svg = picture.svg()
    #expect(svg.contains("M0 0h1v1h-1z") && svg.contains("M1 0h1v1h-1z"))
    #expect(svg.contains("M1.25 0.5h.5") || svg.contains("M1.25 .5h.5"))
    let raster = picture.raster
    func pixel(_ x: Int, _ y: Int) -> [UInt8] {
      let first = 3 * (y * raster.size.width + x)
      return Array(raster.samples[first..<first + 3])
    }
    let edge = raster.size.width
    #expect(pixel(20, 20) == [0x1F, 0x5F, 0xAE] && pixel(edge - 20, 20) == [0xB2, 0x18, 0x2B])
    #expect(pixel(20, edge - 20) == [255, 255, 255])
    #expect(pixel(edge - 20, edge - 20) == [255, 255, 255] && pixel(0, 0) == [255, 255, 255])
  }

  @Test func tooManyPixelsAreRefused() {
    let model = LogisticModel(
      features: 784, weights: [Double](repeating: 0, count: 784 * 200),
      intercepts: [Double](repeating: 0, count: 200),
      classes: (0..<200).map { ModelClass(name: "\($0)", labels: ["\($0)"]) })
    #expect(throws: NothingToDraw.self) { try ImageCharts.weights(of: model) }
    #expect(throws: Never.self) { try ImageCharts.weights(of: model, columns: [7]) }
  }
}

@Suite struct ChartAxisTests {
  @Test func ticksAreRoundNumbersOnTheAxis() {
    var random = RandomValues()
    for _ in 0..<500 {
      let low = random.unit() * 100
      let high = low + abs(random.unit()) * 100 + 1e-3
      let axis = ChartAxis(label: "v", from: low, to: high)
      #expect((2...8).contains(axis.ticks.count), "\(low) \(high) \(axis.ticks)")
      #expect(axis.ticks.allSatisfy { $0 >= low - 1e-9 && $0 <= high + 1e-9 })
      let labels = axis.ticks.map(axis.text)
      #expect(axis.ticks == axis.ticks.sorted() && labels.allSatisfy { $0.count <= 8 })
    }
    #expect(ChartAxis.share("x").ticks == [0, 0.2, 0.4, 0.6, 0.8, 1])
    #expect(ChartAxis(label: "n", from: 0, to: 60000).ticks.last == 60000)
  }

  @Test func logarithmicTicksAreInside() {
    var random = RandomValues()
    for _ in 0..<500 {
      let low = exp(random.unit() * 20)
      let axis = ChartAxis(
        label: "v", covering: [low, low * exp(abs(random.unit()) * 30)], isLogarithmic: true)
      #expect((1...12).contains(axis.ticks.count), "\(axis)")
      #expect(axis.ticks.allSatisfy { axis.low <= $0 && $0 <= axis.high })
      #expect(axis.fraction(of: 0) == nil && axis.fraction(of: -1) == nil)
      let fraction = axis.fraction(of: low) ?? -1
      #expect((0..<0.6).contains(fraction))
    }
    let decades = ChartAxis(label: "v", covering: [1e-6, 1], isLogarithmic: true)
    #expect(
      decades.ticks.map(decades.text) == ["1e−6", "1e−5", "1e−4", "0.001", "0.01", "0.1", "1"])
  }

  @Test func numbersAreWrittenAlikeEverywhere() {
    let expected: [(Double, String)] = [
      (0, "0"), (0.3, "0.3"), (-2.5, "−2.5"), (60000, "60000"), (1234, "1234"), (1e6, "1e6"),
      (-3.21e-7, "−3.21e−7"), (9.999, "10"), (.nan, "undefined"), (-.infinity, "−∞"),
    ]
    for (value, text) in expected { #expect(NumberText.short(value) == text) }
    #expect(NumberText.fixed(-0.0004, digits: 3) == "0.000")
    #expect(NumberText.fixed(1.25, digits: 1) == "1.2" && NumberText.fixed(2, digits: 0) == "2")
    #expect(NumberText.fixed(-1.25, digits: 1) == "−1.2")
    #expect(NumberText.fixed(-.infinity, digits: 1) == "−∞")
    #expect(NumberText.percent(0.98195) == "98.20 %" || NumberText.percent(0.98195) == "98.19 %")
  }

  @Test func plainNumbersAreForProgramsToo() {
    func fixed(_ value: Double, _ digits: Int) -> String {
      NumberText.fixed(value, digits: digits, style: .plain)
    }
    #expect(fixed(-1.25, 1) == "-1.2" && fixed(2, 0) == "2" && fixed(-0.0004, 3) == "0.000")
    #expect(fixed(.nan, 1) == "nan" && fixed(-.infinity, 1) == "-inf")
    #expect(fixed(1e20, 2) == "1e+20")
    #expect(NumberText.percent(0.5, style: .plain) == "50.00 %")
    let expected: [(Double, String)] = [
      (0, "0.0"), (1, "1.00e0"), (-3.214e-4, "-3.21e-4"), (9.996, "1.00e1"), (.nan, "nan"),
    ]
    for (value, text) in expected { #expect(NumberText.scientific(value) == text) }
  }

  @Test func coordinatesAreShort() {
    let expected: [(Double, String)] = [
      (1, "1"), (1.5, "1.5"), (-0.25, "-0.25"), (0.05, "0.05"), (-0.001, "0"), (.nan, "0"),
      (.infinity, "1000000"),
    ]
    for (value, text) in expected { #expect(SVGCanvas.number(value) == text) }
  }
}
