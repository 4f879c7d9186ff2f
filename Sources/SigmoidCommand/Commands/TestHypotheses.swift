import ArgumentParser
import SigmoidModel
import SigmoidSystem

struct TestHypotheses: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Test hypotheses about the coefficients of a model.",
    discussion: """
      Examples:
        sigmoid test --model births.safetensors 'smoke = 0, race'
        sigmoid test --model births.safetensors 'race=2 = race=3'
        sigmoid test --model births.safetensors '2*age - lwt = 0.5'
        sigmoid test --model births.safetensors --against small.safetensors
        sigmoid test --model votes.safetensors 'green: age = left: age'

      Wald's test of all hypotheses together, from the covariance that 'train --keep-covariance' saved. \
      A term alone is a coefficient of 0; a categorical column stands for all of its levels. Terms are \
      those that 'sigmoid show' lists; of several classes 'class: term' is that of a class, and a term \
      alone stands for that of each.
      """)

  @Option(help: .model, completion: .file())
  var model: String

  @Option(
    help: ArgumentHelp(
      "A smaller model of the same rows: the ratio of likelihoods tests what it lacks.",
      valueName: "file"), completion: .file())
  var against: String?

  @Argument(help: "Hypotheses, with commas between.")
  var hypotheses: String?

  @Flag(help: "Print the result as one JSON object.")
  var json = false

  func validate() throws {
    guard (hypotheses == nil) != (against == nil) else {
      throw ValidationError(
        "expected hypotheses or --against, found \(hypotheses == nil ? "neither" : "both"); give one of them"
      )
    }
  }

  private struct Report: Encodable {
    struct Line: Encodable {
      let factors: [String: Double]
      let value: Double
    }

    let hypotheses: OrNull<[Line]>
    let against: OrNull<String>
    /// Of Wald's test.
    let covariance: OrNull<CovarianceKind>
    let chiSquared: Double
    let degrees: Int
    let p: Double
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      let trained = try LogisticModel(contentsOf: model)
      do {
        if let against {
          try compare(trained, LogisticModel(contentsOf: against), against)
        } else {
          try test(trained)
        }
      } catch let error as HypothesisError {
        // What is not nested is the smaller model.
        let file = trained.inference == nil ? model : against ?? model
        throw RunFailure(description: "\(file): \(error)")
      }
    }
  }

  private func test(_ trained: LogisticModel) throws {
    guard let inference = trained.inference else { throw trained.lackOfInference }
    let lines = inference.coefficients.filter { $0.standardError != nil }
    let terms = lines.map(\.name)
    // A column stands for its levels, and of several classes a term for that of each.
    var columns: [String: [String]] = [:]
    for term in trained.terms {
      let own = lines.filter { $0.feature == term.feature && $0.feature != nil }.map(\.name)
      guard !own.isEmpty else { continue }
      if let column = term.column { columns[column.name, default: []] += own }
      if inference.reference != nil, term.column?.name != term.name { columns[term.name] = own }
    }
    let asked = try LinearHypothesis.list(
      hypotheses ?? "", terms: terms, columns: columns, untestable: trained.untestableTerms)
    let test = try trained.test(asked)
    guard !json else {
      let report = Report(
        hypotheses: OrNull(
          value: asked.map { .init(factors: $0.factors, value: $0.value == 0 ? 0 : $0.value) }),
        against: OrNull(value: nil), covariance: OrNull(value: inference.covariance),
        chiSquared: test.chiSquared, degrees: test.degrees, p: test.p)
      return try Terminal.result(JSONOutput.object(report))
    }
    let sentences = asked.map { "  " + Self.text($0) }.joined(separator: "\n")
    try Terminal.result(
      "hypotheses\n\(sentences)\n\nWald's test, standard errors \(InferenceText.errors(of: inference))\n"
        + InferenceText.text(test.chiSquared, test.degrees, test.p))
  }

  private func compare(
    _ larger: LogisticModel, _ smaller: LogisticModel, _ path: String
  ) throws {
    let test = try larger.likelihoodRatio(against: smaller)
    guard !json else {
      let report = Report(
        hypotheses: OrNull(value: nil), against: OrNull(value: path),
        covariance: OrNull(value: nil), chiSquared: test.chiSquared, degrees: test.degrees,
        p: test.p)
      return try Terminal.result(JSONOutput.object(report))
    }
    try Terminal.result(
      "\(ShownModelText.line(model)) against \(ShownModelText.line(path)), by the ratio of likelihoods\n"
        + InferenceText.text(test.chiSquared, test.degrees, test.p))
  }

  private static func text(_ hypothesis: LinearHypothesis) -> String {
    var text = ""
    for (term, factor) in hypothesis.factors.sorted(by: { $0.key < $1.key }) {
      let sign = factor < 0 ? (text.isEmpty ? "−" : " − ") : (text.isEmpty ? "" : " + ")
      let size = abs(factor) == 1 ? "" : "\(ShownModelText.number(abs(factor)))·"
      text += sign + size + ShownModelText.line(term)
    }
    return text + " = " + ShownModelText.number(hypothesis.value)
  }
}
