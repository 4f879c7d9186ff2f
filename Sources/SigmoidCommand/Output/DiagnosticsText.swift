import SigmoidModel
import SigmoidReport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The diagnostics of a fit, for a person.
struct DiagnosticsText {
  private let found: FitDiagnostics
  private let positive: String
  private let level: Double

  /// - Parameter level: of the intervals.
  init(_ found: FitDiagnostics, _ model: LogisticModel, level: Double) {
    self.found = found
    positive = ShownModelText.line(model.columnName(0))
    self.level = level
  }

  private var diagnostics: Diagnostics { found.diagnostics }

  var text: String {
    [effects, inflation, Format.table(facts), influence].filter { !$0.isEmpty }
      .joined(separator: "\n\n")
  }

  private static func number(_ value: Double?) -> String {
    value.map(ShownModelText.number) ?? ""
  }

  private var effects: String {
    guard !diagnostics.marginalEffects.isEmpty else { return "" }
    let rows = diagnostics.marginalEffects.map { effect in
      let (lower, upper) = effect.interval(level: level)
      return [ShownModelText.line(effect.term)]
        + [effect.effect, effect.standardError, effect.z].map(Self.number)
        + [InferenceText.p(effect.p)] + [lower, upper].map(Self.number)
    }
    let penalised =
      diagnostics.isPenalised
      ? "\npenalised: effects are shrunk, and their errors are those of the posterior of the weights"
      : ""
    return
      "average marginal effects: the change of the mean probability of '\(positive)' for one unit of the\n"
      + "feature; standard errors by the delta method from the model's information, intervals of "
      + InferenceWords.level(level) + penalised + "\n\n"
      + Format.table(
        headings: ["term", "effect", "std. error", "z", "p", "lower", "upper"], rows: rows)
  }

  private var inflation: String {
    let all = diagnostics.varianceInflation
    guard !all.isEmpty else { return "" }
    let hasSeveral = all.contains { $0.degrees > 1 }
    let hasFit = all.contains { $0.factor != nil }
    let rows = all.map { one in
      var row = [ShownModelText.line(one.term)]
      if hasSeveral { row.append("\(one.degrees)") }
      row.append(Self.number(one.featureFactor))
      if hasFit { row.append(Self.number(one.factor)) }
      if hasSeveral {
        row.append(Self.number((one.factor ?? one.featureFactor).root(2 * one.degrees)))
      }
      return row
    }
    let last = hasFit ? "of the fit" : "of the features"
    let headings =
      ["term"] + (hasSeveral ? ["df"] : []) + ["of the features"] + (hasFit ? ["of the fit"] : [])
      + (hasSeveral ? ["^(1/(2·df))"] : [])
    return "inflation of variance by what other columns tell"
      + (hasSeveral ? "; the last column is that \(last), for comparison across df" : "") + "\n\n"
      + Format.table(headings: headings, rows: rows)
  }

  private var facts: [(String, String)] {
    var facts: [(String, String)] = []
    if !diagnostics.hasIntercept {
      facts.append(("inflation", "none without an intercept, of which it tells nothing"))
    }
    func condition(_ number: Double?) -> String {
      number.map(Self.number)
        ?? "over \(ShownModelText.number(Diagnostics.mostConditionNumber)), nearly a combination"
    }
    facts.append(
      (
        "condition",
        "\(condition(diagnostics.conditionNumber)) of the features"
          + (diagnostics.hasIntercept ? " with the intercept" : "")
          + ", \(condition(diagnostics.weightedConditionNumber)) as the fit weighs the rows; each column at "
          + "length 1"
      ))
    switch found.fitTest {
    case .failure(let error): facts.append(("fit", "Hosmer-Lemeshow: \(error)"))
    case .success(let test):
      facts.append(
        (
          "fit",
          "Hosmer-Lemeshow \(InferenceText.text(test.chiSquared, test.degrees, test.p)), "
            + "\(test.groups.count) groups by probability"
        ))
      if test.sparseGroups > 0 {
        facts.append(
          (
            "",
            "in \(Format.count(test.sparseGroups, "group")) less than 1 is expected of a label, so p is rough"
          ))
      }
    }
    return facts
  }

  private var influence: String {
    let rows = found.influential.map { example in
      [
        ShownModelText.line(found.name(example)), ShownModelText.line(found.label(example)),
        Self.number(example.probability), Self.number(example.standardizedPearson),
        Self.number(example.leverage), Self.number(example.cook),
      ]
    }
    guard !rows.isEmpty else {
      return diagnostics.isPenalised
        ? "no Cook's distances with --l2: a penalty pulls at the coefficients as the rows do" : ""
    }
    let firth = diagnostics.hasFirth ? ", of the likelihood without Firth's penalty" : ""
    return "the most influential rows, by Cook's distance\(firth); pearson is standardized\n\n"
      + Format.table(
        headings: [
          ShownModelText.line(found.idName), "label", "p(\(positive))", "pearson", "leverage",
          "Cook",
        ], rows: rows)
  }
}

extension Double {
  /// The root of this order.
  fileprivate func root(_ order: Int) -> Double { pow(self, 1 / Double(order)) }
}
