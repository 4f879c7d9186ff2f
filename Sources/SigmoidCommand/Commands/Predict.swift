import SigmoidOptimization
import ArgumentParser
import SigmoidFormats
import SigmoidLinear
import SigmoidModel
import SigmoidSystem

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict the class of each example in a file.",
    discussion: """
      Reads every format that train reads, a block of examples after the other: memory does not \
      grow with the input. Prints one row an example, in the input's order: its index \
      from 0, the label of the most probable class, and the probability of that class.

      Bytes, whole numbers, images and text are scaled as the model's inputs were; arrays of \
      floats are taken as they are. A table that has one column more than the model has features \
      is taken to have labels, which are passed over. A folder of images may have folders of \
      labels or not.
      """)

  @Option(
    help: ArgumentHelp("The model, a safetensors file.", valueName: "file"), completion: .file())
  var model: String

  @Argument(
    help: "A file of examples, an image or a folder of images; '-' is standard input.",
    completion: .file())
  var input: String

  @OptionGroup(title: "File") var reading: ExampleFileOptions

  @Option(
    help: ArgumentHelp(
      "csv, jsonl (one JSON object a line) or npy.",
      discussion: """
        npy is an array of float64, examples × classes, of the probabilities; into a pipe it \
        is written at the end, where the number of examples is known.
        """, valueName: "format"))
  package var format: PredictionFormat = .csv

  @Flag(help: "Print the probability of every class as well, a column named by each.")
  var probabilities = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Print the K most probable labels, the first first, each with its probability.",
      valueName: "k"))
  var top: Int?

  @Flag(help: "No progress and no notes.")
  var quiet = false

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top: expected at least 1, found \(top)") }
    if top != nil && probabilities {
      throw ValidationError("--top and --probabilities exclude each other; leave one out")
    }
    if format == .npy, top != nil || probabilities {
      throw ValidationError(
        "\(probabilities ? "--probabilities" : "--top"): expected csv or jsonl, found npy, which "
          + "has all probabilities; leave it out")
    }
    try reading.checkFormat(of: input)
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      let trained = try LogisticModel(contentsOf: model)
      if let top, top > trained.classes.count {
        throw RunFailure(
          description: "--top: expected at most the \(trained.classes.count) classes of \(model), "
            + "found \(top); ask for fewer")
      }
      let file = try reading.file(input, for: trained)
      var blocks = try ExampleBlocks(file, features: trained.features)
      var output = try PredictionOutput(
        trained, format: format, columns: columns, examples: blocks.examples)
      var line = ProgressLine(quiet: quiet)
      defer { line.finish() }
      let clock = ContinuousClock()
      let started = clock.now
      let total = blocks.examples
      var isFirst = true
      do {
        while let block = try blocks.next() {
          if isFirst, !quiet, let note = Self.note(block, file, trained) { Terminal.note(note) }
          isFirst = false
          let scores = try scores(of: block, trained, from: output.examples)
          do {
            try trained.checkScores(scores, from: output.examples)
          } catch {
            throw RunFailure(description: "\(input): \(error)")
          }
          try output.write(scores)
          let done = output.examples
          line.update(fraction: total.map { Double(done) / Double(max($0, 1)) }) {
            let rate = Format.rate(done, per: Format.seconds(clock.now - started))
            return
              "\(done)\(total.map { " of \($0)" } ?? "") examples predicted  \(rate)"
          }
        }
      } catch let error as FileError where output.examples > 0 {
        // What is printed looks whole.
        throw RunFailure(
          description: "\(error); only the first \(Format.count(output.examples, "example")) "
            + "could be predicted")
      }
      line.finish()
      try output.finish()
    }
  }

  private var columns: PredictionColumns {
    top.map { .top($0) } ?? (probabilities ? .all : .best)
  }

  private func scores(
    of block: any ReadStorage, _ model: LogisticModel, from first: Int
  ) throws -> [Double] {
    do {
      // A block is too small for BLAS's threads, which would spin while the next is read.
      return try BLASThreads.scoped(1) { try model.scores(ofBlock: block) }
    } catch let error as TrainingDataError {
      guard case .nonFinite(let position) = error else { throw error }
      throw FileError(
        path: input, expected: "finite numbers",
        found: "NaN or infinity in feature \(position.feature) of example "
          + "\(first + position.example) (counted from 0)",
        remedy: "remove the example or fill in the value")
    } catch {
      throw RunFailure(description: "\(input): \(error)")
    }
  }

  /// What a person may have overlooked: numbers from 0 to 1, to be multiplied once more.
  private static func note(
    _ block: any ReadStorage, _ file: ReadRequest, _ model: LogisticModel
  ) -> String? {
    let isText = file.format == .csv || file.format == .tsv || file.format == .libsvm
    guard isText, file.scale == nil, model.inputScale != 1, block.isWithinOne else { return nil }
    return "note: \(file.path): no number of the first examples is above 1, and the model "
      + "multiplies its inputs by \(model.inputScale); if they are scaled already, say "
      + "--input-scale 1"
  }
}

extension LogisticModel {
  /// Scores of the examples of a block, columns × examples.
  /// - Throws: `ModelWidthError`, `TrainingDataError` for what is not finite.
  fileprivate func scores(ofBlock block: any ReadStorage) throws -> [Double] {
    if let position = block.firstNonFinite() { throw TrainingDataError.nonFinite(position) }
    return try scores(of: block)
  }
}
