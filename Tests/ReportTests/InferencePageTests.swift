@testable import SigmoidExamples
@testable import SigmoidModel
@testable import SigmoidReport
import TestSupport
import Testing

/// The section of a page that says what a fit says of its coefficients.
@Suite struct InferencePageTests {
  /// By rules, without chance.
  private func examples(_ count: Int, features: Int = 3) throws -> Examples {
    let rows = (0..<count).map { row -> [Double] in
      (0..<features).map { feature -> Double in
        let number = row * row * (2 * feature + 3) + row * feature * 5
        return Double(number % 23) / 10
      }
    }
    let labels = rows.enumerated().map { row, values -> String in
      let noise = Double(row * 13 % 17) / 8
      return values[0] + noise > 2.1 ? "yes" : "no"
    }
    return try Examples(
      rows: rows, labels: Labels(labels), featureNames: (0..<features).map { "f\($0)" })
  }

  private func model(
    _ examples: Examples, l2: Double = 0, firth: Bool = false,
    _ options: InferenceOptions = InferenceOptions()
  ) throws -> LogisticModel {
    var fit = try LogisticRegression(solver: .newton, l2: l2).fit(examples)
    if firth { fit = try fit.firth() }
    fit.model.inference = try fit.inference(options)
    return fit.model
  }

  private func page(_ model: LogisticModel, _ examples: Examples) throws -> String {
    let subject = try ReportSubject(
      name: "m.safetensors", model: model, examples: examples, place: "p")
    let html = try ReportPage(subjects: [subject], machine: []).html()
    #expect(Markup.problem(html) == nil)
    let ids = html.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count, "ids twice")
    return html
  }

  private func sections(_ html: String) -> [String] {
    html.matches(of: /<section id="([^"]*)"/).map { String($0.output.1) }
  }

  private func rows(_ html: String) -> Int { html.matches(of: /<g class="row"/).count }

  private func cells(_ html: String, of term: String) throws -> [String] {
    let start = try #require(html.firstRange(of: "<th scope=\"row\">\(term)</th>"))
    let row = html[start.upperBound...].prefix { $0 != "\n" }
    return row.matches(of: /<td class="number">([^<]*)</).map { String($0.output.1) }
  }

  @Test func tableAndPicturesOfAFit() throws {
    let examples = try examples(90)
    let model = try model(examples)
    let html = try page(model, examples)
    #expect(sections(html).contains("inference"))
    let inference = try #require(model.inference)
    for line in inference.coefficients {
      let found = try cells(html, of: line.term)
      #expect(found.count == 7)
      #expect(found[0] == NumberText.fiveDigits(line.estimate))
      #expect(found[5] == NumberText.fiveDigits(try #require(line.upper)))
      #expect(found[6] == (line.feature == nil ? "" : NumberText.fiveDigits(line.oddsRatio)))
    }
    #expect(html.contains("Standard errors are from the model&#39;s information"))
    #expect(html.contains("<dt>Pseudo R²</dt>") && html.contains("<dt>Deviance</dt>"))
    #expect(rows(html) == 3)
    for id in ["forest", "profile-0", "profile-3", "residuals", "influence"] {
      #expect(html.contains("id=\"\(id)-title\""), "\(id)")
    }
    #expect(!html.contains("id=\"profile-4-title\""))
    #expect(html.contains("The most influential examples") && !html.contains("other rows"))
    #expect(html.matches(of: /<script>/).count == 1)
    // Drawn once, with its intervals.
    #expect(!html.contains("weights-forest") && html.contains("The largest weights of yes"))
  }

  @Test func modelsWithoutInferenceHaveNoSection() throws {
    let examples = try examples(90)
    var model = try model(examples)
    model.inference = nil
    let html = try page(model, examples)
    #expect(!sections(html).contains("inference") && !html.contains("<script>"))
    #expect(html.contains("weights-forest-0-title"))
  }

  @Test func otherRowsAreSaidAndNotDrawn() throws {
    let examples = try examples(90)
    let html = try page(try model(examples), examples.selecting(Array(0..<80)))
    #expect(
      html.contains(
        "These are other rows than those that the model was fitted to: 80, where the fit had 90."))
    for id in ["profile-0", "residuals", "influence"] {
      #expect(!html.contains("id=\"\(id)-title"))
    }
    #expect(html.contains("id=\"forest-title\""))
  }

  @Test func penaltiesAreSaid() throws {
    let examples = try examples(90)
    var html = try page(try model(examples, l2: 0.01), examples)
    #expect(html.contains("Penalised: the estimates are shrunk, and the standard errors are those"))
    #expect(html.contains("no AIC and no BIC") && html.contains("id=\"residuals-title\""))
    var options = InferenceOptions()
    (options.intervals, options.testsTerms) = (.profile, true)
    html = try page(try model(examples, firth: true, options), examples)
    #expect(html.contains("Firth&#39;s penalty: p-values are those"))
    #expect(html.contains("by profile likelihood") && html.contains("penalised deviance"))
    #expect(html.contains("Each column against the model without it"))
  }

  @Test func whatIsNotEstimatedIsSaidAndMarked() throws {
    let plain = try examples(90)
    let rows = (0..<90).map { row -> [Double] in
      let values = plain.values(of: row)
      return values + [2 * values[1] + 1, 7]
    }
    let examples = try Examples(
      rows: rows, labels: plain.requiredLabels(), featureNames: ["a", "b", "c", "twice", "seven"])
    let html = try page(try model(examples), examples)
    let names = try #require(html.firstMatch(of: /Not estimated, with a weight of 0: ([^.]*)\./))
    #expect(["b, seven", "twice, seven"].contains(String(names.output.1)))
    #expect(try cells(html, of: "seven").first == "not estimated")
    #expect(html.matches(of: />not estimated<\/text>/).count == 2)
  }

  /// Such a fit says nothing; its words and marks are there all the same.
  @Test func separationIsSaidAndMarked() throws {
    let plain = try examples(90)
    let labels = try #require(plain.labels)
    let rows = (0..<90).map { row -> [Double] in
      let isMarked = labels.names[Int(labels.codes[row])] == "yes" && row % 3 == 0
      return plain.values(of: row) + [isMarked ? 1 : 0]
    }
    let examples = try Examples(
      rows: rows, labels: labels, featureNames: ["a", "b", "c", "only yes"])
    let model = try LogisticRegression(solver: .newton).fit(examples).model
    #expect(model.separatedFeatures == [3])
    let html = try page(model, examples)
    #expect(html.contains("The classes are separated by only yes."))
    #expect(html.matches(of: />no optimum<\/text>/).count == 1)
    #expect(html.contains("train --firth") && !html.contains("std. error"))
    // The page has no such row to order, and the weights no other picture.
    #expect(sections(html).contains("inference") && !html.contains("weights-forest"))
    let firth = try page(try self.model(examples, firth: true), examples)
    #expect(
      !firth.contains("The classes are separated") && firth.contains("id=\"influence-title\""))
  }

  @Test func infiniteBoundsAreArrowsAndWords() throws {
    let row = ForestPlot.Row(name: "a", estimate: 2, lower: 0.5, upper: .infinity)
    let rows = [row, .init(name: "b", estimate: -1, lower: nil, upper: 1)]
    let plot = ForestPlot(title: "t", summary: "s", rows: rows, hasOddsRatios: false)
    #expect(plot.text(rows[0]) == "2 (0.5 to no bound)")
    #expect(plot.text(rows[1]) == "−1 (not found to 1)")
    let svg = ParsedSVG(plot.svg())
    // One line and a cap at each known end; an arrow, of three points, where there is no bound.
    let paths = svg.attributes.filter { $0["stroke-width"] == "1.6" }.compactMap { $0["d"] }
    #expect(paths.count == 5 && paths.filter { $0.matches(of: /L/).count == 2 }.count == 1)
    let beyond = ForestPlot(
      title: "t", summary: "s",
      rows: [.init(name: "a", estimate: 1, lower: -2000, upper: 2000), row], hasOddsRatios: true)
    #expect(beyond.text(beyond.rows[0]) == "2.72 (< 1e−304 to > 1e304)")
    let ticks = ParsedSVG(beyond.svg()).texts["text"] ?? []
    #expect(ticks.contains("5") && !ticks.contains { $0.hasPrefix("e^") }, "\(ticks)")
  }

  /// A likelihood that has no bound, from the fit to the page.
  @Test func unboundedLikelihood() throws {
    let examples = try examples(90)
    let fitted = try model(examples)
    var model = fitted
    let inference = try #require(fitted.inference)
    model.inference = Inference(
      covariance: .model, intervals: .profile, level: 0.9,
      coefficients: inference.coefficients.map { line in
        Inference.Coefficient(
          term: line.term, feature: line.feature, estimate: line.estimate,
          standardError: line.standardError, lower: line.feature == 1 ? -.infinity : line.lower,
          upper: line.feature == 2 ? nil : line.upper)
      }, examples: inference.examples, estimated: inference.estimated,
      deviance: inference.deviance, nullDeviance: inference.nullDeviance, hasIntercept: true,
      isPenalised: false, tjur: inference.tjur, tests: [], firth: nil, covarianceOfEstimates: [])
    let html = try page(model, examples)
    #expect(html.contains("The likelihood has no bound on one side of f1:"))
    #expect(try cells(html, of: "f1")[4] == "no bound" && cells(html, of: "f2")[5] == "not found")
    #expect(html.contains("with bounds of 90 %") && html.contains("90 % level"))
  }

  @Test func ofManyTermsSomeAreInSight() throws {
    let examples = try examples(400, features: 70)
    let model = try model(examples, l2: 0.01)
    let html = try page(model, examples)
    #expect(rows(html) == 70 && html.contains("The 30 other terms"))
    #expect(html.contains("Of 70 terms these are the 40 with the largest |z|"))
    #expect(html.contains("All 70 coefficients in a table"))
    // Profiles of so many would take long.
    #expect(html.contains("Profiles of the likelihood are not drawn: of 71 coefficients"))
    let forest = InferenceForest(model, try #require(model.inference))
    let sizes = model.inference?.coefficients.dropFirst().compactMap(\.z).map(abs) ?? []
    let least = sizes.sorted(by: >)[39]
    #expect(forest.chosen.map(\.feature) == sizes.indices.filter { sizes[$0] >= least })
  }

  @Test func ofManyRowsSomeAreDrawn() throws {
    let place = (0..<20_000).map { Double($0 * 7919 % 20_000) }
    let size = (0..<20_000).map { Double($0 * 104_729 % 20_011) }
    let drawn = FitCharts.drawn(place: place, size: size)
    #expect(drawn.count == FitCharts.mostDots && Set(drawn).count == drawn.count)
    let places = drawn.map { place[$0] }
    #expect(places == places.sorted() && places.first == 0 && places.last == 19_999)
    // None of the rest is far from one that is drawn.
    #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 < 12 })
    let far = size.indices.sorted { size[$0] > size[$1] }.prefix(FitCharts.mostFarOut)
    #expect(Set(far).isSubset(of: drawn))
    let examples = try examples(9000)
    let html = try page(try model(examples), examples)
    #expect(html.utf8.count < 600_000)
    #expect(html.contains("Of 9000 rows 3000 are drawn"))
    let dots = html.matches(of: /h0/).count
    // Two pictures, and a dot for each entry of their keys.
    #expect(dots == 2 * 3000 + 4, "\(dots)")
  }

  @Test func residualsAndInfluence() throws {
    let examples = try examples(90)
    let fit = try LogisticRegression(solver: .newton).fit(examples)
    let all = try fit.diagnostics().examples
    let scores = try fit.model.scores(ofFinite: examples.features)
    for (one, score) in zip(all, scores) {
      #expect(abs(one.logOdds - score) < 1e-9 * max(1, abs(score)))
    }
    let chart = FitCharts.residuals(all, weights: [], of: "yes")
    #expect(chart.dots.map(\.points.count).reduce(0, +) == 90)
    #expect(
      chart.dots[0].points.allSatisfy { $0.y > 0 } && chart.dots[1].points.allSatisfy { $0.y < 0 })
    let influence = FitCharts.influence(all, coefficients: 4, of: "yes")
    let most = all.mostInfluential(3)
    #expect(influence.labels.prefix(3).map(\.text) == most.map { "\($0.position)" })
    #expect(most[0].cook == all.map { $0.cook ?? 0 }.max())
    // Every point of a contour has its distance.
    let contours = influence.lines.filter { $0.style == .other }
    #expect(contours.count == 2)
    let name = try #require(contours[0].name)
    let level = try #require(Double(name.split(separator: " ").last ?? ""))
    for point in contours.flatMap(\.points) {
      #expect(abs(point.y * point.y * point.x / ((1 - point.x) * 4) - level) < 1e-9)
    }
    #expect(level <= most[0].cook ?? 0 && 5 * level > most[0].cook ?? 0)
  }
}
