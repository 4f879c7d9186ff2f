import ArgumentParser
import SigmoidDigits
import SigmoidExamples
import SigmoidLinear
import SigmoidModel
import SigmoidSystem

/// Where a result's data came from, as JSON says it.
enum DataSource: String, Encodable {
  case mnist, synthetic, file
}

/// Which digits a subcommand wants.
struct DigitsRequest {
  var folder: String?
  var synthetic = false
  var seed: UInt64 = 0
  /// Only the first so many training examples.
  var examples: Int?

  /// Names the files that are read.
  func tell(_ roles: inout FileRoles) {
    guard let folder else { return }
    for file in MNISTFile.genuine {
      for name in [file.name, "\(file.name).gz"] {
        roles.reads("\(folder)/\(name)", as: "--data")
      }
    }
  }
}

extension DataOptions {
  var request: DigitsRequest {
    DigitsRequest(folder: data, synthetic: synthetic, seed: seed, examples: examples)
  }
}

/// Digits to train and test on: MNIST if it can be found or fetched, else synthetic ones.
struct LoadedDigits {
  let training: Dataset<ByteMatrix>
  let test: Dataset<ByteMatrix>
  let source: DataSource
  /// Where they lie, for a person.
  let place: String

  /// - Throws: `FileError` for a named folder that is missing or damaged, or `RunFailure`.
  init(_ request: DigitsRequest, quiet: Bool) throws {
    if request.synthetic {
      try self.init(synthetic: request)
    } else {
      var line = ProgressLine(quiet: quiet)
      var words = FetchWords()
      do {
        let mnist = try MNIST.load(folder: request.folder, fetching: true) { progress in
          line.update(fraction: nil) { words.of(progress) }
          return true
        }
        line.finish()
        self.init(
          training: mnist.training, test: mnist.test, source: .mnist,
          place: "MNIST from \(mnist.source)")
      } catch let unavailable as MNISTUnavailable {
        line.finish()
        if !quiet {
          Terminal.note(
            "note: no MNIST; using synthetic digits instead. Tried:\n"
              + unavailable.failures.map { "  \($0)\n" }.joined()
              + "Put the four files into a folder and name it with --data, or run "
              + "'sigmoid data fetch'.")
        }
        try self.init(synthetic: request)
      } catch let error as FileError where request.folder == nil {
        line.finish()
        // Nobody named this folder just now.
        let isNamed = MNISTPlaces.current.folder != nil
        throw RunFailure(description: (isNamed ? "$MNIST_DIR: " : "") + "\(error)")
      } catch {
        line.finish()
        throw error
      }
    }
    guard let examples = request.examples, examples != training.examples else { return }
    guard examples <= training.examples else {
      throw RunFailure(
        description: "--examples: expected at most the \(training.examples) examples of "
          + "\(place), found \(examples); ask for fewer")
    }
    self.init(
      training: training.selecting(Array(0..<examples)), test: test, source: source, place: place)
  }

  /// The part of this process. The first one looks for MNIST, and so fetches it, before the others.
  /// - Throws: in all processes what it throws in one.
  init(_ request: DigitsRequest, quiet: Bool, processes: TrainingProcesses) throws {
    let communicator = processes.communicator
    guard communicator.ranks > 1 else {
      self = try LoadedDigits(request, quiet: quiet)
      return
    }
    let first = try processes.collectively {
      communicator.rank == 0 ? try LoadedDigits(request, quiet: quiet) : nil
    }
    var request = request
    if communicator.allGather(first?.source == .synthetic)[0] {
      request.folder = nil
      request.synthetic = true
    }
    let own = try processes.collectively { try first ?? LoadedDigits(request, quiet: quiet) }
    self.init(
      training: try own.training.part(communicator, of: own.place, everyProcess: true),
      test: try own.test.part(communicator, of: own.place, everyProcess: false),
      source: own.source, place: own.place)
  }

  /// As many as MNIST has, or the examples asked for: drawing more takes longer than training.
  private init(synthetic request: DigitsRequest) throws {
    try SyntheticDigits.requireMemory(examples: request.examples ?? 60_000)
    self.init(
      training: SyntheticDigits.dataset(
        examples: request.examples ?? 60_000, seed: request.seed, set: .training),
      test: SyntheticDigits.dataset(examples: 10_000, seed: request.seed, set: .test),
      source: .synthetic, place: "synthetic digits of seed \(request.seed)")
  }

  /// Runs a fit on these digits: what it refuses in the data is refused by their place.
  func naming<Result>(_ fit: () throws -> Result) throws -> Result {
    do {
      return try fit()
    } catch let error as TrainingDataError {
      throw RunFailure(description: "\(place): \(error)")
    }
  }

  private init(
    training: Dataset<ByteMatrix>, test: Dataset<ByteMatrix>, source: DataSource, place: String
  ) {
    self.training = training
    self.test = test
    self.source = source
    self.place = place
  }
}

extension Dataset<ByteMatrix> {
  /// The part of one process, of examples that all processes have whole.
  fileprivate func part(
    _ communicator: any Communicator, of place: String, everyProcess: Bool
  ) throws -> Dataset {
    let counts = communicator.allGather(examples)
    if let rank = counts.firstIndex(where: { $0 != counts[0] }) {
      throw RunFailure(
        description: "\(place): expected \(counts[0]) examples, as on rank 0, found "
          + "\(counts[rank]) on rank \(rank); give all processes the same files")
    }
    let own = Partition(partition.plan, communicator: communicator)
    if everyProcess, let shortage = own.shortage {
      throw RunFailure(
        description: "\(place): expected \(shortage.expected), found \(shortage.found); "
          + "start fewer processes")
    }
    return Dataset(
      features: features.copying(own.range),
      labels: labels.selecting(Array(own.range)).shared(by: communicator), partition: own)
  }
}
