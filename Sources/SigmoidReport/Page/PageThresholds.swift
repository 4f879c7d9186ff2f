import SigmoidMetrics

/// The thresholds of a binary model.
enum PageThresholds {
  /// nil unless there are thresholds to choose from.
  static func section(_ subject: ReportSubject) -> PageSection? {
    guard let table = subject.scored.thresholdTable(chosen: subject.threshold) else { return nil }
    let named = [
      ("chosen", table.chosen), ("greatest F1", table.bestF1),
      ("greatest recall − false-positive rate", table.bestYouden),
    ]
    var names: [Double: String] = [:]
    for (name, point) in named {
      names[point.threshold] = (names[point.threshold].map { "\($0); " } ?? "") + name
    }
    // What has a name may be one of the table's own thresholds.
    let points = table.rows + named.map(\.1)
    let sorted = Dictionary(points.map { ($0.threshold, $0) }) { first, _ in first }.values
      .sorted { $0.threshold < $1.threshold }.map { (names[$0.threshold] ?? "", $0) }
    let cells = sorted.map { name, point in
      [
        NumberText.fixed(point.threshold, digits: 4),
        // Of no flagged examples there is no share.
        point.flagged > 0 ? percent(point.precision) : "–",
        percent(point.recall), NumberText.fixed(point.f1, digits: 4),
        percent(point.falsePositiveRate), percent(point.shareFlagged),
        "\(point.falsePositives)", "\(point.falseNegatives)", name,
      ]
    }
    let positive = subject.scored.classNames[1]
    let text =
      "An example is predicted “\(positive)” if its probability is at least the threshold. "
      + "Predictions use one half. At \(NumberText.short(table.chosen.threshold)), the chosen "
      + "threshold, \(table.chosen.falsePositives) of these examples are false alarms and "
      + "\(table.chosen.falseNegatives) are missed. The two other marked thresholds are the best "
      + "on these examples, and a little worse on others."
    return PageSection(
      id: "thresholds", title: "Operating points",
      markup: PageMarkup.paragraph(text)
        + PageMarkup.table(
          caption: "Thresholds of the probability of \(positive)",
          headings: [
            "threshold", "precision", "recall", "F1", "false-positive rate", "share flagged",
            "false alarms", "missed", "operating point",
          ], rows: cells, words: [8],
          marked: Set(sorted.indices.filter { !sorted[$0].0.isEmpty })))
  }

  private static func percent(_ share: Double) -> String { NumberText.percent(share) }
}
