import SigmoidExamples
import SigmoidModel

/// Pictures of a fit in its own rows: profiles of the likelihood, residuals, and influence. In other rows
/// there are none, and a sentence says so.
enum PageFitPictures {
  /// Profiles in sight; the others are there when asked for.
  private static let mostProfiles = 6

  static func markup(_ subject: ReportSubject, _ inference: Inference) -> String {
    let heading = PageMarkup.heading("The fit in its rows")
    do {
      let study = try FitStudy(subject, inference)
      return profiles(study, inference) + pictures(study, inference, subject)
    } catch {
      return heading
        + PageMarkup.paragraph(
          "\(error) So there are no pictures of profiles, residuals and influence: sigmoid report with the "
            + "rows of the training draws them.", kind: "warning")
    }
  }

  private static func profiles(_ study: FitStudy, _ inference: Inference) -> String {
    let heading = PageMarkup.heading("Profiles of the likelihood")
    if let why = study.withoutCurves { return heading + PageMarkup.paragraph(why) }
    let bound = LogisticModel.normalBound(level: inference.level)
    let level = InferenceWords.level(inference.level)
    let figures = study.curves.enumerated().compactMap { index, one in
      one.line.standardError.map { error in
        PageCharts.figure(
          FitCharts.profile(one.curve, one.line, error: error, bound: bound, level: level),
          id: "profile-\(index)")
      }
    }
    let what =
      inference.firth != nil || inference.isPenalised ? "penalised deviance" : "deviance"
    let difference =
      inference.covariance == .model
      ? "Where the two differ, an interval by --intervals profile is the better one."
      : "Wald’s line is that of the robust standard error, of which the likelihood knows nothing."
    let words =
      "How much the \(what) rises where a coefficient is held and all others are fitted anew (solid), and "
      + "what an interval by the standard error supposes (Wald, dashed). Below the dotted line lies the "
      + "interval of \(level). " + difference
    let rest = figures.dropFirst(mostProfiles)
    return heading + PageMarkup.paragraph(words)
      + PageMarkup.grid("profiles", Array(figures.prefix(mostProfiles)))
      + (rest.isEmpty
        ? ""
        : PageMarkup.details(
          "The profiles of \(rest.count) more", PageMarkup.grid("profiles", Array(rest))))
  }

  private static func pictures(
    _ study: FitStudy, _ inference: Inference, _ subject: ReportSubject
  ) -> String {
    let name = subject.model.columnName(0)
    let count = study.examples.count
    let drawn =
      count > FitCharts.mostDots
      ? " Of \(count) rows \(FitCharts.mostDots) are drawn: the \(FitCharts.mostFarOut) that lie farthest "
        + "out, and of the others as many, evenly along the axis; the smooth is that of all."
      : ""
    let hasInfluence = study.examples.contains(where: FitCharts.hasInfluence)
    let ofInfluence =
      hasInfluence
      ? "Influence: an example weighs much where its leverage and its residual are large; the dashed line "
        + "joins examples of one Cook’s distance. "
        + (subject.rowColumn.map { "Their names are those of the column \($0)." }
          ?? "Numbers are those of the rows, counted from 0.")
      : "With a penalty residuals have no variance of 1, and there are no distances of Cook."
    let words =
      "Residuals of yes and no lie on two curves by themselves; what tells is their mean. The smooth line "
      + "(local linear regression over two thirds of the rows, as R’s lowess; not robust, as that would "
      + "take the rarer class for outliers) runs along 0 where the model is right. " + ofInfluence
      + drawn
    let residuals = PageCharts.figure(
      FitCharts.residuals(study.examples, weights: study.weights, of: name), id: "residuals")
    let heading = PageMarkup.heading("Residuals and influence") + PageMarkup.paragraph(words)
    guard hasInfluence else { return heading + PageMarkup.grid("charts", [residuals]) }
    let most = study.examples.filter(FitCharts.hasInfluence).mostInfluential(FitCharts.mostListed)
    let names = subject.scored.classNames
    let table = PageMarkup.table(
      caption: "The most influential examples",
      headings: [
        subject.rowColumn ?? "example", "class", "probability of \(name)", "Pearson residual",
        "deviance residual",
        "leverage", "Cook’s distance",
      ],
      rows: most.map { example in
        [
          subject.rowName(example), names[example.isPositive ? 1 : 0],
          NumberText.fixed(example.probability * 100, digits: 1) + "\u{A0}%",
          NumberText.short(example.pearson), NumberText.short(example.deviance),
          NumberText.short(example.leverage), NumberText.short(example.cook ?? 0),
        ]
      }, words: [1])
    return heading
      + PageMarkup.grid(
        "charts",
        [
          residuals,
          PageCharts.figure(
            FitCharts.influence(
              study.examples, coefficients: inference.estimated, of: name,
              rowName: subject.rowName),
            id: "influence"),
        ]) + table
  }
}

extension ReportSubject {
  /// The column that names the rows; nil where they are counted.
  fileprivate var rowColumn: String? {
    examples.rows?.names == nil ? nil : examples.inputs.idName ?? model.inputs.idName ?? "id"
  }

  /// What the row of an example is called, as `train --residuals` calls it.
  fileprivate func rowName(_ example: Diagnostics.Example) -> String {
    let rows = examples.rows
    return rows?.names?[example.position]
      ?? "\(rows?.places[example.position] ?? example.position)"
  }
}
