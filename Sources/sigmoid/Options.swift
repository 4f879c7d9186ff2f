import ArgumentParser
import Datasets
import LinearAlgebra
import LogisticRegression

/// Where the examples come from.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder with the four MNIST files, gzipped or not.",
      discussion: """
        Without it: $MNIST_DIR, then the cache, then a fetch from the public mirrors into the \
        cache; when none of these can be had, synthetic digits of the same shape.
        """, valueName: "dir"))
  var data: String?

  @Flag(help: "Use built-in synthetic digits of MNIST's shape.")
  var synthetic = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Use only the first N training examples.", valueName: "n"))
  var examples: Int?

  @Option(parsing: .unconditional, help: "The seed of everything random.")
  var seed: UInt64 = 0

  /// The option that says where digits come from; nil when none was given.
  var folderOption: String? { data != nil ? "--data" : synthetic ? "--synthetic" : nil }

  func validate() throws {
    if synthetic && data != nil {
      throw ValidationError("--data and --synthetic exclude each other; leave one out")
    }
    if let examples, examples < 1 {
      throw ValidationError("--examples: expected at least 1, found \(examples)")
    }
  }
}

/// A file to train from instead of digits, and what to test on.
struct TrainingFileOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A file of labelled examples, or a folder of images (default: MNIST).", valueName: "input"))
  var input: String?

  @Option(
    help: ArgumentHelp("Test on this file, read as the input is.", valueName: "file"))
  var test: String?

  @Option(
    help: ArgumentHelp(
      "The labels of the test file, where --labels are the input's.",
      valueName: "file"))
  var testLabels: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Test on this share of the examples of each label, drawn by --seed; not trained on.",
      valueName: "share"))
  var holdout: Double?

  @OptionGroup var reading: ExampleFileOptions

  func validate() throws {
    if let holdout, !(holdout > 0 && holdout < 1) {
      throw ValidationError(
        "--holdout: expected a share above 0 and below 1, found \(holdout)")
    }
    if test != nil && holdout != nil {
      throw ValidationError("--test and --holdout exclude each other; leave one out")
    }
    if input == nil, let option = givenOption {
      throw ValidationError("\(option): expected an input file to use it on, found none; name it")
    }
    if test != nil, (reading.labels == nil) != (testLabels == nil) {
      throw ValidationError("--labels and --test-labels: expected both or neither; name the other")
    }
    if testLabels != nil && test == nil {
      throw ValidationError("--test-labels: expected --test beside it, found none; name the file")
    }
  }

  private var givenOption: String? {
    test != nil ? "--test" : holdout != nil ? "--holdout" : reading.givenOption
  }

  /// The examples of the input; nil when there is none.
  func load(
    examples: Int?, seed: UInt64, threads: Int, quiet: Bool
  ) throws -> LoadedExamples? {
    guard let input else { return nil }
    var testFile = try test.map { path in
      // Read as the input is, but for an extension of its own.
      let format = reading.inputFormat ?? DataFormat(path: path)
      return try reading.file(path, format: format ?? DataFormat(path: input))
    }
    testFile?.labelsPath = testLabels
    return try LoadedExamples(
      file: try reading.file(input), test: testFile, holdout: holdout, examples: examples,
      seed: seed, threads: threads, quiet: quiet)
  }
}

/// Which question the model answers.
struct TaskOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The positive labels: one, or several with commas.",
      discussion: """
        By default 0 of digits; of a file with two labels the second, and of more all are told \
        apart.
        """, valueName: "labels"))
  var positive: String?

  @Option(
    help: ArgumentHelp(
      "Keep only these labels as the negative class (default: all the rest).",
      valueName: "labels"))
  var versus: String?

  @Flag(help: "Tell all labels apart: one column of weights a class, and softmax.")
  var multiclass = false

  @Flag(
    name: .customLong("one-vs-rest"),
    help: "Tell all labels apart: a binary model for each against the rest, fitted together.")
  var oneVersusRest = false

  /// Whether all labels are told apart.
  var tellsAllApart: Bool { multiclass || oneVersusRest }

  /// The option by which all labels are told apart, for messages.
  var multiclassOption: String { oneVersusRest ? "--one-vs-rest" : "--multiclass" }

  func validate() throws {
    if multiclass && oneVersusRest {
      throw ValidationError("--multiclass and --one-vs-rest exclude each other; leave one out")
    }
    if tellsAllApart && (positive != nil || versus != nil) {
      throw ValidationError(
        "\(multiclassOption) tells all labels apart; leave out --positive and --versus")
    }
    let positive = try Self.labels(positive ?? "0", option: "--positive")
    guard let versus else { return }
    let negative = try Self.labels(versus, option: "--versus")
    if let both = positive.first(where: negative.contains) {
      throw ValidationError(
        "--positive and --versus: expected different labels, found \(both) in both; "
          + "leave it in one")
    }
  }

  /// The positive labels, of digits 0 unless told; nil when all labels are told apart.
  func positiveLabels() throws -> [String]? {
    tellsAllApart ? nil : try Self.labels(positive ?? "0", option: "--positive")
  }

  /// The labels of --versus; nil for all the rest.
  func negativeLabels() throws -> [String]? {
    try versus.map { try Self.labels($0, option: "--versus") }
  }

  private static func labels(_ text: String, option: String) throws -> [String] {
    let labels = text.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    if labels.contains("") {
      throw ValidationError("\(option): expected labels with commas between, found '\(text)'")
    }
    if let twice = labels.first(where: { label in labels.count { $0 == label } > 1 }) {
      throw ValidationError("\(option): expected each label once, found \(twice) twice")
    }
    return labels
  }
}

/// How much the command says, and in which form.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print the result as one JSON object.")
  var json = false

  @Flag(help: "No progress and no notes.")
  var quiet = false
}

/// What an evaluation is, and on how many threads.
struct EngineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What computes an evaluation.", valueName: "engine"))
  var engine: EngineChoice = .auto

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads to use (default: all cores).", valueName: "n"))
  var threads: Int?

  func validate() throws { try Self.validate(threads: threads) }

  static func validate(threads: Int?) throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads: expected at least 1, found \(threads)")
    }
  }
}

/// Checks of numbers that several subcommands take.
enum NumberCheck {
  static func epochs(_ epochs: Int) throws {
    guard epochs >= 1 else {
      throw ValidationError("--epochs: expected at least 1, found \(epochs)")
    }
  }

  static func positive(_ option: String, _ value: Double) throws {
    guard value > 0 && value.isFinite else {
      throw ValidationError("\(option): expected a number above 0, found \(value)")
    }
  }

  static func notNegative(_ option: String, _ value: Double) throws {
    guard value >= 0 && value.isFinite else {
      throw ValidationError("\(option): expected a number of at least 0, found \(value)")
    }
  }
}
