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
    ([heading] + tables + [
      stars, Format.table(facts), tests, parallelLines,
      InferenceWords.counts(of: inference, style: .plain) ?? "",
    ])
    .filter { !$0.isEmpty }
    .joined(separator: "\n\n")
  }

  /// What standard errors are made of.
  static func errors(of inference: Inference) -> String {
    InferenceWords.errors(of: inference)
  }

  /// What the numbers are.
  private var heading: String {
    let odds =
      model.link == .ordinal
      ? "log-odds of a class above any threshold; "
      : inference.reference == nil ? logOdds(of: nil) + "; " : ""
    let penalty = InferenceWords.penalty(of: inference).map { "\n\($0)" } ?? ""
    return "\(odds)standard errors \(Self.errors(of: inference)); "
      + InferenceWords.intervals(of: inference) + penalty
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
    let columns = Set(
      terms.filter { $0.feature.map { ofFeature[$0] != nil } ?? false }.map { $0.column?.name })
    for term in terms {
      // Of chosen terms nothing but these, and what their levels are compared with.
      if inference.isOfChosenTerms, !columns.contains(term.column?.name) { continue }
      if inference.isOfChosenTerms, let feature = term.feature, ofFeature[feature] == nil {
        continue
      }
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
      + [line.feature == nil ? "" : InferenceWords.ratio(line.oddsRatio, style: .plain)]
      + (hasStars ? [Self.stars(p)] : [])
  }

  private var stars: String { hasStars ? "*** p < 0.001, ** p < 0.01, * p < 0.05" : "" }

  private var facts: [(String, String)] {
    InferenceWords.facts(of: inference, style: .plain).map { ($0.name, $0.text) }
  }

  /// A test in a line.
  static func text(_ chiSquared: Double, _ degrees: Int, _ p: Double) -> String {
    InferenceWords.test(chiSquared, degrees, p, style: .plain)
  }

  /// Of classes in an order.
  private var parallelLines: String {
    guard let found = inference.parallelLines else { return "" }
    let what = "parallel lines, whether all splits have the same coefficients"
    guard let together = found.together else {
      return "\(what): not tested, as\n" + ShownModelText.line(found.problem ?? "", most: 500)
    }
    return "\(what), by Brant's test" + "\n\n" + table(of: [together] + found.terms)
  }

  /// - Parameter untested: below those that are, each with its reason.
  private func table(
    of tests: [Inference.Test], _ untested: [Inference.UntestedTerm] = []
  ) -> String {
    let headings = ["term", "χ²", "df", "p"] + (hasStars ? [""] : [])
    let rows = tests.map {
      [
        ShownModelText.line($0.term), ShownModelText.number($0.chiSquared), "\($0.degrees)",
        Self.p($0.p),
      ] + (hasStars ? [Self.stars($0.p)] : [])
    }
    let others = untested.map {
      [ShownModelText.line($0.term)] + headings.dropFirst().map { _ in "" }
    }
    let lines = Format.table(headings: headings, rows: rows + others)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let width = ([headings[0]] + (rows + others).map { $0[0] }).map(\.count).max() ?? 0
    // Behind the name, whatever the width of the columns: a reason may be long.
    let reasons = zip(lines.suffix(others.count), untested).map { line, term in
      line.prefix(width) + "  " + reason(term)
    }
    return (lines.dropLast(others.count).map(String.init) + reasons).joined(separator: "\n")
      .withoutTrailingSpaces
  }

  /// With the combination, as the table of coefficients has it.
  private func reason(_ term: Inference.UntestedTerm) -> String {
    guard term.reason == .notEstimated,
      let combination = combinations[ShownModelText.line(term.term)]
    else { return InferenceWords.words(term.reason) }
    return combination
  }

  private var tests: String {
    guard !inference.tests.isEmpty || !inference.untested.isEmpty else { return "" }
    return InferenceWords.tests + "\n\n" + table(of: inference.tests, inference.untested)
  }

  static func p(_ value: Double) -> String { InferenceWords.p(value, style: .plain) }

  private static func stars(_ p: Double) -> String {
    p < 0.001 ? "***" : p < 0.01 ? "**" : p < 0.05 ? "*" : ""
  }
}
