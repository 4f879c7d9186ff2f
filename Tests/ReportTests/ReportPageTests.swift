@testable import SigmoidOptimization
@testable import SigmoidExamples
@testable import SigmoidFormats
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidReport
import TestSupport
import Testing

/// Whole pages, of models and data as they come; the command's tests look at them in a browser.
@Suite struct ReportPageTests {
  private func model(
    _ classes: [String], features: Int, random: inout RandomValues, scale: Double = 1,
    inputs: Schema = Schema(), training: [String: String] = [:]
  ) -> LogisticModel {
    let columns = classes.count == 2 ? 1 : classes.count
    let weights: [Double] = random.array(features * columns)
    return LogisticModel(
      features: features, weights: weights.map { $0 * scale }, intercepts: random.array(columns),
      classes: classes.map { ModelClass(name: $0, labels: [$0]) }, training: training,
      inputs: inputs)
  }

  private func examples(
    _ labels: [String], features: Int, random: inout RandomValues
  ) -> Examples {
    Examples(
      Dataset(
        features: random.matrix(rows: features, columns: labels.count) as Matrix<Float>,
        labels: Labels(labels)))
  }

  private func subject(
    _ model: LogisticModel, _ examples: Examples, history: TrainingHistory? = nil
  ) throws -> ReportSubject {
    try ReportSubject(
      name: "m.safetensors", model: model, examples: examples, place: "p", history: history)
  }

  private func page(_ subjects: [ReportSubject]) throws -> String {
    let html = try ReportPage(subjects: subjects, machine: [Fact("CPU", "<one>")]).html()
    #expect(Markup.problem(html) == nil)
    let ids = html.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count, "ids twice")
    #expect(html.contains("<dt>CPU</dt><dd>&lt;one&gt;</dd>"))
    #expect(html.utf8.count < 1_500_000)
    return html
  }

  private func sections(_ html: String) -> [String] {
    html.matches(of: /<section id="([^"]*)"/).map { String($0.output.1) }
  }

  @Test func allKindsOfModelsAndData() throws {
    var random = RandomValues()
    let names = (0..<40).map { "c\($0)" }
    for (classes, labels, features, shape) in [
      (["a", "b"], ["a", "b", "a", "b", "b"], 3, nil as [Int]?),
      (["a", "b"], ["a"], 1, nil), (["a", "b"], ["b", "b"], 784, [28, 28]),
      (["a", "b", "c"], ["a", "b", "a"], 6, [2, 3]), (["a", "b", "c"], ["c"], 6, [6]),
      (names, names + names, 4, [2, 2]), (names, names, 4, nil),
      (["a", "b", "c"], ["a", "b", "c", "other"], 30_000, [300, 100]),
    ] {
      for scale in [0, 1, 1e4] {
        let model = model(
          classes, features: features, random: &random, scale: scale,
          inputs: Schema(shape: shape))
        let examples = examples(labels, features: features, random: &random)
        let html = try page([subject(model, examples)])
        #expect(sections(html).contains("draw") == (shape == [28, 28]))
        #expect(html.contains("largest weights") == (shape?.count != 2))
      }
    }
  }

  @Test func aPerfectModelHasNoMistakes() throws {
    let model = LogisticModel(
      features: 1, weights: [9], intercepts: [0],
      classes: [ModelClass(name: "−", labels: ["−"]), ModelClass(name: "+", labels: ["+"])])
    let values: [Float] = [-2, -1, 1, 2]
    let set = Examples(
      Dataset(
        features: Matrix(rows: 1, columns: 4, elements: values),
        labels: Labels(["−", "−", "+", "+"])))
    let html = try page([subject(model, set)])
    #expect(html.contains("All predictions are right."))
    #expect(html.contains("<span class=\"value\">100.00 %</span>"))
    // Every threshold from 0.05 to 0.95, one half and the two best, which are one.
    #expect(html.matches(of: /<tr class="marked">/).count == 2)
    #expect(html.contains("greatest F1; greatest recall − false-positive rate"))
  }

  @Test func howItWasTrained() throws {
    var random = RandomValues()
    let model = model(
      ["a", "b"], features: 2, random: &random,
      inputs: Schema(featureNames: ["<width>", "height"]),
      training: [
        "solver": "lbfgs", "loss": "0.123456", "terminationReason": "gradientBelowTolerance",
        "made by": "<someone>",
      ])
    let history = try TrainingHistory(
      Array(
        """
        {"evaluation":1,"seconds":0,"loss":1,"objective":1,"gradientMax":1,"stepSize":1}
        {"evaluation":2,"seconds":1,"loss":0.5,"objective":0.6,"gradientMax":0.1,"stepSize":1}
        """.utf8), path: "h")
    let examples = examples(["a", "b", "b"], features: 2, random: &random)
    let html = try page([subject(model, examples, history: history)])
    #expect(html.contains("Why it stopped: The gradient was below the tolerance."))
    #expect(html.contains("<dt>Solver</dt><dd>lbfgs</dd>"))
    #expect(html.contains("<dt>Training loss</dt><dd>0.123</dd>"))
    #expect(html.contains("<dt>made by</dt><dd>&lt;someone&gt;</dd>"))
    #expect(html.contains("<th scope=\"row\">&lt;width&gt;</th>"))
    #expect(sections(html).last == "history")
  }

  @Test func severalModelsOnOnePage() throws {
    var random = RandomValues()
    let labels = ["a", "b", "b", "a", "a", "a"]
    let set = examples(labels, features: 4, random: &random)
    // They say b, a and b of everything.
    let subjects = try [1.0, -1, 1].map { intercept in
      try subject(
        LogisticModel(
          features: 4, weights: [0, 0, 0, 0], intercepts: [intercept],
          classes: ["a", "b"].map { ModelClass(name: $0, labels: [$0]) }), set)
    }
    let html = try page(subjects)
    #expect(sections(html) == ["figures", "differences", "curves", "weights", "training"])
    func row(_ name: String, _ cells: [String]) -> String {
      "<th scope=\"row\">\(name)</th>"
        + cells.map { "<td class=\"number\">\($0)</td>" }.joined()
    }
    // All have one name: their places tell them apart.
    #expect(html.contains(row("2: m.safetensors", ["4", "2", "33.33 %"])))
    #expect(html.contains(row("3: m.safetensors", ["0", "0", "0.00 %", "0.00 % to 0.00 %"])))
    // Other questions are beside one another too, but not taken from one another.
    let other = try subject(
      model(["a", "c"], features: 4, random: &random),
      examples(["a", "c"], features: 4, random: &random))
    #expect(
      sections(try page([subjects[0], other])) == ["figures", "curves", "weights", "training"])
  }

  @Test func aPixelIsScaledAsTheExamplesWere() throws {
    var random = RandomValues()
    let model = model(
      ["a", "b"], features: 784, random: &random, inputs: Schema(shape: [28, 28]))
    func scale(_ greatest: Float) throws -> Double {
      var elements = [Float](repeating: 0.5, count: 784)
      elements[100] = greatest
      let matrix = Matrix<Float>(rows: 784, columns: 1, elements: elements)
      return try subject(model, Examples(Dataset(features: matrix, labels: Labels(["a"]))))
        .pixelScale
    }
    #expect(try scale(1) == 1.0 / 255)
    #expect(try scale(200) == 1)
    let bytes = ByteMatrix(features: 784, examples: 1, scale: 0.25)
    let set = Examples(Dataset(features: bytes, labels: Labels(["a"])))
    #expect(try subject(model, set).pixelScale == 0.25)
  }
}
