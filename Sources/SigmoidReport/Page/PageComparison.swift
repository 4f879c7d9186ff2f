import SigmoidMetrics
import SigmoidSystem

/// Several models on the same examples, beside one another.
struct PageComparison {
  private let subjects: [ReportSubject]
  /// What each is called: the last part of its name, without its extension, where that tells all
  /// apart; else its place among them and its name.
  private let names: [String]

  init(_ subjects: [ReportSubject]) {
    self.subjects = subjects
    let short = subjects.map { Self.shortName($0.name) }
    names =
      Set(short).count == short.count
      ? short : subjects.enumerated().map { "\($0 + 1): \($1.name)" }
  }

  private static func shortName(_ path: String) -> String {
    let last = path.split(separator: "/").last.map { String($0) } ?? path
    let suffix = ".safetensors"
    return last.hasSuffix(suffix) && last != suffix ? String(last.dropLast(suffix.count)) : last
  }

  private var charts: PageComparedCharts { PageComparedCharts(subjects: subjects, names: names) }

  func document(_ machine: [Fact]) throws(FileError) -> PageDocument {
    let sections: [PageSection?] = [
      figures, differences, charts.history, charts.curves, try weights(), training(machine),
    ]
    return PageDocument(
      title: "\(subjects.count) models side by side",
      lines: zip(names, subjects).map { name, subject in
        "\(name): \(ReportPage.capitalised(subject.question)) \(subject.name), on "
          + "\(subject.figures.examples) examples: \(subject.place)"
      },
      sections: sections.compactMap { $0 }, footer: ReportPage.footer, script: nil)
  }

  private var figures: PageSection {
    let headlines = subjects.map(\.figures.headline)
    let rows = headlines[0].indices.map { row in
      [headlines[0][row].name]
        + headlines.map { "\($0[row].value), \($0[row].interval)" }
    }
    let counts = ["Errors"] + subjects.map { "\($0.figures.errors) of \($0.figures.examples)" }
    return PageSection(
      id: "figures", title: "Performance",
      markup: PageMarkup.table(
        caption: "Figures with 95 % intervals", headings: ["figure"] + names, rows: rows + [counts],
        words: Set(1...subjects.count)))
  }

  /// The first model against each other one, example by example; nil where no other answers the
  /// same question on the same examples.
  private var differences: PageSection? {
    let first = subjects[0].scored
    var rows: [[String]] = []
    for (name, subject) in zip(names, subjects).dropFirst() {
      let other = subject.scored
      guard other.positions == first.positions, other.actual == first.actual,
        other.classNames == first.classNames
      else { continue }
      let gains = first.actual.indices.map { example in
        (other.predicted[example] == other.actual[example] ? 1.0 : 0)
          - (first.predicted[example] == first.actual[example] ? 1 : 0)
      }
      let difference = IntervalEstimate.mean(of: gains, within: -1...1)
      rows.append([
        name, "\(gains.count { $0 > 0 })", "\(gains.count { $0 < 0 })",
        NumberText.percent(difference.value),
        NumberText.percent(difference.low) + " to " + NumberText.percent(difference.high),
      ])
    }
    guard !rows.isEmpty else { return nil }
    let text =
      "Two models often fail on the same examples, so their difference is known more precisely "
      + "than each accuracy. If the interval contains zero, these examples do not show which model "
      + "is better."
    return PageSection(
      id: "differences", title: "Differences",
      markup: PageMarkup.paragraph(text)
        + PageMarkup.table(
          caption: "Against \(names[0])",
          headings: [
            "model", "only it is right", "only \(names[0]) is right", "difference in accuracy",
            "95 % interval",
          ], rows: rows))
  }

  private func weights() throws(FileError) -> PageSection {
    var parts = ""
    for (index, subject) in subjects.enumerated() {
      parts +=
        PageMarkup.heading(names[index])
        + (try PageWeights.markup(subject, id: "weights-\(index)", explains: index == 0))
    }
    return PageSection(id: "weights", title: "Weights", markup: parts)
  }

  private func training(_ machine: [Fact]) -> PageSection {
    let facts = subjects.map { subject in
      let training = PageTraining(subject.model)
      return (training.ending.map { [Fact("Stopped", $0)] } ?? []) + training.facts
    }
    var keys: [String] = []
    for fact in facts.joined() where !keys.contains(fact.name) { keys.append(fact.name) }
    let rows = keys.map { key in
      [key] + facts.map { own in own.first { $0.name == key }?.text ?? "–" }
    }
    return PageSection(
      id: "training", title: "Training",
      markup: PageMarkup.table(
        caption: "Options and results of the training", headings: ["option"] + names, rows: rows,
        words: Set(1...subjects.count)) + PageMarkup.heading("This page was made on")
        + PageMarkup.facts(machine))
  }
}
