import SigmoidMetrics

/// The headline figures, how the model was trained, and where the page was made.
enum PageOverview {
  static func figures(_ subject: ReportSubject) -> PageSection {
    let tiles = subject.figures.headline.map { headline in
      """
      <div><dt>\(escapedForXML(headline.name))</dt><dd>\
      <span class="value">\(escapedForXML(headline.value))</span><br>\
      <span class="interval">\(escapedForXML(headline.interval))</span></dd></div>

      """
    }
    let count =
      "\(subject.figures.errors) of \(subject.figures.examples) examples are predicted wrong."
    let intervals =
      "All intervals are 95 %: Wilson’s for the accuracy, DeLong’s for the area, the bootstrap for "
      + "the calibration error, and normal intervals for the two means. They show the variation "
      + "between sets of examples of the same kind, not between trainings."
    return PageSection(
      id: "figures", title: "Performance",
      markup: "<dl class=\"tiles\">\n\(tiles.joined())</dl>\n" + PageMarkup.paragraph(count)
        + PageMarkup.paragraph(intervals, kind: "note"))
  }

  static func training(_ subject: ReportSubject, machine: [Fact]) -> PageSection {
    let training = PageTraining(subject.model)
    return PageSection(
      id: "training", title: "Training",
      markup: (training.ending.map { PageMarkup.paragraph("Why it stopped: " + $0) } ?? "")
        + PageMarkup.facts(training.facts) + PageMarkup.heading("This page was made on")
        + PageMarkup.facts(machine))
  }
}

/// A figure with its interval, as a page shows it.
struct Headline {
  let name: String
  let value: String
  let interval: String
}

extension Figures {
  var headline: [Headline] {
    func plain(_ name: String, _ estimate: IntervalEstimate, digits: Int = 4) -> Headline {
      Headline(
        name: name, value: NumberText.fixed(estimate.value, digits: digits),
        interval: NumberText.fixed(estimate.low, digits: digits) + " to "
          + NumberText.fixed(estimate.high, digits: digits))
    }
    let share = Headline(
      name: "Accuracy", value: NumberText.percent(accuracy.value),
      interval: NumberText.fixed(100 * accuracy.low, digits: 2) + " to "
        + NumberText.percent(accuracy.high))
    let area =
      rocAUC.map { plain("ROC AUC", $0) }
      ?? Headline(
        name: "ROC AUC", value: "undefined",
        interval: "a class has no examples, or all of them")
    return [
      share, plain("Log-loss", logLoss), area, plain("Brier score", brier),
      plain("Calibration error", calibration.error),
    ]
  }
}
