import Foundation
@testable import SigmoidExamples
@testable import SigmoidModel
@testable import SigmoidReport
import TestSupport
import Testing

/// The coefficients of a table as points.
@Suite struct ForestPlotTests {
  private static let classes = ["no", "yes"].map { ModelClass(name: $0, labels: [$0]) }

  private static func model(weights: [Double], columns: [TableColumn]? = nil) -> LogisticModel {
    LogisticModel(
      features: weights.count, weights: weights, intercepts: [0], classes: classes,
      inputs: columns.map { Schema(columns: $0) }
        ?? Schema(featureNames: weights.indices.map { "f\($0)" }))
  }

  @Test func rowsAreTheTermsInTheirOrder() {
    let model = Self.model(
      weights: [log(2), -1, 0.5],
      columns: [
        TableColumn(name: "age", kind: .numeric),
        TableColumn(
          name: "race", kind: .categorical(Categories(levels: ["a", "b", "c"], reference: 1))),
      ])
    let forest = CoefficientCharts.forest(of: model, column: 0)
    #expect(forest.rows.map(\.name) == ["age", "race=a", "race=b", "race=c"])
    #expect(forest.rows.map(\.estimate) == [log(2), -1, 0, 0.5])
    #expect(forest.rows.map(\.isReference) == [false, false, true, false])
    #expect(forest.title == "Odds ratios for yes" && forest.hasOddsRatios)
    let texts = ParsedSVG(forest.svg()).texts["text"] ?? []
    for text in ["age", "2", "race=b", "reference", "0.368", "odds ratio, logarithmic", "1"] {
      #expect(texts.contains(text), "\(text) in \(texts)")
    }
  }

  /// The places of the points and of the ticks are those of one logarithmic axis.
  @Test func pointsStandAtTheirOddsRatios() throws {
    let ratios = [0.5, 1, 2, 5.0]
    let svg = ParsedSVG(
      ForestPlot(
        title: "t", summary: "s",
        rows: ratios.map { .init(name: "r", estimate: log($0), bounds: log($0)...log($0) + 0.1) },
        hasOddsRatios: true
      ).svg())
    let ticks = zip(svg.attributes, svg.elements).filter { $1 == "text" }.map(\.0)
    let words = svg.texts["text"] ?? []
    func place(ofTick text: String) throws -> Double {
      let index = try #require(words.lastIndex(of: text))
      return try #require(ticks[index]["x"].flatMap(Double.init))
    }
    // An interval begins at its lower end, here the point itself.
    let lines = svg.attributes.filter { $0["stroke-width"] == "1.6" }.compactMap { $0["d"] }
    #expect(lines.count == 12)
    for place in [try place(ofTick: "1"), try place(ofTick: "5")] {
      #expect(
        lines.contains { line in
          let start = line.dropFirst().split(separator: " ")[0]
          return line.split(separator: " ").count == 3 && abs((Double(start) ?? 0) - place) < 0.1
        }, "\(lines)")
    }
    // Points at or above 1 are circles.
    let circles = zip(svg.elements, svg.attributes).filter { $0.0 == "circle" }
      .compactMap { $0.1["cx"].flatMap(Double.init) }
    #expect(circles.count == 3)
    let one = try place(ofTick: "1")
    let five = try place(ofTick: "5")
    #expect(abs(circles[0] - one) < 0.1 && abs(circles[2] - five) < 0.1)
    #expect(abs((circles[1] - one) / (five - one) - log(2) / log(5)) < 0.01)
  }

  @Test func ofThousandsTheLargestAreDrawn() {
    var weights = [Double](repeating: 0.01, count: 5000)
    weights[4321] = -3
    let forest = CoefficientCharts.forest(of: Self.model(weights: weights), column: 0)
    #expect(forest.rows.count == 40 && forest.rows[0].name == "f4321")
    #expect(forest.title == "Odds ratios for yes, the 40 largest of 5000")
  }

  /// The few that are asked for are the first of all in that order, whatever the sizes are.
  @Test func theLargestAreTheFirstOfAllBySize() {
    var random = RandomValues(seed: 3)
    for _ in 0..<20 {
      let weights = (0..<300).map { _ in Double(random.int(in: -9..<10)) }
      let model = Self.model(weights: weights)
      let all = model.termsBySize()
      let order = weights.indices.sorted {
        (-abs(weights[$0]), $0) < (-abs(weights[$1]), $1)
      }
      #expect(all.map(\.feature) == order)
      for most in [1, 2, 7, 150, 299, 300, 400] {
        #expect(model.termsBySize(most) == Array(all.prefix(most)))
      }
    }
  }

  @Test func severalClassesHaveNoOddsRatios() {
    let model = LogisticModel(
      features: 1, weights: [1, 2, 3], intercepts: [0, 0, 0],
      classes: ["a", "b", "c"].map { ModelClass(name: $0, labels: [$0]) })
    let forest = CoefficientCharts.forest(of: model, column: 1)
    #expect(forest.title == "Coefficients for b" && !forest.hasOddsRatios)
    #expect(forest.rows.map(\.estimate) == [2])
    // Beside each other they have one scale: the same ticks.
    func ticks(_ column: Int) -> [String] {
      let chart = CoefficientCharts.forest(of: model, column: column, beside: [0, 1, 2])
      let texts = ParsedSVG(chart.svg(showsTitle: false)).texts["text"] ?? []
      return texts.filter { Double($0) != nil }.dropLast()
    }
    #expect(ticks(0).contains("3") && ticks(0) == ticks(2))
  }

  @Test func ratiosNearOneAreToldFromIt() {
    #expect(NumberText.ratio(1.0000256) == "1.0000256" && NumberText.ratio(1) == "1")
    #expect(NumberText.ratio(0.99743) == "0.99743" && NumberText.ratio(1.0123) == "1.01")
    #expect(NumberText.ratio(.infinity) == "∞" && NumberText.ratio(0.25) == "0.25")
  }
}
