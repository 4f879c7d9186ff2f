import SigmoidExamples
import ArgumentParser
import SigmoidDigits
import SigmoidModel
import SigmoidReport
import SigmoidSystem

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write one HTML page about a model: its metrics, its weights, and a drawing field.",
    discussion: """
      Examples:
        sigmoid report iris.csv --label species --model iris.safetensors -o iris.html
        sigmoid report births.csv --label low --model births.safetensors -o births.html
        sigmoid report --model digits.safetensors -o digits.html
        sigmoid report --compare a.safetensors b.safetensors -o compared.html

      The page needs no network: everything is in one file. The metrics are measured on a file of \
      labelled examples, which report reads like 'evaluate', or on MNIST's test images. For images \
      of 28 × 28 the page has a field to draw on, and predicts the drawing itself. For other data \
      the page lists the largest weights instead of pictures.

      Of a model of two classes and 'train --inference' the page has the table of coefficients, as 'show' prints it, and \
      a forest plot of odds ratios with their intervals. If INPUT holds the rows of the training, which \
      report checks, there are also profiles of the likelihood, residuals with a smooth line, and the \
      influence of each row.

      With --compare instead of --model, the page compares several models. Put INPUT before \
      --compare. Give a --history for every model, in the same order, or none.
      """)

  @Argument(help: .testInput, completion: .file())
  var input: String?

  @Option(help: .model, completion: .file())
  var model: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Two or more models to compare on one page.", valueName: "file"),
    completion: .file())
  var compare: [String] = []

  @Option(help: .history, completion: .file())
  var history: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The operating point of a binary model: examples with at least this probability are "
        + "positive (default: 0.5).",
      valueName: "p"))
  var threshold: Double?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The page to write.", valueName: "file"),
    completion: .file())
  var output: String

  @OptionGroup(title: "File") var reading: ExampleFileOptions
  @OptionGroup(title: "Data") var data: EvaluationDataOptions
  @OptionGroup(title: "Output") var messages: OutputOptions
  @OptionGroup(title: "Output") var replacing: ReplacementOptions

  private var models: [String] { model.map { [$0] } ?? compare }

  func validate() throws {
    guard model == nil || compare.isEmpty else {
      throw ValidationError("--model and --compare exclude each other; leave one out")
    }
    guard !models.isEmpty else {
      throw ValidationError("--model: expected a model, found none; name it")
    }
    guard model != nil || compare.count > 1 else {
      throw ValidationError("--compare: expected two models or more, found one; use --model")
    }
    guard history.isEmpty || history.count == models.count else {
      throw ValidationError(
        "--history: expected one for each of \(Format.count(models.count, "model")), found "
          + "\(history.count); name as many, or none")
    }
    guard threshold == nil || compare.isEmpty else {
      throw ValidationError("--threshold has no meaning with --compare; leave it out")
    }
    if let threshold, !(threshold > 0 && threshold < 1) {
      throw ValidationError(
        "--threshold: expected a number between 0 and 1, found \(threshold)")
    }
    for (option, names) in [
      ("--output", [output]), ("--model", models), ("--history", history),
    ] where names.contains("") {
      throw ValidationError("\(option): expected the name of a file, found an empty string")
    }
    try reading.check(input: input, orDigits: data)
  }

  private var roles: FileRoles {
    var roles = FileRoles()
    roles.reads(input, as: "the input")
    reading.tell(&roles)
    data.loading.tell(&roles)
    for path in models { roles.reads(path, as: model == nil ? "--compare" : "--model") }
    for path in history { roles.reads(path, as: "--history") }
    roles.writes(output, as: "--output")
    return roles
  }

  func run() throws {
    try reportingFailures {
      let clock = ContinuousClock()
      Interruption.install()
      // Before the work: a page that cannot be saved is found now, not after.
      try replacing.check(roles)
      let started = clock.now
      var examples = ReportExamples(
        input: input, reading: reading, data: data, quiet: messages.quiet)
      let histories = try history.map { try TrainingHistory(contentsOf: $0) }
      var loaded: [(model: LogisticModel, examples: ReportExamples.Loaded)] = []
      for path in models {
        let trained = try LogisticModel(contentsOf: path)
        guard threshold == nil || trained.isBinary else {
          throw RunFailure(
            description: "--threshold: expected a binary model, found one of "
              + "\(trained.classes.count) classes in \(path); leave it out")
        }
        loaded.append((trained, try examples.load(for: trained)))
      }
      let loadedAt = clock.now

      var subjects: [ReportSubject] = []
      for (index, part) in loaded.enumerated() {
        subjects.append(
          try ReportSubject(
            path: models[index], part.model, part.examples,
            history: histories.isEmpty ? nil : histories[index], threshold: threshold ?? 0.5))
      }
      let page = ReportPage(subjects: subjects, machine: InfoReport().facts)
      let bytes = Array(try page.html().utf8)
      try AtomicFile.write(bytes, to: output)
      let result = ReportResult(
        output: output, bytes: bytes.count, models: models,
        examples: subjects.map(\.figures.examples),
        accuracy: subjects.map(\.figures.accuracy.value),
        secondsLoading: (loadedAt - started).inSeconds,
        secondsMaking: (clock.now - loadedAt).inSeconds)
      try Terminal.result(messages.json ? JSONOutput.object(result) : result.text)
    }
  }
}

/// What `sigmoid report` says of the page.
private struct ReportResult: Encodable {
  let output: String
  let bytes: Int
  let models: [String]
  /// One a model.
  let examples: [Int]
  let accuracy: [Double]
  let secondsLoading, secondsMaking: Double

  var text: String {
    zip(models, zip(examples, accuracy)).map { model, figures in
      "\(model): \(figures.0) examples, accuracy \(Format.percent(figures.1))\n"
    }.joined() + "\(bytes / 1000) kB in \(output)"
  }
}
