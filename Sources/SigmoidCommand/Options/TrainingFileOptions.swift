import ArgumentParser
import SigmoidDigits
import SigmoidFormats
import SigmoidSystem

/// A file to train from instead of digits, and what to test on.
struct TrainingFileOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A file of labelled examples, or a folder of images (default: MNIST).", valueName: "input"),
    completion: .file())
  var input: String?

  @Option(
    help: ArgumentHelp(
      "Read several files as one data set: a quoted pattern, such as 'part-*.idx'.",
      discussion: """
        Files are read in the order of their names. --labels is then a pattern too, and matches as \
        many files.
        """, valueName: "pattern"))
  var shards: String?

  @Option(
    help: ArgumentHelp("Test on this file, read like the input.", valueName: "file"),
    completion: .file())
  var test: String?

  @Option(
    help: ArgumentHelp(
      "The labels of the test file, when the input has --labels.",
      valueName: "file"), completion: .file())
  var testLabels: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Hold out this share of each label's examples as the test set, drawn by --seed.",
      discussion: "With --group whole groups, as near to the share as these allow.",
      valueName: "share"))
  var holdout: Double?

  @OptionGroup var reading: ExampleFileOptions
  @OptionGroup var columns: ColumnOptions

  func validate() throws {
    if let holdout, !(holdout > 0 && holdout < 1) {
      throw ValidationError(
        "--holdout: expected a share above 0 and below 1, found \(holdout)")
    }
    if test != nil && holdout != nil {
      throw ValidationError("--test and --holdout exclude each other; leave one out")
    }
    if shards != nil, input != nil || holdout != nil {
      throw ValidationError(
        "--shards and \(input.map { "the input \($0)" } ?? "--holdout") exclude each other; leave "
          + "one out")
    }
    if input == nil, shards == nil, let option = givenOption {
      throw ValidationError("\(option): expected an input file, found none; name the file")
    }
    if test != nil, (reading.labels == nil) != (testLabels == nil) {
      throw ValidationError("--labels and --test-labels: expected both or neither; add the other")
    }
    if testLabels != nil && test == nil {
      throw ValidationError("--test-labels: expected --test too, found none; name the file")
    }
    if let input { try reading.checkFormat(of: input) }
  }

  /// Names the files that are read.
  func tell(_ roles: inout FileRoles) {
    roles.reads(input, as: "the input")
    for path in shards.map(FilePattern.init)?.files ?? [] { roles.reads(path, as: "--shards") }
    roles.reads(test, as: "--test")
    roles.reads(testLabels, as: "--test-labels")
    if shards == nil {
      reading.tell(&roles)
    } else {
      for path in reading.labels.map(FilePattern.init)?.files ?? [] {
        roles.reads(path, as: "--labels")
      }
      roles.reads(reading.names, as: "--names")
    }
  }

  private var givenOption: String? {
    test != nil
      ? "--test" : holdout != nil ? "--holdout" : reading.givenOption ?? columns.givenOption
  }

  /// The examples of the input, or of the shards; nil when there are none.
  /// - Parameters:
  ///   - isPenalized: whether the fit has a penalty.
  ///   - labelRule: what labels are compared with, where they are.
  ///   - clusters: the column of groups, where another option than --group names it.
  ///   - keepsRows: whether the examples know which rows they are.
  func load(
    isPenalized: Bool, labelRule: LabelRule?, clusters: String?, keepsRows: Bool, examples: Int?,
    seed: UInt64, threads: Int, quiet: Bool, processes: TrainingProcesses
  ) throws -> LoadedExamples? {
    guard let place = shards ?? input else { return nil }
    var files = try shards.map { try shardFiles($0, processes) } ?? [reading.file(place)]
    for index in files.indices {
      try columns.apply(to: &files[index], isPenalized: isPenalized)
      if let clusters {
        guard files[index].format.isTable else {
          throw ValidationError(
            "--covariance: expected a table with a column of clusters, found "
              + "\(files[index].format.rawValue), \(files[index].path); name another covariance")
        }
        files[index].csv.treatment.group = ColumnPattern(clusters)
      }
      files[index].labelRule = labelRule
      files[index].keepsRows = keepsRows
    }
    var testFile = try test.map { path in
      // Read as the input is, but for an extension of its own.
      let format = reading.inputFormat ?? DataFormat(path: path)
      return try reading.file(path, format: format ?? files[0].format)
    }
    testFile?.labelsPath = testLabels
    testFile?.labelRule = labelRule
    testFile?.csv.treatment = files[0].csv.treatment
    // All of its rows are on one side.
    testFile?.csv.treatment.group = nil
    return try LoadedExamples(
      files: files, place: place, test: testFile, holdout: holdout, examples: examples,
      seed: seed, threads: threads, quiet: quiet, processes: processes)
  }

  private func shardFiles(
    _ pattern: String, _ processes: TrainingProcesses
  ) throws -> [ReadRequest] {
    var paths = try FilePattern(pattern).files(of: processes)
    var labels: [String] = []
    if let own = reading.labels {
      labels = try FilePattern(own).files(of: processes)
      // 'part-*.idx' is the name of part-0-labels.idx too.
      paths.removeAll(where: Set(labels).contains)
      guard labels.count == paths.count else {
        throw FileError(
          path: own, expected: "a file of labels for each of the \(paths.count) files \(pattern)",
          found: "\(labels.count)", remedy: "give both the same number of files")
      }
    }
    return try paths.enumerated().map { index, path in
      let format = reading.inputFormat ?? DataFormat(path: path) ?? DataFormat(path: paths[0])
      var file = try reading.file(path, format: format)
      if !labels.isEmpty { file.labelsPath = labels[index] }
      return file
    }
  }
}
