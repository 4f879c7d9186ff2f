import SigmoidModel
import ArgumentParser
import SigmoidFormats
import SigmoidDigits
import SigmoidExamples
import SigmoidLinear
import SigmoidSystem

/// Where the examples come from.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder with the four MNIST files, gzipped or not.",
      discussion: """
        Default: $MNIST_DIR, then the cache, then a fetch from the public mirrors into the cache. \
        If none is available, synthetic digits of the same shape are used.
        """, valueName: "dir"), completion: .directory)
  var data: String?

  @Flag(help: "Use built-in synthetic digits of MNIST's shape.")
  var synthetic = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Use only the first N training examples.", valueName: "n"))
  var examples: Int?

  @Option(parsing: .unconditional, help: "The random seed.")
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

/// Which question the model answers.
struct TaskOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The positive labels, comma-separated; or a comparison of numbers, such as '>0'.",
      discussion: """
        Default: 0 for digits, the second label of a file with two labels. A file with more \
        labels trains softmax over all labels.
        """, valueName: "labels"))
  var positive: String?

  @Option(
    help: ArgumentHelp(
      "Use only these labels as the negative class (default: all other labels).",
      valueName: "labels"))
  var versus: String?

  @Flag(help: "Train softmax over all labels, with one column of weights per class.")
  var multiclass = false

  @Flag(
    name: .customLong("one-vs-rest"),
    help: "Train a binary model of each label against the rest, all in one run.")
  var oneVersusRest = false

  @Flag(
    help: ArgumentHelp(
      "Train one column of weights for labels in an order, with a threshold between each and the next.",
      discussion: """
        Proportional odds: P(label ≤ k) = σ(threshold_k − w·x). Labels that are no numbers need --order.
        """))
  var ordinal = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The labels from the lowest to the highest, comma-separated, one with a comma in double quotes; for "
        + "--ordinal (default: numbers in their order).", valueName: "labels"))
  var order: String?

  /// The comparison of --positive, where it is one.
  var labelRule: LabelRule? { positive.flatMap { LabelRule($0) } }

  /// Whether the task is multiclass, over all labels.
  var isMulticlass: Bool { multiclass || oneVersusRest || ordinal }

  /// The option that makes the task multiclass, for messages.
  var multiclassOption: String {
    oneVersusRest ? "--one-vs-rest" : ordinal ? "--ordinal" : "--multiclass"
  }

  func validate() throws {
    let asked = [
      ("--multiclass", multiclass), ("--one-vs-rest", oneVersusRest), ("--ordinal", ordinal),
    ].filter(\.1)
    if asked.count > 1 {
      throw ValidationError("\(asked[0].0) and \(asked[1].0) exclude each other; leave one out")
    }
    if let order {
      guard ordinal else {
        throw ValidationError(
          "--order: expected --ordinal too, found none; add it, or leave --order out")
      }
      _ = try Self.labels(order, option: "--order")
    }
    if isMulticlass && (positive != nil || versus != nil) {
      throw ValidationError(
        "\(multiclassOption) trains on all labels; leave out --positive and --versus")
    }
    if labelRule != nil, versus != nil {
      throw ValidationError(
        "--positive and --versus: a comparison has its own negative class; leave --versus out")
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

  /// The positive labels, 0 by default for digits; nil when the task is multiclass.
  func positiveLabels() throws -> [String]? {
    isMulticlass ? nil : try Self.labels(positive ?? "0", option: "--positive")
  }

  /// Those that any option names.
  var namedLabels: [String] {
    [order, positive, versus].compactMap(\.self).flatMap {
      (try? Self.labels($0, option: "")) ?? []
    }
  }

  /// The labels of --versus; nil for all the rest.
  func negativeLabels() throws -> [String]? {
    try versus.map { try Self.labels($0, option: "--versus") }
  }

  static func labels(_ text: String, option: String) throws -> [String] {
    let labels: [String]
    do throws(FileError) {
      labels = try CSVQuoting.cells(of: text, option: option).map { Labels.name(of: $0) }
    } catch {
      throw ValidationError("\(error)")
    }
    if labels.contains("") {
      throw ValidationError("\(option): expected comma-separated labels, found '\(text)'")
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
      "The engine that computes the objective.", valueName: "engine"))
  var engine: EngineChoice = .auto

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of threads (default: all cores).", valueName: "n"))
  var threads: Int?

  func validate() throws { try Self.validate(threads: threads) }

  /// More threads than this find nothing to do, and each has memory of its own.
  static var mostThreads: Int { max(64, BLASThreads.available) }

  /// As many as are asked for and of use.
  static func useful(_ threads: Int, quiet: Bool) -> Int {
    guard threads > mostThreads else { return threads }
    if !quiet { Terminal.note("note: using \(mostThreads) threads; more would be idle") }
    return mostThreads
  }

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

  /// The level of intervals.
  static func level(_ level: Double) throws {
    guard level > 0 && level < 1 else {
      throw ValidationError(
        "--level: expected a share above 0 and below 1, found \(level); 0.95 is usual")
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
