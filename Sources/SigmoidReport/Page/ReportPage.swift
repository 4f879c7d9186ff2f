import SigmoidSystem

/// One HTML document of a model, or of several beside one another: it refers to nothing outside,
/// opens from a disk, and needs scripting for the field to draw on and the order of a chart's rows alone.
public struct ReportPage: Sendable {
  private let subjects: [ReportSubject]
  private let machine: [Fact]

  /// - Parameters:
  ///   - subjects: one, or several to compare.
  ///   - machine: where the page is made: CPU, kernels, versions.
  public init(subjects: [ReportSubject], machine: [Fact]) {
    require(!subjects.isEmpty, "a report of no model")
    self.subjects = subjects
    self.machine = machine
  }

  /// The document as text in UTF-8.
  /// - Throws: `FileError` when this machine cannot encode a picture or hash a script.
  public func html() throws(FileError) -> String {
    let document =
      if subjects.count == 1 {
        try Self.document(subjects[0], machine)
      } else {
        try PageComparison(subjects).document(machine)
      }
    return document.html()
  }

  private static func document(
    _ subject: ReportSubject, _ machine: [Fact]
  ) throws(FileError) -> PageDocument {
    let draw = DrawSection(subject)?.section
    let inference = PageInference.section(subject)
    let sections: [PageSection?] = [
      PageOverview.figures(subject), draw, inference, try PageWeights.section(subject),
      PageCharts.curves(subject), PageThresholds.section(subject),
      PageCharts.confusion(subject), try PageExamples.section(subject),
      PageOverview.training(subject, machine: machine),
      PageCharts.history(subject),
    ]
    let count = subject.figures.examples
    return PageDocument(
      title: capitalised(subject.question),
      lines: [
        "\(subject.name), \(subject.model.link == .ordinal ? "an" : "a") \(subject.model.link.rawValue) model of \(subject.model.features) "
          + "features, on \(count) examples: \(subject.place)"
      ],
      sections: sections.compactMap { $0 }, footer: footer,
      script: script(
        [draw == nil ? nil : DrawScript.text, inference == nil ? nil : RowOrderScript.text]))
  }

  private static func script(_ parts: [String?]) -> String? {
    let parts = parts.compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  static let footer = "Made by sigmoid. Everything here is in this one file."

  static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
