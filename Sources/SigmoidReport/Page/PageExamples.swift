import SigmoidExamples
import SigmoidMetrics
import SigmoidSystem

/// The worst mistakes and the least certain examples, as images where they are some.
enum PageExamples {
  private static let shown = 24

  static func section(_ subject: ReportSubject) throws(FileError) -> PageSection {
    let worst = subject.scored.worstMistakes(shown)
    let uncertain = subject.scored.leastCertain(shown)
    let mistakes =
      worst.isEmpty
      ? PageMarkup.paragraph("All predictions are right.")
      : try list(worst, of: subject, caption: "The worst mistakes")
    return PageSection(
      id: "examples", title: "Mistakes and uncertain predictions",
      markup: PageMarkup.heading("The worst mistakes")
        + PageMarkup.paragraph("Wrong predictions, the most confident first.", kind: "note")
        + mistakes + PageMarkup.heading("The least certain")
        + PageMarkup.paragraph(
          "Examples whose two most probable classes have the closest probabilities.", kind: "note")
        + (try list(uncertain, of: subject, caption: "The least certain examples")))
  }

  private static func list(
    _ chosen: [Int], of subject: ReportSubject, caption: String
  ) throws(FileError) -> String {
    let notes = chosen.map { Note($0, of: subject.scored) }
    guard let size = subject.imageSize else {
      return PageMarkup.table(
        caption: caption,
        headings: [
          "example", "true class", "predicted", "its probability", "probability of the true class",
        ],
        rows: notes.map { note in
          [
            "\(note.position)", note.actual, note.predicted, percent(note.confidence),
            percent(note.probabilityOfTruth),
          ]
        }, words: [1, 2])
    }
    let images = ExampleImages(subject.examples, size: size).pictures(notes.map(\.position))
    var figures: [String] = []
    for (note, image) in zip(notes, images) {
      figures.append(
        PageMarkup.figure(
          try image.markup("Example \(note.position), of class \(note.actual)"),
          caption: note.caption))
    }
    return PageMarkup.grid("pictures", figures)
  }

  /// Never broken before its sign.
  private static func percent(_ share: Double) -> String {
    NumberText.fixed(share * 100, digits: 1) + "\u{A0}%"
  }

  /// What there is to say of one example.
  private struct Note {
    /// In the set, from 0.
    let position: Int
    let actual: String
    let predicted: String
    let confidence: Double
    let probabilityOfTruth: Double
    /// The most probable class but the predicted one.
    let second: String
    let probabilityOfSecond: Double

    init(_ example: Int, of scored: Predictions) {
      let names = scored.classNames
      let own = Array(
        scored.probabilities[example * names.count..<(example + 1) * names.count])
      let predicted = scored.predicted[example]
      let second =
        own.indices.filter { $0 != predicted }.max { own[$0] < own[$1] } ?? predicted
      position = scored.positions[example]
      actual = names[scored.actual[example]]
      self.predicted = names[predicted]
      confidence = own[predicted]
      probabilityOfTruth = own[scored.actual[example]]
      self.second = names[second]
      probabilityOfSecond = own[second]
    }

    var caption: [String] {
      predicted == actual
        ? [
          "is \(actual), \(percent(confidence))", "or \(second), \(percent(probabilityOfSecond))",
          "example \(position)",
        ]
        : [
          "is \(actual), \(percent(probabilityOfTruth))",
          "said \(predicted), \(percent(confidence))", "example \(position)",
        ]
    }
  }
}
