import ArgumentParser
import Datasets
import Files
import LinearAlgebra
import LogisticRegression

/// Examples to train on, and those to test on where there are any.
struct LoadedExamples {
  let training: ExampleSet
  let test: ExampleSet?
  let source: DataSource
  /// Where they lie, for a person.
  let place: String
  /// What the features are called, or how they lie.
  let inputs: InputDescription

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
      training: .bytes(digits.training), test: .bytes(digits.test), source: digits.source,
      place: digits.place, inputs: InputDescription(shape: [MNIST.side, MNIST.side]))
  }

  /// Reads a file of examples, and a second one or a part of the first to test on.
  /// - Throws: `FileError`, or `RunFailure` for options that the data do not allow.
  init(
    file: ExampleFile, test testFile: ExampleFile?, holdout: Double?, examples: Int?,
    seed: UInt64, threads: Int, quiet: Bool
  ) throws {
    let table = try LongWork.read(file, threads: threads, quiet: quiet)
    let inputs = InputDescription(
      featureNames: table.featureNames, shape: table.imageSize.map { [$0.height, $0.width] })
    var training = try table.labelled()
    if let examples, examples != training.examples {
      guard examples < training.examples else {
        throw RunFailure(
          description: "--examples: expected at most the \(training.examples) examples of "
            + "\(file.path), found \(examples); ask for fewer")
      }
      training = training.selecting(Array(0..<examples))
    }
    if !quiet, file.scale == nil, file.format == .csv || file.format == .tsv,
      training.looksLikePixels
    {
      Terminal.note(
        "note: \(file.path): every feature is a whole number, up to 255; if they are pixels, "
          + "--input-scale 1/255 makes them 0…1")
    }
    var test: ExampleSet?
    if let testFile {
      var testFile = testFile
      testFile.featureNames = inputs.featureNames
      test = try Self.read(
        testFile, for: training, trainedOn: file.path, threads: threads, quiet: quiet)
    } else if let holdout {
      (training, test) = training.holdingOut(holdout, seed: seed)
      guard let test, test.examples > 0 else {
        throw RunFailure(
          description: "--holdout: expected a label with two examples or more in \(file.path), "
            + "found none; leave it out")
      }
    }
    self.init(training: training, test: test, source: .file, place: file.path, inputs: inputs)
  }

  private static func read(
    _ file: ExampleFile, for training: ExampleSet, trainedOn path: String, threads: Int,
    quiet: Bool
  ) throws -> ExampleSet {
    var file = file
    file.mapping = .automatic
    file.featureCount = file.featureCount ?? training.features
    let test = try LongWork.read(file, threads: threads, quiet: quiet).labelled()
    guard test.features == training.features else {
      throw FileError(
        path: file.path, expected: "examples of \(training.features) features, as in \(path)",
        found: "\(test.features)", remedy: "take both files from the same set")
    }
    return test
  }
}

extension ExampleSet {
  /// Whole numbers of which one is near 255, as pixels are and counts or marks seldom.
  fileprivate var looksLikePixels: Bool {
    guard case .bytes(let data) = self else { return false }
    return data.features.maximum >= 250
  }
}

extension LogisticModel {
  /// As `evaluate` of a set of one storage.
  func evaluate(_ examples: ExampleSet) throws -> Evaluation {
    switch examples {
    case .bytes(let data): try evaluate(data)
    case .floats(let data): try evaluate(data)
    case .doubles(let data): try evaluate(data)
    case .sparse(let data): try evaluate(data)
    }
  }

  /// As `accuracy` on a set of one storage.
  func accuracy(on examples: ExampleSet) throws -> Double {
    switch examples {
    case .bytes(let data): try accuracy(on: data)
    case .floats(let data): try accuracy(on: data)
    case .doubles(let data): try accuracy(on: data)
    case .sparse(let data): try accuracy(on: data)
    }
  }
}
