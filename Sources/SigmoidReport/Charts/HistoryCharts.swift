import SigmoidMetrics

/// The charts of a training's course.
package enum HistoryCharts {
  /// What evaluations are drawn over.
  package enum Course: String, CaseIterable, Sendable {
    case evaluations
    case seconds
  }

  /// The loss, and the objective where a penalty sets it apart; on a logarithmic axis the largest
  /// |gradient| too.
  package static func loss(
    _ history: TrainingHistory, over course: Course = .evaluations, isLogarithmic: Bool = false
  ) -> LineChart {
    let records = history.records
    let xs = records.map { course == .evaluations ? Double($0.evaluation) : $0.seconds }
    func series(_ name: String, _ value: (TrainingHistory.Record) -> Double) -> LineChart.Series {
      LineChart.Series(
        name: name, points: zip(xs, records).map { CurvePoint(x: $0, y: value($1)) })
    }
    var all = [series("loss", \.loss)]
    if records.contains(where: { abs($0.objective - $0.loss) > 1e-3 * abs($0.loss) }) {
      all.append(series("loss + penalty", \.objective))
    }
    if isLogarithmic { all.append(series("|gradient|", \.gradientMax)) }
    return LineChart(
      title: isLogarithmic ? "Loss and gradient" : "Loss", summary: summary(records),
      x: ChartAxis(
        label: course == .evaluations ? "evaluation" : "seconds of training", covering: xs,
        includesZero: true),
      y: ChartAxis(
        label: isLogarithmic ? "loss and largest |gradient|" : "loss",
        covering: all.flatMap { $0.points.map(\.y) }, isLogarithmic: isLogarithmic,
        includesZero: true), series: all)
  }

  private static func summary(_ records: [TrainingHistory.Record]) -> String {
    guard let first = records.first, let last = records.last else { return "" }
    let least = records.map(\.loss).filter(\.isFinite).min() ?? last.loss
    return "The loss goes from \(NumberText.fixed(first.loss, digits: 6)) to "
      + "\(NumberText.fixed(last.loss, digits: 6)) in \(records.count) evaluations and "
      + "\(NumberText.short(last.seconds)) seconds; the least is "
      + "\(NumberText.fixed(least, digits: 6)). The largest |gradient| goes from "
      + "\(NumberText.short(first.gradientMax)) to \(NumberText.short(last.gradientMax))."
  }
}
