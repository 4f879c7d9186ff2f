import SigmoidMetrics

/// The charts of a page, with their places on it.
enum PageCharts {
  /// Ranking, calibration and the spread of the probabilities.
  static func curves(_ subject: ReportSubject) -> PageSection {
    let scored = subject.scored
    var charts: [String] = []
    if let roc = try? FigureCharts.roc(scored) { charts.append(figure(roc, id: "roc")) }
    if let precision = try? FigureCharts.precisionRecall(scored) {
      charts.append(figure(precision, id: "pr"))
    }
    charts.append(figure(FigureCharts.calibration(subject.figures.calibration), id: "calibration"))
    charts.append(figure(FigureCharts.histogram(scored), id: "histogram"))
    return PageSection(
      id: "curves", title: "Ranking and calibration",
      markup: PageMarkup.grid("charts", charts))
  }

  /// Above this many classes the confusions alone are listed.
  private static let mostClasses = 30
  private static let shownConfusions = 12

  static func confusion(_ subject: ReportSubject) -> PageSection {
    let evaluation = subject.scored.evaluation
    let names = subject.scored.classNames
    let classes = PageMarkup.table(
      caption: "Each class",
      headings: ["class", "precision", "recall", "F1", "examples"],
      rows: evaluation.perClass.prefix(mostClasses).map { row in
        [
          row.label, NumberText.percent(row.precision), NumberText.percent(row.recall),
          NumberText.fixed(row.f1, digits: 4), "\(row.support)",
        ]
      })
    var parts: [String] = []
    if names.count <= mostClasses {
      parts.append(figure(FigureCharts.confusion(evaluation), id: "confusion-chart"))
    }
    parts.append("<div>\(classes)\(confusions(evaluation, names))</div>\n")
    return PageSection(
      id: "confusion", title: "Confusion",
      markup: PageMarkup.grid("charts", parts))
  }

  /// The most frequent ones; nothing of two classes, where the matrix shows both.
  private static func confusions(_ evaluation: Evaluation, _ names: [String]) -> String {
    guard names.count > 2 else { return "" }
    var found: [(count: Int, actual: Int, predicted: Int)] = []
    for (actual, row) in evaluation.confusion.enumerated() {
      for (predicted, count) in row.enumerated() where count > 0 && predicted != actual {
        found.append((count, actual, predicted))
      }
    }
    guard !found.isEmpty else { return "" }
    let shares = evaluation.confusionShares
    let rows = found.sorted { $0.count > $1.count }.prefix(shownConfusions).map { one in
      [
        names[one.actual], names[one.predicted], "\(one.count)",
        NumberText.percent(shares[one.actual][one.predicted]),
      ]
    }
    return PageMarkup.table(
      caption: "The most frequent confusions",
      headings: ["true class", "predicted as", "examples", "share of the class"],
      rows: rows, words: [1])
  }

  /// Loss and gradient along the evaluations of one model; nil when they were not kept.
  static func history(_ subject: ReportSubject) -> PageSection? {
    guard let history = subject.history else { return nil }
    let other = [
      figure(HistoryCharts.loss(history, over: .seconds), id: "history-seconds"),
      figure(
        HistoryCharts.loss(history, over: .seconds, isLogarithmic: true),
        id: "history-seconds-log"),
    ]
    return PageSection(
      id: "history", title: "Progress of the training",
      markup: PageMarkup.grid(
        "charts",
        [
          figure(HistoryCharts.loss(history), id: "history-loss"),
          figure(HistoryCharts.loss(history, isLogarithmic: true), id: "history-log"),
        ]) + PageMarkup.details("The same charts over seconds", PageMarkup.grid("charts", other)))
  }

  /// A chart with its title, in a page.
  static func figure(_ chart: some Chart, id: String) -> String {
    PageMarkup.figure(chart.svg(id: id))
  }
}
