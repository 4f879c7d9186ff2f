import ArgumentParser
import Datasets

/// A file to train from instead of digits, and what to test on.
struct TrainingFileOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A file of labelled examples, or a folder of images (default: MNIST).", valueName: "input"),
    completion: .file())
  var input: String?

  @Option(
    help: ArgumentHelp("Test on this file, read as the input is.", valueName: "file"),
    completion: .file())
  var test: String?

  @Option(
    help: ArgumentHelp(
      "The labels of the test file, where --labels are the input's.",
      valueName: "file"), completion: .file())
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
    if let input { try reading.checkFormat(of: input) }
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
