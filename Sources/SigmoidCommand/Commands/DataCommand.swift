import ArgumentParser
import SigmoidDigits
import SigmoidSystem

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Fetch, verify, describe, convert or synthesize data.",
    discussion: """
      Examples:
        sigmoid data fetch
        sigmoid data info iris.csv --label species
        sigmoid data convert iris.csv iris.npz --label species

      sigmoid looks for MNIST in --data, then in $MNIST_DIR, then in the cache \
      ($XDG_CACHE_HOME/sigmoid/mnist, by default ~/.cache/sigmoid/mnist). fetch fills the cache from \
      the public mirrors, or from the comma-separated mirrors in $MNIST_MIRRORS.
      """,
    subcommands: [
      DataFetch.self, DataVerify.self, DataInfo.self, DataConvert.self, DataSynthesize.self,
    ])
}

struct DataFetch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Fetch MNIST into the cache and check its SHA-256.",
    discussion: """
      Examples:
        sigmoid data fetch
        XDG_CACHE_HOME=/tmp/cache sigmoid data fetch

      Genuine files that are already in the cache are not fetched again.
      """)

  @Flag(help: "No progress and no notes.")
  var quiet = false

  func run() throws {
    try reportingFailures {
      Interruption.install()
      let places = MNISTPlaces.current
      guard let cache = places.cache else {
        throw RunFailure(
          description: "the cache: expected XDG_CACHE_HOME or HOME, found neither; "
            + "set one of them")
      }
      try places.checkMirrors()
      var fetch = MNISTFetch()
      fetch.mirrors = places.mirrors
      var line = ProgressLine(quiet: quiet)
      var words = FetchWords()
      defer { line.finish() }
      let fetched = try Interruption.deferring {
        do {
          return try fetch.run(into: cache) { progress in
            line.update(fraction: nil) { words.of(progress) }
            return Interruption.exitStatus == nil
          }
        } catch MNISTFetchError.cancelled {
          throw ExitCode(Interruption.exitStatus ?? 1)
        }
      }
      line.finish()
      try Terminal.result(
        fetched.isEmpty
          ? "\(cache) already holds the genuine MNIST"
          : "fetched \(fetched.joined(separator: ", ")) into \(cache)")
    }
  }
}

/// The folder that a subcommand looks at when none is named.
private func folderToExamine(_ named: String?) throws -> String {
  let places = MNISTPlaces.current
  guard let folder = named ?? places.folder ?? places.cache else {
    throw RunFailure(
      description: "expected a folder to verify, found none; name it with --data")
  }
  return folder
}

struct DataVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check that a folder holds the genuine MNIST.",
    discussion: """
      Examples:
        sigmoid data verify
        sigmoid data verify --data mnist

      Exits with 1 if a file is missing, damaged or different from the published one.
      """)

  @Option(
    help: ArgumentHelp(
      "The folder (default: $MNIST_DIR, else the cache).", valueName: "dir"), completion: .directory
  )
  var data: String?

  func run() throws {
    try reportingFailures {
      let report = MNIST.verify(folder: try folderToExamine(data))
      try Terminal.result(
        report.folder + "\n"
          + Format.table(report.entries.map { ($0.file.name, describe($0.state)) }))
      guard report.isGenuine else {
        throw RunFailure(
          description: "\(report.folder): expected the genuine MNIST, found the problems listed "
            + "above; run 'sigmoid data fetch' and use the cache")
      }
    }
  }

  private func describe(_ state: MNISTReport.State) -> String {
    switch state {
    case .genuine: "genuine"
    case .different(let sha256): "well formed, but another file: SHA-256 \(sha256)"
    case .missing: "missing"
    case .damaged(let error): "expected \(error.expected), found \(error.found)"
    }
  }
}

struct DataSynthesize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize",
    abstract: "Write synthetic digits: four files like MNIST's, or one set of any size.",
    discussion: """
      Examples:
        sigmoid data synthesize digits
        sigmoid data synthesize big.idx --examples 1000000

      A folder receives training and test images with their labels. OUT.idx receives training \
      images only, as many as the disk holds; OUT-labels.idx beside it receives their labels.
      """)

  @Argument(
    help: "A folder, created if it is missing, or a file that ends in .idx.", completion: .file())
  var out: String

  @Option(help: "The number of training images.")
  var examples = 60000

  @Option(help: "The number of test images.")
  var testExamples = 10000

  @Option(help: "The seed; the same seed gives the same images.")
  var seed: UInt64 = 0

  @Flag(help: "No progress and no notes.")
  var quiet = false

  func validate() throws {
    guard examples >= 1 && testExamples >= 1 else {
      throw ValidationError(
        "--examples and --test-examples: expected at least 1, found \(min(examples, testExamples))")
    }
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      if out.hasSuffix(".idx") { return try writeFile() }
      let report = MNIST.verify(folder: out)
      if let there = report.entries.compactMap(\.path).first {
        throw RunFailure(
          description: "\(there): expected a folder without MNIST files, found this one; name "
            + "another folder or remove the file")
      }
      for count in [examples, testExamples] { try SyntheticDigits.requireMemory(examples: count) }
      // Drawing takes a while: what cannot be written is found out before it.
      try MNIST.prepare(folder: out)
      let training = SyntheticDigits.dataset(examples: examples, seed: seed, set: .training)
      let test = SyntheticDigits.dataset(examples: testExamples, seed: seed, set: .test)
      try MNIST(training: training, test: test, source: .folder(out)).write(to: out)
      try Terminal.result(
        "\(Format.count(examples, "training image")) and "
          + "\(Format.count(testExamples, "test image")) in \(out)")
    }
  }

  private func writeFile() throws {
    let labels = out.dropLast(".idx".count) + "-labels.idx"
    for path in [out, String(labels)] {
      let isThere: Bool
      do throws(FileError) {
        _ = try InputFile(path: path)
        isThere = true
      } catch {
        isThere = false
      }
      guard !isThere else {
        throw RunFailure(
          description: "\(path): expected no file, found one; name another or remove it")
      }
      try AtomicFile.checkWritable(path)
    }
    try ProgressScope.run(quiet: quiet) {
      try SyntheticDigits.write(
        examples: examples, seed: seed, set: .training, images: out, labels: String(labels))
    }
    try Terminal.result("\(Format.count(examples, "image")) in \(out), labels in \(labels)")
  }
}
