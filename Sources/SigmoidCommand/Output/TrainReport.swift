import SigmoidMetrics
import SigmoidModel
import SigmoidOptimization
import SigmoidReport

/// What `sigmoid train` says of a run.
struct TrainReport: Encodable {
  let solver, engine: String
  /// Processes, and the threads of each.
  let ranks, threads: Int
  let seed: UInt64
  let features, examples, classes: Int
  let positive: OrNull<[JSONLabel]>
  let evaluations, epochs, iterations: Int
  let gapEstimate: OrNull<Double>
  /// With a penalty: a proven upper bound of the objective less its optimum, and the lower bound of the
  /// optimum that it leaves.
  let dualityGap, lowerBound: OrNull<Double>
  /// How the gap is known: `proved`, `estimated`, or null.
  let gapIs: OrNull<GapKind>
  let separation: OrNull<SeparationReport>
  let aliased: [AliasReport]
  let loss, objective, gradientMax: Double
  let terminationReason: TerminationReason
  let converged: Bool
  /// What to do about a fit that has not converged.
  let advice: OrNull<String>
  let notes: [String]
  let secondsPerEpochMedian, secondsTraining, secondsLoading, secondsTotal: Double
  let peakResidentBytes: Int
  /// What `peakResidentBytes` was expected to be at most, before the training.
  let expectedPeakBytes: Int
  let trainAccuracy: Double
  /// Of the test set; null when there is none.
  let testAccuracy, testLogLoss: OrNull<Double>
  let testErrors, testExamples: OrNull<Int>
  /// Examples of the test set whose label the model does not have, which are not among the others.
  let testExamplesLeftOut: OrNull<Int>
  /// In words; not of the JSON.
  private let leftOut: String?
  /// In words: another penalty than l2; not of the JSON.
  private let firth: String
  let intercept: OrNull<Double>
  let intercepts: [Double]
  let weightNorm: Double
  let dataSource: String
  let model: OrNull<String>
  /// With standard errors, where they were asked for.
  let coefficients: OrNull<[ShownInference.Coefficient]>
  let inference: OrNull<ShownInference>
  /// Where they were asked for.
  let diagnostics: OrNull<ShownDiagnostics>

  init(
    fit: LogisticFit, trainAccuracy: Double, onTest: Evaluation?, dataSource: DataSource,
    seed: UInt64, processes: TrainingProcesses, positive: [String]?, advice: String?,
    model: String?, diagnostics: ShownDiagnostics?, expectedPeakBytes: Int, secondsLoading: Double,
    secondsTotal: Double
  ) {
    self.expectedPeakBytes =
      processes.communicator.allGather(expectedPeakBytes).max()
      ?? expectedPeakBytes
    let summary = fit.summary
    solver = summary.solver
    engine = summary.engine
    ranks = processes.ranks
    threads = summary.threads
    self.seed = seed
    features = summary.features
    examples = summary.examples
    classes = fit.model.classes.count
    self.positive = OrNull(value: positive?.map(JSONLabel.init))
    evaluations = summary.evaluations
    epochs = summary.evaluations
    iterations = summary.iterations
    gapEstimate = OrNull(value: summary.gapEstimate)
    dualityGap = OrNull(value: summary.dualityGap)
    lowerBound = OrNull(value: summary.lowerBound)
    gapIs = OrNull(value: summary.gapIs)
    let findings = FitFindings(fit)
    separation = OrNull(value: findings.separation)
    aliased = findings.aliased
    loss = summary.loss
    objective = summary.objective
    gradientMax = summary.gradientMax
    terminationReason = summary.termination
    converged = summary.isConverged
    self.advice = OrNull(value: advice)
    notes = summary.notes
    secondsPerEpochMedian = summary.secondsPerEpochMedian
    secondsTraining = summary.secondsTraining
    self.secondsLoading = secondsLoading
    self.secondsTotal = secondsTotal
    let peak = ProcessMemory.peakResidentBytes
    peakResidentBytes = processes.communicator.allGather(peak).max() ?? peak
    self.trainAccuracy = trainAccuracy
    testAccuracy = OrNull(value: onTest?.accuracy)
    testErrors = OrNull(value: onTest?.errors)
    testExamples = OrNull(value: onTest?.examples)
    testExamplesLeftOut = OrNull(value: onTest?.examplesLeftOut)
    leftOut = onTest.flatMap(Evaluate.leftOut)
    firth = fit.model.hasFirth ? " with Firth's penalty" : ""
    testLogLoss = OrNull(value: onTest?.logLoss)
    intercept = OrNull(value: fit.model.isBinary ? fit.model.intercepts[0] : nil)
    intercepts = fit.model.intercepts
    weightNorm = fit.model.weightNorm
    self.dataSource = dataSource.rawValue
    self.model = OrNull(value: model)
    coefficients = OrNull(
      value: fit.model.inference?.coefficients.map {
        ShownInference.Coefficient($0, of: fit.model)
      })
    inference = OrNull(value: fit.model.inference.map(ShownInference.init))
    self.diagnostics = OrNull(value: diagnostics)
  }

  private enum CodingKeys: String, CodingKey {
    case solver, engine, ranks, threads, seed, features, examples, classes, positive, evaluations,
      epochs
    case iterations, gapEstimate, dualityGap, lowerBound, gapIs, separation, aliased
    case loss, objective, gradientMax, terminationReason, converged, advice, notes
    case secondsPerEpochMedian, secondsTraining
    case secondsLoading, secondsTotal, peakResidentBytes, expectedPeakBytes
    case trainAccuracy, testAccuracy, testErrors
    case testExamples, testExamplesLeftOut, testLogLoss, intercept, intercepts, weightNorm,
      dataSource, model, coefficients, inference, diagnostics
  }

  private static func few(_ names: [String]) -> String {
    let most = 20
    return names.prefix(most).joined(separator: ", ")
      + (names.count > most ? ", … (\(names.count) in all)" : "")
  }

  func text(dataPlace: String, classes names: [String], solver: Solver) -> String {
    let question =
      names.count == 2
      ? "\(names[1]) or \(names[0])?" : "which of \(Self.few(names))?"
    var rows = [
      ("data", dataPlace),
      ("question", "\(question) from \(examples) examples of \(Format.count(features, "feature"))"),
      ("training", "\(describe(solver))\(firth), engine \(engine) on \(workers)"),
      ("", "loss \(Format.fixed(loss, digits: 6)), accuracy \(Format.percent(trainAccuracy))"),
      ("test", describeTest()),
      ("ended", describeEnd()),
      (
        "time",
        "\(Format.milliseconds(secondsPerEpochMedian)) per \(evaluationNoun), "
          + "\(Format.fixed(secondsLoading, digits: 2)) s loading, "
          + "\(Format.fixed(secondsTraining, digits: 2)) s training, "
          + "\(Format.fixed(secondsTotal, digits: 2)) s in all"
      ),
    ]
    if let model = model.value { rows.append(("model", model)) }
    return Format.table(rows)
  }

  private var workers: String {
    let threads = Format.count(threads, "thread")
    return ranks == 1 ? threads : "\(ranks) processes of \(threads)"
  }

  private func describeTest() -> String {
    guard let errors = testErrors.value, let examples = testExamples.value,
      let accuracy = testAccuracy.value, let logLoss = testLogLoss.value
    else {
      let holdout = ranks == 1 ? "; --holdout 0.2 holds out a part of the input" : ""
      return "none; --test names a file\(holdout)"
    }
    return "\(errors) errors in \(examples) examples, accuracy \(Format.percent(accuracy)), "
      + "log-loss \(Format.fixed(logLoss, digits: 6))" + (leftOut.map { "; \($0)" } ?? "")
  }

  private func describe(_ solver: Solver) -> String {
    switch solver {
    case .gradientDescent(_, let learningRate):
      "\(Format.count(evaluations, "epoch")) of gradient descent at learning rate \(learningRate)"
    case .momentum(_, let learningRate):
      "\(Format.count(evaluations, "epoch")) of Nesterov's momentum at learning rate \(learningRate)"
    case .sgd(_, let learningRate, let batchSize, _):
      "\(Format.count(evaluations, "epoch")) of stochastic gradient descent, batches of "
        + "\(batchSize), learning rate from \(learningRate)"
    case .adam(_, let learningRate, let batchSize, _):
      "\(Format.count(evaluations, "epoch")) of Adam, batches of \(batchSize), learning rate from "
        + "\(learningRate)"
    case .lbfgs:
      "\(Format.count(iterations, "step")) of L-BFGS in \(Format.count(evaluations, "evaluation"))"
    case .newton: Format.count(iterations, "Newton step")
    case .proximal:
      "\(Format.count(iterations, "step")) of proximal Newton in "
        + Format.count(evaluations, "evaluation")
    case .auto:
      self.solver == "newton"
        ? Format.count(iterations, "Newton step")
        : self.solver == "proximal"
          ? "\(Format.count(iterations, "step")) of proximal Newton in "
            + Format.count(evaluations, "evaluation")
          : "\(Format.count(iterations, "step")) of L-BFGS in \(Format.count(evaluations, "evaluation"))"
    }
  }

  private var evaluationNoun: String {
    SolverName(rawValue: solver)?.countsEpochs == true ? "epoch" : "evaluation"
  }

  /// Why the run ended, and where.
  func describeEnd() -> String {
    let reason =
      switch terminationReason {
      case .gradientBelowTolerance: "the gradient is below the tolerance"
      case .gapBelowTolerance: "the gap to the optimum is small enough"
      case .separated: "the classes are separated, so there is no optimum without a penalty"
      case .evaluationsUsedUp:
        "\(evaluations == 1 ? "the" : "all") "
          + Format.count(
            evaluations, SolverName(rawValue: solver)?.countsEpochs == true ? "epoch" : "evaluation"
          )
          + (evaluations == 1 ? " is done" : " are done")
      case .noFurtherProgress:
        converged ? "as near the optimum as rounding allows" : "no further progress within rounding"
      case .interrupted: "interrupted"
      case .diverged: "diverged"
      }
    return "\(reason); the largest |gradient| was \(NumberText.scientific(gradientMax))"
      + describeGap()
  }

  /// A gap that is larger than the loss says nothing.
  private func describeGap() -> String {
    if let gap = dualityGap.value, gap <= loss {
      return ", and J is proved to be at most \(NumberText.scientific(gap)) above its optimum"
    }
    if gapIs.value == .estimated, let gap = gapEstimate.value, gap <= loss {
      return ", and J is estimated to be \(NumberText.scientific(gap)) above its optimum"
    }
    return ""
  }
}
