import SigmoidOptimization
import ArgumentParser
import SigmoidDigits

struct DataInfo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Describe the data that train would use, or a file.",
    discussion: """
      Examples:
        sigmoid data info iris.csv --label species
        sigmoid data info x.npy --labels y.npy --json
        sigmoid data info

      For a file, in any format that train reads, the output has the shape and the element type, the \
      labels, kinds and levels of columns, constant features, duplicate examples, and what training would refuse. Numbers are \
      shown as they are in the file; train multiplies them by 'scale'. Features and examples count \
      from 0.
      """)

  @Argument(
    help: ArgumentHelp(
      "A file of examples, or a folder of images (default: MNIST).", valueName: "input"),
    completion: .file())
  var input: String?

  @OptionGroup(title: "File") var reading: ExampleFileOptions
  @OptionGroup(title: "Columns") var columns: ColumnOptions
  @OptionGroup(title: "Data") var data: EvaluationDataOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    try reading.check(input: input, orDigits: data)
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      guard let input else { return try describeDigits() }
      var file = try reading.file(input)
      file.csv.mayLackLabels = true
      try columns.apply(to: &file, isPenalized: false)
      // What is missing is to be told, and is no fault here.
      if columns.missing == .error { file.csv.treatment.missing = .drop }
      let table = try ProgressScope.read(file, quiet: output.quiet)
      if columns.missing == .error, !output.quiet,
        table.notes.contains(where: { $0.text.contains("a missing value: ") })
      {
        Terminal.note(
          "note: \(input): train refuses missing values, unless --missing drop or --missing mean says "
            + "what becomes of them")
      }
      let report = FileReport(table)
      try Terminal.result(output.json ? JSONOutput.object(report) : report.text)
    }
  }

  private struct Report: Encodable {
    struct Half: Encodable {
      let examples, features: Int
      let classCounts: [Int]

      init(_ summary: MNIST.Summary) {
        examples = summary.examples
        features = summary.features
        classCounts = summary.classCounts
      }
    }

    let dataSource: DataSource
    let place: String
    let training, test: Half
  }

  private func describeDigits() throws {
    let loaded = try LoadedDigits(data.loading, quiet: output.quiet)
    let report = Report(
      dataSource: loaded.source, place: loaded.place,
      training: .init(MNIST.Summary(loaded.training)), test: .init(MNIST.Summary(loaded.test)))
    guard !output.json else { return try Terminal.result(JSONOutput.object(report)) }
    let digits = (0..<10).map(String.init)
    try Terminal.result(
      report.place + "\n\n"
        + Format.table(
          headings: ["", "examples", "features"] + digits,
          rows: [("training", report.training), ("test", report.test)].map { name, half in
            [name, "\(half.examples)", "\(half.features)"] + half.classCounts.map(String.init)
          }))
  }
}
