import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization
import ArgumentParser
import SigmoidDigits
import SigmoidFormats
import SigmoidMetrics
import SigmoidModel
import SigmoidSystem

/// Examples to train on, and those to test on where there are any.
struct LoadedExamples {
  let training: Examples
  let test: Examples?
  let source: DataSource
  /// Where they lie, for a person.
  let place: String
  /// What the features are called, how they lie, and what they are multiplied by.
  let schema: Schema

  /// Runs a fit on these examples: what it refuses in the data is refused by their place.
  func naming<Result>(_ fit: () throws -> Result) throws -> Result {
    do {
      return try fit()
    } catch let error as TrainingDataError {
      throw RunFailure(description: "\(place): \(error)")
    }
  }
}

extension LoadedExamples {
  init(_ digits: LoadedDigits) {
    self.init(
      training: Examples(digits.training), test: Examples(digits.test), source: digits.source,
      place: digits.place,
      schema: Schema(
        shape: [MNIST.side, MNIST.side], scale: digits.training.features.scale))
  }

  /// Reads files of examples, and another one or a part of the first to test on; of several
  /// processes each reads its part.
  /// - Parameter place: the file, or the pattern of their names.
  /// - Throws: `FileError`, or `RunFailure` for options that the data do not allow.
  init(
    files: [ReadRequest], place: String, test testFile: ReadRequest?, holdout: Double?,
    examples: Int?, seed: UInt64, threads: Int, quiet: Bool, processes: TrainingProcesses
  ) throws {
    var all = ShardedFiles(files, communicator: processes.communicator)
    all.localRanks = processes.localRanks
    all.limit = examples
    let part = try Self.read(all, threads: threads, quiet: quiet)
    let schema = part.schema
    var training = part
    if !quiet, files[0].scale == nil, files[0].format == .csv || files[0].format == .tsv,
      training.looksLikePixels
    {
      Terminal.note(
        "note: \(place): every feature is a whole number up to 255; if these are pixels, "
          + "--input-scale 1/255 scales them to 0…1")
    }
    if !quiet, files.count == 1, files[0].format.isTable, let counter = training.rowCounter,
      counter != schema.offsetFeature
    {
      let name = schema.featureNames?[counter] ?? "feature \(counter)"
      Terminal.note(
        "note: \(place): \(name) does nothing but count the rows; if it is their number, leave it out with "
          + "--drop \(schema.featureNames == nil ? "\(counter)" : name)")
    }
    var test: Examples?
    if var testFile {
      testFile.inputs = schema
      testFile.mapping = .automatic
      testFile.featureCount = testFile.featureCount ?? training.featureCount
      var some = ShardedFiles([testFile], communicator: processes.communicator)
      some.localRanks = processes.localRanks
      some.everyProcessNeedsExamples = false
      let read = try Self.read(some, threads: threads, quiet: quiet)
      guard read.featureCount == training.featureCount else {
        throw FileError(
          path: testFile.path,
          expected: "examples of \(training.featureCount) features, as in \(place)",
          found: "\(read.featureCount)", remedy: "use two files of the same data set")
      }
      test = read
    } else if let holdout {
      let all = training.groupCount
      (training, test) = try training.holdingOut(holdout, seed: seed)
      if !quiet, let all, let held = test?.groupCount {
        let count = test?.count ?? 0
        let share = Double(count) / Double(training.count + count)
        Terminal.note(
          "note: \(place): held out \(held) of \(all) groups, \(Format.percent(share)) of the examples"
        )
      }
      guard let test, test.count > 0 else {
        throw RunFailure(
          description: "--holdout: expected a label with two examples or more in \(place), "
            + "found none; leave it out")
      }
    }
    self.init(training: training, test: test, source: .file, place: place, schema: schema)
  }

  private static func read(
    _ files: ShardedFiles, threads: Int, quiet: Bool
  ) throws -> Examples {
    let part: Examples
    do {
      part = try ProgressScope.run(quiet: quiet) { try files.read(threads: threads) }
    } catch let few as TooFewExamples {
      throw RunFailure(
        description: "--examples: expected at most the \(few.found) examples of \(few.path), found "
          + "\(few.wanted); ask for fewer")
    }
    if !quiet { Terminal.notes(of: part) }
    return part
  }
}

extension Examples {
  /// Whole numbers of which one is near 255, and as many columns as the smallest images have pixels.
  fileprivate var looksLikePixels: Bool {
    guard let bytes = features as? ByteMatrix, inputs.columns == nil else { return false }
    return bytes.maximum >= 250 && bytes.features >= 64
  }
}
