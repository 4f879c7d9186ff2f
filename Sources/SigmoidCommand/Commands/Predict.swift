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
      Examples:
        sigmoid predict iris.csv --label species --model iris.safetensors
        sigmoid predict digit.png --model digits.safetensors --top 3
        zcat x.csv.gz | sigmoid predict - --input-format csv --model m.safetensors

      predict reads every format that train reads, one block of examples at a time: memory does \
      not grow with the input. It prints one row per example, in the order of the input: the index \
      from 0, or what --id names, the label of the most probable class, and the probability of that \
      class. Predictions return your labels, words or numbers.

      The columns of a table are found by name, in any order, and read as in training. After training \
      with --missing drop, a row with a missing cell has an empty prediction.

      Bytes, whole numbers, images and text are scaled like the model's training inputs; arrays of \
      floats are used as they are. If a table has one column more than the model has features, \
      predict skips the label column. A folder of images may have a folder per label or not.
      """)

  @Option(help: .model, completion: .file())
  var model: String

  @Argument(
    help: "A file of examples, an image or a folder of images; '-' is standard input.",
    completion: .file())
  var input: String

  @OptionGroup(title: "File") var reading: ExampleFileOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The column that names the rows of a table (default: that of the training).",
      valueName: "column"))
  var id: String?

  @Option(
    help: ArgumentHelp(
      "csv, jsonl (one JSON object per line) or npy.",
      discussion: """
        npy is a float64 array of the probabilities, examples × classes. Into a pipe it is \
        written at the end, when the number of examples is known.
        """, valueName: "format"))
  package var format: PredictionFormat = .csv

  @Flag(help: "Add the probability of every class, in a column with its name.")
  var probabilities = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Print the K most probable labels, in descending order, with their probabilities.",
      valueName: "k"))
  var top: Int?

  @Flag(
    help: ArgumentHelp(
      "Add the bounds of the label's probability, from the covariance of the coefficients.",
      discussion: "For a model that 'train --keep-covariance' saved."))
  var intervals = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The level of the intervals (default: 0.95).", valueName: "share"))
  var level: Double?

  @Flag(help: "No progress and no notes.")
  var quiet = false

  func validate() throws {
    if let level { try NumberCheck.level(level) }
    if level != nil, !intervals {
      throw ValidationError("--level: expected --intervals too; add it, or leave --level out")
    }
    if intervals, top != nil || format == .npy {
      throw ValidationError(
        "--intervals: expected csv or jsonl without --top, found \(top != nil ? "--top" : "npy"); leave it out"
      )
    }
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
      if intervals, trained.inference?.covarianceOfEstimates.isEmpty ?? true {
        throw RunFailure(
          description:
            "--intervals: expected a model with the covariance of its coefficients, found none in "
            + "\(model); train it with --keep-covariance")
      }
      let bound = intervals ? LogisticModel.normalBound(level: level ?? 0.95) : 0
      var file = try reading.file(input, for: trained)
      if let id {
        guard file.format.isTable else {
          throw RunFailure(
            description:
              "--id: expected a table, found \(file.format.rawValue), \(input); leave it out")
        }
        file.csv.treatment.id = ColumnPattern(id)
      }
      // Enough rows for all cores; other formats have blocks of their own.
      var blocks = try ExampleBlocks(
        file, features: trained.features, blockExamples: file.format.isTable ? 16_384 : 4096)
      let notes = blocks.notes
      if !quiet { for note in notes { Terminal.note("note: \(input): \(note)") } }
      var output = try PredictionOutput(
        trained, format: format, columns: columns, examples: blocks.examples, idName: blocks.idName,
        hasBounds: intervals)
      var line = ProgressLine(quiet: quiet)
      defer { line.finish() }
      let clock = ContinuousClock()
      let started = clock.now
      let total = blocks.examples
      var isFirst = true
      var incomplete = 0
      do {
        while let block = try blocks.next() {
          if isFirst, !quiet, let note = Self.note(block.features, file, trained) {
            Terminal.note(note)
          }
          isFirst = false
          let scores = try scores(of: block.features, trained, from: output.examples)
          do {
            try trained.checkScores(scores, from: output.examples)
          } catch {
            throw RunFailure(description: "\(input): \(error)")
          }
          let predicted = trained.predictedClasses(ofScores: scores)
          let margins =
            intervals
            ? try trained.logitErrors(of: block.features, scores: scores, predicted: predicted)
              .map { bound * $0 } : []
          try output.write(
            scores, predicted: predicted, ids: block.ids, without: block.incomplete,
            margins: margins)
          incomplete += block.incomplete.count
          let done = output.examples
          line.update(fraction: total.map { Double(done) / Double(max($0, 1)) }) {
            let rate = Format.rate(done, per: (clock.now - started).inSeconds)
            return
              "\(done)\(total.map { " of \($0)" } ?? "") examples predicted  \(rate)"
          }
        }
      } catch let error as FileError where output.examples > 0 {
        // What is printed looks whole.
        throw RunFailure(
          description: "\(error); only the first \(Format.count(output.examples, "example")) "
            + "were predicted")
      }
      line.finish()
      // A guess may come with any block.
      if !quiet {
        for note in blocks.notes where !notes.contains(note) {
          Terminal.note("note: \(input): \(note)")
        }
      }
      try output.finish()
      if incomplete > 0, !quiet {
        Terminal.note(
          "note: \(input): \(incomplete) of \(Format.count(output.examples, "example")) have no "
            + "prediction, as a cell is missing")
      }
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
      return try BLASThreads.scoped(1) { try model.scores(ofFinite: block) }
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
    return "note: \(file.path): the first examples have no number above 1, and the model "
      + "multiplies its inputs by \(model.inputScale); if they are already scaled, use "
      + "--input-scale 1"
  }
}
