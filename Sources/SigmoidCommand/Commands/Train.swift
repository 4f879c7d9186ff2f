import ArgumentParser
import SigmoidDigits
import SigmoidExamples
import SigmoidFormats
import SigmoidModel
import SigmoidOptimization
import SigmoidSystem

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model and test it.",
    discussion: """
      Examples:
        sigmoid train iris.csv --label species --l2 1e-3 --model iris.safetensors
        sigmoid train x.npy --labels y.npy --holdout 0.2 --standardize
        sigmoid train --positive 3 --versus 8

      The input is a file of labelled examples (.csv, .tsv, .npz, .npy with --labels, LIBSVM text, \
      IDX) or a folder DIR/label/image.png. Without an input, train uses MNIST.

      A file with two labels gives a binary model. A file with more labels gives a softmax over all \
      of them. --positive gives a binary model: its labels against the rest. MNIST gives a binary \
      model, 0 against the rest, unless --multiclass or --one-vs-rest is given.

      Training minimises J = (1/m) Σ L + l1·‖W‖₁ + (l2/2)‖W‖², from zero or from the model of --from. Pixels \
      are scaled to 0…1. scikit-learn's C equals 1/(l2·m).

      All solvers minimise J and stop at max|∇J| ≤ tolerance. auto, the default for a file, \
      converges to the optimum with newton (few steps, the full Hessian) or lbfgs (many cheap \
      steps). gd, the default for digits, makes one evaluation and one step per epoch and stops \
      after --epochs; momentum, sgd and adam can be compared with it.

      The output says why training stopped. With a penalty it gives an upper bound on J minus its \
      optimum (a duality gap), proved in double precision; without a penalty it gives an estimate. \
      If the classes are separated, J has no optimum without a penalty, and the output says so. If \
      training has not converged, the output says so, and what to try.

      gd and momentum report the loss of the last evaluation; the model is the one after the last \
      step. With --model, Ctrl-C saves the model so far and exits with 130.

      With --checkpoint, training can be interrupted and resumed: --resume with the same options \
      gives the same model, bit for bit. --threads may differ; --epochs may differ too, except for \
      sgd and adam with --schedule cosine.
      """)

  @OptionGroup(title: "File") var file: TrainingFileOptions
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Task") var task: TaskOptions

  @OptionGroup(title: "Solver") var solving: SolverOptions
  @OptionGroup(title: "Engine") var engine: EngineOptions
  @OptionGroup(title: "Checkpoint") var saving: CheckpointOptions

  @Option(
    help: ArgumentHelp("Save the model to this safetensors file.", valueName: "file"),
    completion: .file())
  var model: String?

  @Option(
    help: ArgumentHelp("Save one JSON object per evaluation to this file.", valueName: "file"),
    completion: .file())
  var history: String?

  @Flag(help: "Plot the loss on standard error: live on a terminal, else at the end.")
  var plot = false

  @OptionGroup(title: "Inference") var asking: InferenceOptionGroup
  @OptionGroup(title: "Inference") var diagnosing: DiagnosticsOptionGroup

  @OptionGroup(title: "Processes") var distributed: DistributedOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Output") var replacing: ReplacementOptions

  private func load(
    threads: Int, quiet: Bool, _ processes: TrainingProcesses
  ) throws -> (LoadedExamples, ResolvedTask) {
    let loaded = try file.load(
      isPenalized: solving.isPenalized, labelRule: task.labelRule, clusters: asking.clusterColumn,
      keepsRows: diagnosing.askedOption != nil, examples: data.examples, seed: data.seed,
      threads: threads, quiet: quiet, processes: processes)
    guard let loaded else {
      let digits = try LoadedDigits(data.request, quiet: quiet, processes: processes)
      return (LoadedExamples(digits), try task.questionOnDigits())
    }
    let labels = try loaded.training.requiredLabels()
    let asked = task.namedLabels + [file.columns.classReference].compactMap(\.self)
    if let word = asked.first(where: {
      !labels.names.contains($0) && MissingMarks.usuallyContain($0)
    }) {
      throw RunFailure(
        description:
          "\(loaded.place): expected examples with the label \(word), found none, as the word stands for a "
          + "missing value; read it as a label with --not-na '\(word)'")
    }
    let question = try task.question(on: labels, of: loaded.training.inputs)
    if question.isMulticlass, labels.names.count > 20, 2 * labels.names.count > labels.count,
      !quiet
    {
      Terminal.note(
        "note: \(loaded.place): \(labels.names.count) different labels in \(labels.count) examples; if "
          + "the column holds row numbers or measurements, name another with --label")
    }
    if question.isMulticlass, !task.isMulticlass {
      let labels = "the \(labels.names.count) labels of \(loaded.place)"
      if let problem = problem(tellingApartBy: labels) { throw RunFailure(description: problem) }
    }
    try asking.check(question.task.link)
    if let name = file.columns.classReference {
      guard question.isMulticlass else { throw InferenceError.referenceOfTwo }
      guard question.task.link != .ordinal else { throw InferenceError.referenceOfOrder }
      let classes = try question.task.classes(of: labels).map(\.name)
      guard classes.contains(Labels.name(of: name)) else {
        throw InferenceError.unknownReference(name, classes: classes)
      }
    }
    return (loaded, question)
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      try distributed.run(train)
    }
  }

  /// What a fit says of its coefficients, or why it says nothing.
  private func infer(
    from fit: LogisticFit, _ loaded: LoadedExamples
  ) -> Result<Inference, any Error> {
    Result {
      var options = asking.options(hasFirth: solving.firth)
      options.reference = file.columns.classReference.map { Labels.name(of: $0) }
      return try fit.inference(
        options,
        clusters: asking.clusterColumn == nil ? nil : loaded.training.groups)
    }
  }

  private func train(_ processes: TrainingProcesses) throws {
    let clock = ContinuousClock()
    let started = clock.now
    // One process writes and says what there is to write and to say.
    let quiet = output.quiet || !processes.isFirst
    let model = processes.isFirst ? model : nil
    let history = processes.isFirst ? history : nil
    let (resumed, start) = try processes.collectively {
      if processes.isFirst {
        // Before the work: a result that cannot be saved is found now, not after.
        try replacing.check(roles)
      }
      return (try saving.resumed(), try solving.from.map { try LogisticModel(contentsOf: $0) })
    }

    let threads =
      engine.threads.map { EngineOptions.useful($0, quiet: quiet) } ?? processes.threads
    let (loaded, question) = try load(threads: threads, quiet: quiet, processes)
    if let test = loaded.test, !quiet { Terminal.noteOfWeights(test, trainedOn: test.inputs) }
    if let names = start?.inputs.featureNames, let own = loaded.schema.featureNames, names != own {
      throw RunFailure(
        description:
          "\(solving.from ?? "--from"): expected a model of the features of \(loaded.place), "
          + "found other names or another order; name a model of this table, or leave out --from")
    }
    // Before the fit: a name that means nothing is found now, not after.
    if let names = asking.termNames {
      try LogisticModel.checkTerms(
        names, of: loaded.schema, features: loaded.training.features.features,
        fitsIntercept: !solving.noIntercept)
    }
    let loadedAt = clock.now
    let peakOfLoading = ProcessMemory.peakResidentBytes

    var records = HistoryRecords(isKept: history != nil)
    for progress in resumed?.history ?? [] { records.append(progress) }
    var curve = LossCurve(isWanted: plot && processes.isFirst)
    // The live curve has the same words under it.
    var line = ProgressLine(quiet: quiet || curve.isLive)
    var trainer = LogisticTrainer(
      solver: solving.makeSolver(isFile: file.input != nil || file.shards != nil),
      l1: solving.l1, l2: solving.l2, tolerance: solving.tolerance,
      classWeights: try solving.classWeights(), standardizes: solving.standardize, start: start,
      threads: threads, seed: data.seed, gap: solving.gap, fitsIntercept: !solving.noIntercept)
    trainer.isInterrupted = { processes.agreeOnInterruption() }
    trainer.checkpoint = saving.plan
    trainer.resume = resumed
    // A line search may evaluate more than once a step.
    let noun = solverName.countsEpochs ? "epoch" : "evaluation"
    let fit: LogisticFit
    // Why there is no inference, or no diagnostics, though they were asked for.
    var refusal: String?
    var diagnosed: FitDiagnostics?
    do {
      fit = try Interruption.deferring {
        var fit = try loaded.naming {
          // However it ends, what is said next begins at the left.
          defer {
            line.finish()
            curve.finish()
          }
          return try engine.engine.fit(trainer, loaded.training, question.task) { progress in
            records.append(progress)
            let fraction = Double(progress.evaluation) / Double(progress.evaluationLimit)
            func words() -> String {
              "\(noun) \(progress.evaluation) of \(progress.evaluationLimit)  loss "
                + Format.fixed(progress.loss, digits: 6) + "  "
                + Format.rate(progress.evaluation, per: progress.seconds)
            }
            curve.append(progress, words: words)
            line.update(fraction: fraction, words)
            return processes.agreeOnInterruption() ? .stop : .proceed
          }
        }
        if solving.firth { fit = try fit.firth() }
        fit.model.inputs = loaded.schema
        let asked = asking.isAsked ? infer(from: fit, loaded) : nil
        fit.model.inference = try? asked?.get()
        let found = diagnosing.askedOption.map { diagnose(fit, loaded, as: $0) }
        diagnosed = try? found?.get()
        refusal = asked?.problem ?? found?.problem
        // Saved before anything else can fail, or a Ctrl-C that comes late can end the command.
        // Each is tried, whatever becomes of the other.
        let saved = [
          Result { if let model { try fit.model.write(to: model, replacing: true) } },
          Result { if let history { try records.write(to: history) } },
          Result { try diagnosed.map { try write(residualsOf: $0, loaded) } },
        ]
        try processes.collectively { for result in saved { try result.get() } }
        return fit
      }
    } catch let mismatch as InvalidHyperparameter where mismatch.name == .start {
      throw RunFailure(
        description: "\(solving.from ?? "the start"): expected \(mismatch.expected), found "
          + "\(mismatch.found); name a model of the same task, or leave out --from")
    } catch let diverged as TrainingDiverged {
      // How a run diverged is worth having; a model of it is not.
      if let history { try records.write(to: history) }
      throw RunFailure(description: solving.describe(diverged, of: solverName))
    } catch let mismatch as CheckpointMismatch {
      throw saving.failure(mismatch)
    } catch let mismatch as RunState.Mismatch {
      throw RunFailure(
        description: "\(saving.resume ?? ""): \(mismatch); start again without --resume")
    }

    // From here on a signal ends the command at once; one that came since the last step is still to
    // be known to all.
    let isInterrupted = processes.agreeOnInterruption()
    let report = TrainReport(
      fit: fit, trainAccuracy: try fit.model.accuracy(on: loaded.training),
      onTest: try loaded.test.map { try fit.model.evaluate($0) }, dataSource: loaded.source,
      seed: data.seed, processes: processes,
      positive: question.positive, advice: trainer.solver.advice(on: fit.summary),
      model: model, diagnostics: shown(diagnosed),
      expectedPeakBytes: max(peakOfLoading, fit.summary.expectedPeakBytes),
      secondsLoading: (loadedAt - started).inSeconds,
      secondsTotal: (clock.now - started).inSeconds)
    if output.json {
      try Terminal.result(JSONOutput.object(report))
    } else {
      try Terminal.result(
        report.text(
          dataPlace: loaded.place, classes: fit.model.classes.map(\.name),
          solver: trainer.solver))
      if let said = InferenceText(fit.model, fit.model.terms, hasStars: asking.stars) {
        try Terminal.result("\n" + said.text)
      }
      if let said = text(of: diagnosed, fit.model) { try Terminal.result("\n" + said) }
    }
    if !quiet {
      for note in report.notes + FitFindings(fit).notes { Terminal.note("note: \(note)") }
    }
    if let advice = report.advice.value, !isInterrupted, !quiet {
      Terminal.note("note: not converged: \(report.describeEnd()); \(advice)")
    }
    if isInterrupted {
      Terminal.note(
        "interrupted after \(fit.summary.evaluations) evaluations"
          + (model.map { "; the model so far is in \($0)" } ?? "")
          + (saving.checkpoint.map { "; to continue, use --resume \($0)" } ?? ""))
    }
    // The model is saved and reported; but who counts on more has to know.
    if let refusal { throw RunFailure(description: refusal) }
    if let failure = fit.checkpointFailure { throw RunFailure(description: "\(failure)") }
    if let status = Interruption.exitStatus { throw ExitCode(status) }
  }
}

extension Result {
  /// In words; nil where there is none.
  fileprivate var problem: String? {
    guard case .failure(let error) = self else { return nil }
    return "\(error)"
  }
}
