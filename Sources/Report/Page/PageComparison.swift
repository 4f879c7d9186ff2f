import Datasets
import Files

/// Several models on the same examples, beside one another.
struct PageComparison {
  private let subjects: [ReportSubject]
  /// What each is called: its name, with a number where two have the same.
  private let names: [String]

  init(_ subjects: [ReportSubject]) {
    self.subjects = subjects
    names = subjects.enumerated().map { index, subject in
      subjects.count { $0.name == subject.name } > 1
        ? "\(subject.name) (\(index + 1))" : subject.name
    }
  }

  private var charts: PageComparedCharts { PageComparedCharts(subjects: subjects, names: names) }

  func document(_ machine: [Fact]) throws(FileError) -> PageDocument {
    let sections: [PageSection?] = [
      figures, differences, charts.history, charts.curves, try weights(), training(machine),
    ]
    return PageDocument(
      title: "\(subjects.count) models side by side",
      lines: zip(names, subjects).map { name, subject in
        "\(name): \(subject.question) on \(subject.figures.examples) examples: \(subject.place)"
      },
      sections: sections.compactMap { $0 }, footer: ReportPage.footer, script: nil)
  }

  private var figures: PageSection {
    let headlines = subjects.map(\.figures.headline)
    let rows = headlines[0].indices.map { row in
      [headlines[0][row].name]
        + headlines.map { "\($0[row].value) (\($0[row].interval))" }
    }
    let counts = ["Errors"] + subjects.map { "\($0.figures.errors) of \($0.figures.examples)" }
    return PageSection(
      id: "figures", title: "Performance",
      markup: PageMarkup.table(
        caption: "Figures with 95 % intervals", headings: ["figure"] + names, rows: rows + [counts]))
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
      let difference = Estimate.mean(of: gains, within: -1...1)
      rows.append([
        name, "\(gains.count { $0 > 0 })", "\(gains.count { $0 < 0 })",
        NumberText.percent(difference.value),
        NumberText.percent(difference.low) + " to " + NumberText.percent(difference.high),
      ])
    }
    guard !rows.isEmpty else { return nil }
    let text =
      "On the same examples two models often fail together, so that their difference is known "
      + "better than each accuracy. Where the interval holds zero, these examples do not tell which "
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
      parts += PageMarkup.heading(names[index]) + (try PageWeights.markup(subject, id: "weights-\(index)"))
    }
    return PageSection(id: "weights", title: "Weights", markup: parts)
  }

  private func training(_ machine: [Fact]) -> PageSection {
    let facts = subjects.map { PageTraining($0.model).facts }
    var keys: [String] = []
    for fact in facts.joined() where !keys.contains(fact.name) { keys.append(fact.name) }
    let rows = keys.map { key in
      [key] + facts.map { own in own.first { $0.name == key }?.text ?? "–" }
    }
    let endings = subjects.indices.compactMap { index in
      PageTraining(subjects[index].model).ending.map { Fact(names[index], $0) }
    }
    return PageSection(
      id: "training", title: "Training",
      markup: PageMarkup.table(
        caption: "Options and results of the training", headings: ["option"] + names, rows: rows)
        + PageMarkup.facts(endings) + PageMarkup.heading("This page was made on")
        + PageMarkup.facts(machine))
  }
}
