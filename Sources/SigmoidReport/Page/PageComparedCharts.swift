import SigmoidMetrics

/// The curves of several models in one chart each.
struct PageComparedCharts {
  let subjects: [ReportSubject]
  /// What each model is called.
  let names: [String]

  /// The loss of each training that has a history, over evaluations and over seconds; nil when
  /// none has.
  var history: PageSection? {
    let kept = zip(names, subjects).compactMap { name, subject in
      subject.history.map { (name, $0.records) }
    }
    guard !kept.isEmpty else { return nil }
    func chart(_ label: String, _ x: (TrainingHistory.Record) -> Double) -> LineChart {
      let series = kept.map { name, records in
        LineChart.Series(
          name: name, points: records.map { CurvePoint(x: x($0), y: $0.objective) })
      }
      let points = series.flatMap(\.points)
      let ends = kept.map { name, records in
        "\(name) ends at \(NumberText.short(records.last?.objective ?? .nan))"
      }
      return LineChart(
        title: "Objective", summary: "Loss and penalty: " + ends.joined(separator: "; ") + ".",
        x: ChartAxis(label: label, covering: points.map(\.x), includesZero: true),
        y: ChartAxis(label: "objective", covering: points.map(\.y), isLogarithmic: true),
        series: series)
    }
    return PageSection(
      id: "history", title: "Progress of the training",
      markup: PageMarkup.grid(
        "charts",
        [
          PageCharts.figure(chart("evaluation") { Double($0.evaluation) }, id: "history-loss"),
          PageCharts.figure(chart("seconds of training", \.seconds), id: "history-seconds"),
        ]))
  }

  /// Of each model its one curve, or the mean of those of its classes.
  var curves: PageSection? {
    let roc = zip(names, subjects).compactMap { name, subject in
      subject.scored.rocCurves().last.map { (name, $0) }
    }
    let precision = zip(names, subjects).compactMap { name, subject in
      subject.scored.precisionRecallCurves().last.map { (name, $0) }
    }
    guard !roc.isEmpty else { return nil }
    let of = subjects.contains { !$0.scored.isBinary } ? ", mean over the classes" : ""
    return PageSection(
      id: "curves", title: "Ranking",
      markup: PageMarkup.grid(
        "charts",
        [
          PageCharts.figure(
            chart(
              "ROC curves\(of)", roc, x: "false-positive rate", y: "true-positive rate",
              diagonal: "guessing"),
            id: "roc"),
          PageCharts.figure(
            chart("Precision and recall\(of)", precision, x: "recall", y: "precision"), id: "pr"),
        ]))
  }

  private func chart(
    _ title: String, _ curves: [(name: String, curve: RankingCurve)], x: String, y: String,
    diagonal: String? = nil
  ) -> LineChart {
    let named = curves.map { name, curve in
      (name: "\(name): \(NumberText.fixed(curve.area, digits: 4))", points: curve.points)
    }
    return LineChart(
      title: title,
      summary: "Areas under the curves: " + named.map(\.name).joined(separator: ", ") + ".",
      x: .share(x), y: .share(y),
      series: named.map { LineChart.Series(name: $0.name, points: $0.points) },
      diagonal: diagonal)
  }
}
