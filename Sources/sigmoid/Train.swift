import ArgumentParser
import Files
import LinearAlgebra
import LogisticRegression
import Optimization

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a model and test it.",
    discussion: """
      The question is binary: is it one of the positive labels, or not. Gradient descent starts \
      from zero and makes one evaluation and one step an epoch. It minimises \
      J = (1/m) Σ L + (l2/2)‖W‖², pixels being 0…1; scikit-learn's C is 1/(l2·m).

      The loss it reports is that of the last evaluation; the model is the one after the last \
      step. With --model, Ctrl-C saves the model so far and exits with 130.
      """)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Question") var task: TaskOptions

  @Option(help: ArgumentHelp("The algorithm: gd, full-batch gradient descent.", valueName: "name"))
  var solver: SolverName = .gd

  @Option(help: "The most evaluations of the objective.")
  var epochs = 100

  @Option(help: "The factor on the gradient in each step.")
  var learningRate = 0.1

  @Option(help: "The strength of the penalty; the intercept is free.")
  var l2 = 0.0

  @Option(help: "Stop when the largest |gradient| is at most this (default: never).")
  var tolerance: Double?

  @OptionGroup(title: "Engine") var engine: EngineOptions

  @Option(
    help: ArgumentHelp("Save the model to this safetensors file.", valueName: "file"))
  var model: String?

  @Option(
    help: ArgumentHelp("Save one JSON object an evaluation to this file.", valueName: "file"))
  var history: String?

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    try NumberCheck.epochs(epochs)
    try NumberCheck.positive("--learning-rate", learningRate)
    try NumberCheck.notNegative("--l2", l2)
    if let tolerance { try NumberCheck.notNegative("--tolerance", tolerance) }
    if let model, model == history {
      throw ValidationError("--model and --history name the same file; name two")
    }
  }

  func run() throws {
    try reportingFailures {
      let clock = ContinuousClock()
      let started = clock.now
      Interruption.install()
      // Before the work: a result that cannot be saved is found now, not after.
      for path in [model, history].compactMap({ $0 }) { try AtomicFile.checkWritable(path) }

      let loaded = try LoadedDigits(data.request, quiet: output.quiet)
      let loadedAt = clock.now

      var records = HistoryRecords(isKept: history != nil)
      var line = ProgressLine(quiet: output.quiet)
      let trainer = LogisticTrainer(
        solver: .gradientDescent(epochs: epochs, learningRate: learningRate), l2: l2,
        tolerance: tolerance, threads: engine.threads ?? BLASThreads.available)
      let question = BinaryTask(positive: task.positiveLabels, versus: task.negativeLabels)
      let fit: LogisticFit
      do {
        fit = try Interruption.deferring {
          try engine.engine.fit(trainer, loaded.training, question) { progress in
            records.append(progress)
            line.update(fraction: Double(progress.evaluation) / Double(epochs)) {
              "epoch \(progress.evaluation) of \(epochs)  loss "
                + Format.fixed(progress.loss, digits: 6)
            }
            return Interruption.exitStatus == nil ? .proceed : .stop
          }
        }
        line.finish()
      } catch {
        line.finish()
        // How a run diverged is worth having; a model of it is not.
        if error is TrainingDiverged, let history { try records.write(to: history) }
        throw error
      }

      // Saved before anything else can fail.
      if let model { try fit.model.write(to: model) }
      if let history { try records.write(to: history) }
      let report = TrainReport(
        fit: fit, onTraining: try fit.model.evaluate(loaded.training),
        onTest: try fit.model.evaluate(loaded.test), dataSource: loaded.source, seed: data.seed,
        positive: question.positive, model: model,
        secondsLoading: Format.seconds(loadedAt - started),
        secondsTotal: Format.seconds(clock.now - started))
      if output.json {
        try Terminal.result(JSONOutput.object(report))
      } else {
        try Terminal.result(
          report.text(
            dataPlace: loaded.place, question: question, solver: trainer.solver))
      }
      if let status = Interruption.exitStatus {
        Terminal.note(
          "interrupted after \(fit.summary.evaluations) evaluations"
            + (model.map { "; the model so far is in \($0)" } ?? ""))
        throw ExitCode(status)
      }
    }
  }
}

enum SolverName: String, CaseIterable, ExpressibleByArgument {
  case gd
}
