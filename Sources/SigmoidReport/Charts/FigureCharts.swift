import SigmoidMetrics

/// The charts of a test set's figures.
package enum FigureCharts {
  /// With more curves than this, those of the smallest areas are drawn, and the mean.
  private static let mostCurves = 12
  private static let curvesOfMany = 5

  /// - Parameter position: of the only class to draw; nil for all, and their mean.
  /// - Throws: `NothingToDraw` when the set has examples of one class only.
  package static func roc(
    _ examples: Predictions, of position: Int? = nil
  ) throws(NothingToDraw) -> LineChart {
    let curves = try drawn(examples.rocCurves(of: position))
    return LineChart(
      title: curves.count > 1
        ? "ROC curves"
        : "ROC curve of \(curves[0].name), area \(NumberText.fixed(curves[0].area, digits: 4))",
      summary: "The true-positive rate at each false-positive rate. Area under the "
        + "curve: " + areas(curves) + ".",
      x: .share("false-positive rate"), y: .share("true-positive rate"), series: series(curves),
      diagonal: "guessing")
  }

  /// - Parameter position: of the only class to draw; nil for all, and their mean.
  /// - Throws: `NothingToDraw` when the set has examples of one class only.
  package static func precisionRecall(
    _ examples: Predictions, of position: Int? = nil
  ) throws(NothingToDraw) -> LineChart {
    let curves = try drawn(examples.precisionRecallCurves(of: position))
    return LineChart(
      title: curves.count > 1
        ? "Precision and recall"
        : "Precision and recall of \(curves[0].name) "
          + "(AP \(NumberText.fixed(curves[0].area, digits: 4)))",
      summary: "The precision at each recall. "
        + "Average precision: " + areas(curves) + ".",
      x: .share("recall"), y: .share("precision"), series: series(curves))
  }

  /// The reliability diagram.
  package static func calibration(_ calibration: Calibration) -> LineChart {
    let bins = calibration.bins.filter { $0.count > 0 }
    let points = bins.map { CurvePoint(x: $0.confidence ?? 0, y: $0.share?.value ?? 0) }
    let words = bins.map { bin in
      "\(bin.count) predicted at \(NumberText.percent(bin.confidence ?? 0, digits: 1)), "
        + "\(NumberText.percent(bin.share?.value ?? 0, digits: 1)) right"
    }
    return LineChart(
      title: "Calibration",
      summary: "The share of right predictions at each confidence. Expected calibration error "
        + NumberText.interval(calibration.error, digits: 4) + ". By bins: "
        + words.joined(separator: "; ") + ".",
      x: .share("confidence of the prediction"), y: .share("share that is right"),
      series: [
        LineChart.Series(
          name: "bins, with 95 % intervals", points: points, isScattered: true,
          intervals: bins.map { ($0.share?.low ?? 0)...($0.share?.high ?? 0) })
      ], diagonal: "perfectly calibrated")
  }

  package static func histogram(_ examples: Predictions) -> Histogram {
    let histogram = examples.scoreHistogram
    let most = histogram.counts.joined().max() ?? 0
    let words = zip(histogram.groups, histogram.counts).map { name, counts in
      let sum = counts.reduce(0, +)
      let below = counts.prefix(ScoreHistogram.binCount / 2).reduce(0, +)
      return "\(name): \(below) of \(sum) below one half"
    }
    return Histogram(
      title: "Predicted probability of \(histogram.name)",
      summary: "The number of examples at each probability. " + words.joined(separator: "; ") + ".",
      x: .share("probability"),
      groups: examples.isBinary ? histogram.groups.map { "is \($0)" } : histogram.groups,
      counts: histogram.counts,
      isLogarithmic: most > 100)
  }

  package static func confusion(_ evaluation: Evaluation) -> HeatTable {
    let names = evaluation.perClass.map(\.label)
    let shares = evaluation.confusionShares
    let rows = names.indices.map { row in
      let own = evaluation.confusion[row]
      let wrong = own.indices.filter { $0 != row && own[$0] > 0 }.sorted { own[$0] > own[$1] }
      let text =
        "\(names[row]): \(own[row]) of \(own.reduce(0, +)) right, "
        + NumberText.percent(shares[row][row])
      guard let most = wrong.first else { return text }
      return text + ", \(own[most]) predicted as \(names[most])"
    }
    return HeatTable(
      title: "Confusion matrix",
      summary: "The predictions for each true class. " + rows.joined(separator: "; ") + ".",
      names: names, counts: evaluation.confusion, shares: shares)
  }

  private static func drawn(
    _ curves: [RankingCurve]
  ) throws(NothingToDraw) -> [RankingCurve] {
    guard let last = curves.last else {
      throw NothingToDraw(
        expected: "examples of the class and of others", found: "one of the two only")
    }
    guard curves.count > mostCurves else { return curves }
    let smallest = curves.dropLast().sorted { $0.area < $1.area }.prefix(curvesOfMany)
    return smallest + [last]
  }

  private static func areas(_ curves: [RankingCurve]) -> String {
    curves.map { "\($0.name) \(NumberText.fixed($0.area, digits: 4))" }.joined(separator: ", ")
  }

  private static func series(_ curves: [RankingCurve]) -> [LineChart.Series] {
    curves.enumerated().map { index, curve in
      LineChart.Series(
        name: "\(curve.name): \(NumberText.fixed(curve.area, digits: 4))", points: curve.points,
        isEmphasised: curves.count > 1 && index == curves.count - 1)
    }
  }
}
