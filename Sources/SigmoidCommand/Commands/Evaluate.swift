import SigmoidExamples
import ArgumentParser
import SigmoidDigits
import SigmoidFormats
import SigmoidMetrics
import SigmoidModel

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Test a saved model.",
    discussion: """
      Examples:
        sigmoid evaluate iris.csv --label species --model iris.safetensors
        sigmoid evaluate --model digits.safetensors --json

      The input is a file of labelled examples; without one, evaluate uses MNIST's test images. \
      Examples whose label is not a class of the model are left out, and counted. Bytes, whole \
      numbers, images and text are scaled like the model's training inputs; arrays of floats are \
      used as they are.
      """)

  @Option(help: .model, completion: .file())
  var model: String

  @Argument(help: .testInput, completion: .file())
  var input: String?

  @OptionGroup(title: "File") var reading: ExampleFileOptions
  @OptionGroup(title: "Data") var data: EvaluationDataOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    try reading.check(input: input, orDigits: data)
  }

  private func examples(for model: LogisticModel) throws -> Examples {
    guard let input else {
      return Examples(try LoadedDigits(data.loading, quiet: output.quiet).test)
    }
    let file = try reading.file(input, for: model)
    return try ProgressScope.read(file, quiet: output.quiet)
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      let trained = try LogisticModel(contentsOf: model)
      let examples = try examples(for: trained)
      if !output.quiet { Terminal.noteOfWeights(examples, trainedOn: trained.inputs) }
      let evaluation: Evaluation
      do {
        evaluation = try trained.evaluate(examples)
      } catch {
        throw RunFailure(description: "\(model): \(error)")
      }
      try Terminal.result(
        output.json ? JSONOutput.object(evaluation) : Self.text(evaluation))
    }
  }

  /// Of examples that no figure knows of; nil where there are none.
  static func leftOut(_ evaluation: Evaluation) -> String? {
    guard evaluation.examplesLeftOut > 0 else { return nil }
    let labels = evaluation.labelsLeftOut
    let few = labels.prefix(8).joined(separator: ", ") + (labels.count > 8 ? ", …" : "")
    return Format.count(evaluation.examplesLeftOut, "more example")
      + " left out, with labels that the model lacks: \(few)"
  }

  static func text(_ evaluation: Evaluation) -> String {
    func optional(_ value: Double?) -> String {
      value.map { Format.fixed($0, digits: 6) } ?? "undefined: the test set has only one class"
    }
    let figures = Format.table([
      ("examples", "\(evaluation.examples)" + (leftOut(evaluation).map { "; \($0)" } ?? "")),
      ("accuracy", "\(Format.percent(evaluation.accuracy)), \(evaluation.errors) errors"),
      ("log-loss", Format.fixed(evaluation.logLoss, digits: 6)),
      ("ROC AUC", optional(evaluation.rocAUC)),
      ("average precision", optional(evaluation.averagePrecision)),
      ("Brier score", Format.fixed(evaluation.brier, digits: 6)),
    ])
    let classes = Format.table(
      headings: ["class", "precision", "recall", "f1", "support"]
        + evaluation.perClass.map { "→ \($0.label)" },
      rows: zip(evaluation.perClass, evaluation.confusion).map { row, counts in
        [
          row.label, Format.fixed(row.precision, digits: 4), Format.fixed(row.recall, digits: 4),
          Format.fixed(row.f1, digits: 4), "\(row.support)",
        ] + counts.map(String.init)
      })
    return figures + "\n\n" + classes
  }
}

/// Where test examples come from.
struct EvaluationDataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The folder with the four MNIST files, gzipped or not.", valueName: "dir"),
    completion: .directory)
  var data: String?

  @Flag(help: "Use built-in synthetic digits of MNIST's shape.")
  var synthetic = false

  @Option(help: "The seed of the synthetic digits.")
  var seed: UInt64 = 0

  /// The option that says where digits come from; nil when none was given.
  var folderOption: String? { data != nil ? "--data" : synthetic ? "--synthetic" : nil }

  func validate() throws {
    if synthetic && data != nil {
      throw ValidationError("--data and --synthetic exclude each other; leave one out")
    }
  }

  var loading: DigitsRequest { DigitsRequest(folder: data, synthetic: synthetic, seed: seed) }
}
