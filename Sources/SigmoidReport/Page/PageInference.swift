import SigmoidModel

/// What the fit says of the coefficients of a model of two classes, and pictures of it.
enum PageInference {
  /// Lines of the table that are in sight; of more, all are there when asked for.
  private static let mostLines = 60
  /// A page of more would be heavy.
  private static let mostOfAll = 2000
  private static let mostListed = 12

  /// Whether a page has the section: of a model that keeps what its fit said, and of one whose classes
  /// are separated, so that there was nothing to say.
  static func isShown(_ model: LogisticModel) -> Bool {
    model.isBinary && (model.inference != nil || !model.separatedFeatures.isEmpty)
  }

  /// nil for a model without any.
  static func section(_ subject: ReportSubject) -> PageSection? {
    guard isShown(subject.model) else { return nil }
    return PageSection(
      id: "inference", title: "Coefficients and their intervals", markup: markup(subject))
  }

  private static func markup(_ subject: ReportSubject) -> String {
    let model = subject.model
    let separation = separation(model)
    guard let inference = model.inference else {
      return separation
        + PageCharts.figure(CoefficientCharts.forest(of: model, column: 0), id: "inference-forest")
    }
    let forest = InferenceForest(model, inference)
    return PageMarkup.paragraph(meaning(model, inference)) + separation
      + table(forest, inference, model) + notEstimated(forest)
      + PageMarkup.facts(
        InferenceWords.facts(of: inference, style: .typeset).map {
          Fact($0.name.isEmpty ? "" : ReportPage.capitalised($0.name), $0.text)
        })
      + (InferenceWords.counts(of: inference, style: .typeset).map {
        PageMarkup.paragraph(ReportPage.capitalised($0.replacing("\n", with: " ")) + ".")
      } ?? "")
      + tests(inference) + PageMarkup.heading("Odds ratios") + pictures(forest, inference)
      + PageFitPictures.markup(subject, inference)
  }

  /// What the numbers are.
  private static func meaning(_ model: LogisticModel, _ inference: Inference) -> String {
    let penalty = InferenceWords.penalty(of: inference).map {
      " " + ReportPage.capitalised($0.replacing("\n", with: " ")) + "."
    }
    return
      "A coefficient is the change of the log-odds of “\(model.columnName(0))” for one unit of the "
      + "feature, where the others stay the same; the odds ratio is e^coefficient. Standard errors are "
      + "\(InferenceWords.errors(of: inference)); \(InferenceWords.intervals(of: inference))."
      + (penalty ?? "")
  }

  private static func separation(_ model: LogisticModel) -> String {
    let separated = model.separatedFeatures.sorted()
    guard !separated.isEmpty else { return "" }
    let names = model.featureNames
    return PageMarkup.paragraph(
      "The classes are separated by \(list(separated.map { names[$0] })). Without a penalty these "
        + "coefficients have no finite optimum: their numbers mean nothing and are not shown. Training "
        + "ended when that was found, and the other coefficients need not be at their optimum. Firth’s "
        + "penalty (train --firth) gives finite estimates and intervals.", kind: "warning")
  }

  private static func notEstimated(_ forest: InferenceForest) -> String {
    let names = forest.terms.filter { forest.state(of: $0) == .notEstimated }.map(\.name)
    guard !names.isEmpty else { return "" }
    return PageMarkup.paragraph(
      "Not estimated, with a weight of 0: \(list(names)). Such a feature is constant in the rows of the "
        + "fit, or a combination of others, so that these say all it could.", kind: "warning")
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(mostListed).joined(separator: ", ")
      + (names.count > mostListed ? ", … (\(names.count) in all)" : "")
  }

  private static func table(
    _ forest: InferenceForest, _ inference: Inference, _ model: LogisticModel
  ) -> String {
    let intercept = inference.coefficients.first { $0.feature == nil }.map { row($0.term, $0) }
    func table(_ terms: [ModelTerm], _ caption: String) -> String {
      PageMarkup.table(
        caption: caption,
        headings: [
          "term", "estimate", "std. error", "z", "p", "lower bound", "upper bound", "odds ratio",
        ],
        rows: (intercept.map { [$0] } ?? [])
          + terms.map { term in
            switch forest.state(of: term) {
            case .reference: [term.name, "reference"] + blanks
            case .noOptimum: [term.name, "no optimum"] + blanks
            default: forest.coefficient(of: term).map { row(term.name, $0) } ?? [term.name] + blanks
            }
          })
    }
    // An offset is a line of `show`, too.
    let offsets = model.terms.filter(model.isOffset).map {
      PageMarkup.paragraph("\($0.name) is an offset: its coefficient is 1.", kind: "note")
    }.joined()
    let caption =
      "Coefficients of “\(model.columnName(0))”, with bounds of "
      + InferenceWords.level(inference.level)
    guard forest.terms.count > mostLines else { return table(forest.terms, caption) + offsets }
    let all = forest.terms.prefix(mostOfAll)
    return table(
      forest.chosen,
      caption + ", the \(forest.chosen.count) of \(forest.terms.count) with the largest |z|")
      + PageMarkup.details(
        "All \(forest.terms.count) coefficients in a table",
        table(Array(all), caption)
          + (all.count < forest.terms.count
            ? PageMarkup.paragraph(
              "The first \(all.count); sigmoid show --all prints all.", kind: "note") : ""))
      + offsets
  }

  private static let blanks = [String](repeating: "", count: 6)

  private static func row(_ name: String, _ line: Inference.Coefficient) -> [String] {
    guard let error = line.standardError, let z = line.z, let p = line.p else {
      return [name, "not estimated"] + blanks
    }
    func number(_ value: Double) -> String { NumberText.fiveDigits(value) }
    let bounds = [line.lower, line.upper].map { bound in
      bound.map { $0.isFinite ? number($0) : "no bound" } ?? "not found"
    }
    return [name, number(line.estimate), number(error), number(z)]
      + [InferenceWords.p(p, style: .typeset)] + bounds
      + [line.feature == nil ? "" : InferenceWords.ratio(line.oddsRatio, style: .typeset)]
  }

  private static func tests(_ inference: Inference) -> String {
    guard !inference.tests.isEmpty || !inference.untested.isEmpty else { return "" }
    return PageMarkup.paragraph(ReportPage.capitalised(InferenceWords.tests) + ":")
      + PageMarkup.table(
        caption: "Likelihood-ratio tests", headings: ["term", "χ²", "df", "p"],
        rows: inference.tests.map { test in
          [
            test.term, NumberText.fiveDigits(test.chiSquared), "\(test.degrees)",
            InferenceWords.p(test.p, style: .typeset),
          ]
        } + inference.untested.map { [$0.term, InferenceWords.words($0.reason), "", ""] })
  }

  private static func pictures(_ forest: InferenceForest, _ inference: Inference) -> String {
    guard forest.terms.contains(where: { !$0.isReference }) else {
      return PageMarkup.paragraph("The model has no features.")
    }
    let unbounded = forest.terms.filter { term in
      let line = forest.coefficient(of: term)
      return line?.lower?.isInfinite == true || line?.upper?.isInfinite == true
    }.map(\.name)
    let words =
      "Right of 1 a term speaks for the class, left of it against it. An interval ends in an arrow "
      + "where it reaches beyond the axis. Sizes compare only between features in like units."
    let isWhole = forest.rest.isEmpty
    let title = isWhole ? "" : ", \(forest.chosen.count) of \(forest.terms.count) terms"
    let choice =
      isWhole
      ? ""
      : " Of \(forest.terms.count) terms these are the \(forest.chosen.count) with the largest |z|; the "
        + "others are below."
    let others = forest.rest.prefix(InferenceForest.mostOfRest)
    let rest =
      others.isEmpty
      ? ""
      : PageMarkup.details(
        "The \(forest.rest.count) other terms"
          + (others.count < forest.rest.count ? ", the first \(others.count)" : ""),
        PageMarkup.sortable(
          PageCharts.figure(forest.plot(of: Array(others), ", other terms"), id: "forest-rest"),
          name: "order-rest", label: "Odds ratios of the other terms"))
    return PageMarkup.paragraph(words + choice)
      + (unbounded.isEmpty
        ? ""
        : PageMarkup.paragraph(
          "The likelihood has no bound on one side of \(list(unbounded)): however far the coefficient "
            + "goes that way, it loses no more than the level allows.", kind: "warning"))
      + PageMarkup.sortable(
        PageCharts.figure(forest.plot(of: forest.chosen, title), id: "forest"), name: "order",
        label: "Odds ratios")
      + rest
  }
}
