import SigmoidModel
import SigmoidReport

/// What a fit says of its coefficients, for a person: in the order that R's `summary` made usual.
struct InferenceText {
  private let model: LogisticModel
  private let inference: Inference
  private let terms: [ModelTerm]
  private let hasStars: Bool

  /// - Parameters:
  ///   - terms: of the model: those that are shown, in their order.
  ///   - hasStars: whether p-values are marked.
  /// - Returns: nil for a model without inference.
  init?(_ model: LogisticModel, _ terms: [ModelTerm], hasStars: Bool) {
    guard let inference = model.inference else { return nil }
    self.model = model
    self.inference = inference
    self.terms = terms
    self.hasStars = hasStars
  }

  /// The table of coefficients, and the fit as a whole below it.
  var text: String {
    ([heading] + tables + [stars, Format.table(facts), tests, parallelLines]).filter { !$0.isEmpty }
      .joined(separator: "\n\n")
  }

  /// What standard errors are made of.
  static func errors(of inference: Inference) -> String {
    switch inference.covariance {
    case .model: "from the model's information"
    case .cluster: "robust, by clusters"
    default: "robust (\(inference.covariance.rawValue))"
    }
  }

  /// What the numbers are.
  private var heading: String {
    let errors = Self.errors(of: inference)
    let intervals =
      "intervals of \(Self.level(inference.level)) \(inference.intervals == .wald ? "by standard errors" : "by profile likelihood")"
    let penalised =
      inference.isPenalised
      ? "\npenalised: the estimates are shrunk, and the standard errors are those of the posterior of a\n"
        + "normal prior around 0" : ""
    let odds =
      model.link == .ordinal
      ? "log-odds of a class above any threshold; "
      : inference.reference == nil ? logOdds(of: nil) + "; " : ""
    let firth =
      inference.firth == nil
      ? "" : "\nFirth's penalty: p-values are those of the ratio of penalised likelihoods"
    return "\(odds)standard errors \(errors); \(intervals)\(penalised)\(firth)"
  }

  static func level(_ level: Double) -> String {
    let percent = level * 100
    return (percent == percent.rounded() ? "\(Int(percent))" : "\(percent)") + " %"
  }

  /// What the coefficients of a class add up to.
  private func logOdds(of className: String?) -> String {
    let name = ShownModelText.line(className ?? model.columnName(0))
    let other = inference.reference.map { " against '\(ShownModelText.line($0))'" } ?? ""
    return "log-odds of '\(name)'\(other)"
  }

  /// One, or of several classes one each.
  private var tables: [String] {
    guard inference.reference != nil else { return [table(of: nil)] }
    var classes: [String] = []
    for line in inference.coefficients {
      if let name = line.className, classes.last != name { classes.append(name) }
    }
    return classes.map { logOdds(of: $0) + "\n\n" + table(of: $0) }
  }

  private func table(of className: String?) -> String {
    let headings =
      ["term", "estimate", "std. error", "z", "p", "lower", "upper", "odds ratio"]
      + (hasStars ? [""] : [])
    let lines = inference.coefficients.filter { $0.className == className }
    let ofFeature = Dictionary(
      uniqueKeysWithValues: lines.compactMap { line in line.feature.map { ($0, line) } })
    var rows = lines.filter { $0.feature == nil }.map { row($0) }
    for term in terms {
      if let line = term.feature.flatMap({ ofFeature[$0] }) {
        rows.append(row(line))
      } else {
        let what = term.isReference ? "reference" : "offset"
        rows.append(
          [ShownModelText.line(term.name), what] + headings.dropFirst(2).map { _ in "" })
      }
    }
    let table = Format.table(headings: headings, rows: rows).withoutTrailingSpaces
    guard !combinations.isEmpty else { return table }
    // Behind the name, whatever the width of the columns: a combination may be long.
    let width = ([headings[0]] + rows.map { $0[0] }).map(\.count).max() ?? 0
    let written = table.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      index, line in
      guard index > 0, let text = combinations[rows[index - 1][0]] else { return String(line) }
      let name = rows[index - 1][0]
      return name + String(repeating: " ", count: width - name.count + 2) + text
    }
    return written.joined(separator: "\n")
  }

  /// Of coefficients that are not estimated, by their names.
  private var combinations: [String: String] {
    Dictionary(
      inference.coefficients.compactMap { line in
        CombinationText(of: line, model).map {
          (
            ShownModelText.line(line.term),
            "not estimated, " + ShownModelText.line($0.text, most: 300)
          )
        }
      }
    ) { first, _ in first }
  }

  private func row(_ line: Inference.Coefficient) -> [String] {
    let name = ShownModelText.line(line.term)
    guard let error = line.standardError, let z = line.z, let p = line.p else {
      return [name, "not estimated", "", "", "", "", "", ""] + (hasStars ? [""] : [])
    }
    let bounds = [line.lower, line.upper].map { $0.map(ShownModelText.number) ?? "not found" }
    return [name] + [line.estimate, error, z].map(ShownModelText.number) + [Self.p(p)] + bounds
      + [line.feature == nil ? "" : ShownModelText.number(line.oddsRatio)]
      + (hasStars ? [Self.stars(p)] : [])
  }

  private var stars: String { hasStars ? "*** p < 0.001, ** p < 0.01, * p < 0.05" : "" }

  private var facts: [(String, String)] {
    func number(_ value: Double) -> String { Format.fixed(value, digits: 3) }
    func degrees(_ value: Double) -> String {
      Int(exactly: value).map(String.init) ?? number(value)
    }
    var facts = [
      (
        "deviance",
        "\(number(inference.deviance)) on \(degrees(inference.degrees)) degrees of freedom; without "
          + "features \(number(inference.nullDeviance)) on \(degrees(inference.nullDegrees))"
      )
    ]
    guard !inference.isPenalised else {
      return facts + [("", "with a penalty there is no test of it, no AIC and no BIC")]
    }
    if let firth = inference.firth {
      facts.append(
        ("likelihood", "penalised log-likelihood \(number(firth.penalisedLogLikelihood))"))
      if let test = inference.likelihoodRatio {
        facts.append(("all features", Self.text(of: test)))
      }
      return facts
    }
    facts.append(
      (
        "likelihood",
        "log-likelihood \(number(inference.logLikelihood)), AIC \(number(inference.aic)), BIC "
          + number(inference.bic)
      ))
    if let test = inference.likelihoodRatio {
      facts.append(("all features", Self.text(of: test)))
    }
    facts.append(
      (
        "pseudo R²",
        "McFadden \(number(inference.mcFadden)), Cox-Snell \(number(inference.coxSnell)), Nagelkerke "
          + number(inference.nagelkerke) + (inference.tjur.map { ", Tjur \(number($0))" } ?? "")
      ))
    return facts
  }

  private static func text(of test: Inference.Test) -> String {
    text(test.chiSquared, test.degrees, test.p)
  }

  /// A test in a line.
  static func text(_ chiSquared: Double, _ degrees: Int, _ p: Double) -> String {
    "χ² \(ShownModelText.number(chiSquared)) on \(degrees), p \(Self.p(p))"
  }

  /// Of classes in an order.
  private var parallelLines: String {
    guard let found = inference.parallelLines else { return "" }
    guard let together = found.together else {
      let places = found.splitsWithoutOptimum.map { ShownModelText.line($0) }
      return
        "parallel lines, whether all splits have the same coefficients: not tested, as there is no\n"
        + "fit of its own of the split at \(places.prefix(10).joined(separator: ", "))"
    }
    let heading = "parallel lines, whether all splits have the same coefficients, by Brant's test"
    return heading + "\n\n" + table(of: [together] + found.terms)
  }

  private func table(of tests: [Inference.Test]) -> String {
    let rows = tests.map {
      [
        ShownModelText.line($0.term), ShownModelText.number($0.chiSquared), "\($0.degrees)",
        Self.p($0.p),
      ] + (hasStars ? [Self.stars($0.p)] : [])
    }
    return Format.table(
      headings: ["term", "χ²", "df", "p"] + (hasStars ? [""] : []), rows: rows
    ).withoutTrailingSpaces
  }

  private var tests: String {
    guard !inference.tests.isEmpty else { return "" }
    return "each column against the model without it, by the ratio of likelihoods\n\n"
      + table(of: inference.tests)
  }

  /// Four digits, or a power of ten.
  static func p(_ value: Double) -> String {
    if value < .leastNormalMagnitude { return "< 1e-307" }
    return value >= 1e-4 ? Format.fixed(value, digits: 4) : NumberText.scientific(value)
  }

  private static func stars(_ p: Double) -> String {
    p < 0.001 ? "***" : p < 0.01 ? "**" : p < 0.05 ? "*" : ""
  }
}
