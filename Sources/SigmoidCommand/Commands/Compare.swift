import ArgumentParser
import SigmoidLinear
import SigmoidModel

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare the speed and the results of the engines.",
    discussion: """
      Examples:
        sigmoid compare
        sigmoid compare --synthetic --engines reference,bytes --epochs 3

      Every engine runs the same gradient descent on the same data. Differences and speed-ups are \
      relative to the reference engine, if it runs.
      """)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Task") var task: TaskOptions

  @Option(parsing: .unconditional, help: "Evaluations per engine.")
  var epochs = 10

  @Option(parsing: .unconditional, help: "The learning rate.")
  var learningRate = 0.1

  @Option(
    help: ArgumentHelp(
      "Comma-separated engines, from \(Self.allEngines) (default: all that support the task).",
      valueName: "names"))
  var engines: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads to use (default: all cores).", valueName: "n"))
  var threads: Int?

  @OptionGroup(title: "Output") var output: OutputOptions

  private static let comparable = EngineChoice.allCases.filter { $0 != .auto }
  private static let allEngines = comparable.map(\.rawValue).joined(separator: ",")

  func validate() throws {
    try NumberCheck.epochs(epochs)
    try NumberCheck.positive("--learning-rate", learningRate)
    try EngineOptions.validate(threads: threads)
    _ = try chosenEngines()
  }

  private func chosenEngines() throws -> [EngineChoice] {
    let possible = Self.comparable.filter { $0.canTellAllApart || !task.isMulticlass }
    guard let engines else { return possible }
    var chosen: [EngineChoice] = []
    for name in engines.split(separator: ",", omittingEmptySubsequences: false) {
      guard let engine = EngineChoice(rawValue: String(name)), possible.contains(engine)
      else {
        throw ValidationError(
          "--engines: expected one or more of \(possible.map(\.rawValue).joined(separator: ",")), found '\(name)'"
        )
      }
      if !chosen.contains(engine) { chosen.append(engine) }
    }
    return chosen
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      let loaded = try LoadedDigits(data.request, quiet: output.quiet)
      let question = try task.questionOnDigits()
      let trainer = LogisticTrainer(
        solver: .gradientDescent(epochs: epochs, learningRate: learningRate),
        threads: threads.map { EngineOptions.useful($0, quiet: output.quiet) }
          ?? BLASThreads.available)
      var fits: [(engine: EngineChoice, fit: LogisticFit)] = []
      for engine in try chosenEngines() {
        var line = ProgressLine(quiet: output.quiet)
        // Also before the message of a fit that failed.
        defer { line.finish() }
        let fit = try loaded.naming {
          try engine.fit(trainer, loaded.training, question.task) { progress in
            line.update(fraction: Double(progress.evaluation) / Double(epochs)) {
              "\(engine.rawValue): epoch \(progress.evaluation) of \(epochs)"
            }
            return .proceed
          }
        }
        fits.append((engine, fit))
      }
      let training = loaded.training
      let report = CompareReport(
        fits: fits, epochs: epochs,
        readSeconds: ReadSpeed.secondsForOneRead(of: training.features, threads: trainer.threads),
        readFloatsSeconds: fits.contains { $0.engine.readsFloats }
          ? ReadSpeed.secondsForOneRead(
            of: training.features.converted(), threads: trainer.threads) : nil,
        bytesRead: training.features.examples * training.features.features)
      try Terminal.result(output.json ? JSONOutput.object(report) : report.text)
    }
  }
}
