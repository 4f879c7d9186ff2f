import ArgumentParser
import SigmoidExamples
import SigmoidModel
import SigmoidOptimization

/// The algorithm and what it minimises.
struct SolverOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The algorithm (default: auto for a file, gd for digits or with --learning-rate).",
      valueName: "name"))
  var solver: SolverName?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The maximum number of evaluations of the objective, one per epoch "
        + "(default: 100 for gd and momentum, 20 for sgd and adam, else 1000).",
      valueName: "n"))
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The learning rate of gd, momentum and sgd (default: 0.1) and of adam "
        + "(default: 0.001).",
      valueName: "rate"))
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Examples per step of sgd and adam (default: 256).", valueName: "n"))
  var batchSize: Int?

  @Option(
    help: ArgumentHelp(
      "The learning rate schedule of sgd and adam (default: cosine).", valueName: "name"))
  var schedule: ScheduleName?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "For --schedule inverse-time: divide the rate by 1 + decay·epochs (default: 1).",
      valueName: "decay"))
  var decay: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The strength of the L1 penalty: weights that are not needed become exactly 0.",
      discussion: "glmnet's lambda and alpha are l1 = lambda·alpha and l2 = lambda·(1 − alpha), "
        + "with --standardize as its default is.", valueName: "l1"))
  var l1 = 0.0

  @Option(parsing: .unconditional, help: "The strength of the L2 penalty; the intercept has none.")
  var l2 = 0.0

  @Flag(
    help: ArgumentHelp(
      "Use Firth's penalty: coefficients of little bias, finite however the classes are separated.",
      discussion: "For a question of two classes, with auto, lbfgs or newton, and without --l2."))
  var firth = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop when max|∇J| is at most this (default: 0). lbfgs and newton use the larger of two "
        + "maxima: over the features as they are, and over features of variance 1.",
      valueName: "t"))
  var tolerance: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop when J is above its optimum by at most this share of J: proved with --l1 or --l2, estimated "
        + "without. Only for auto, lbfgs, newton and proximal (default: as close as rounding allows).",
      valueName: "share"))
  var gap: Double?

  @Flag(help: "Fit a model without an intercept.")
  var noIntercept = false

  @Option(
    help: ArgumentHelp(
      "Class weights: 'balanced', or comma-separated label=weight pairs.",
      valueName: "weights"))
  var classWeight: String?

  @Flag(
    help: "Standardize features during training (mean 0, variance 1); the data stay as they are.")
  var standardize = false

  @Option(
    help: ArgumentHelp(
      "Start from this model of the same task instead of from zero.", valueName: "file"),
    completion: .file())
  var from: String?

  func validate() throws {
    if let epochs { try NumberCheck.epochs(epochs) }
    let solver = solver(isFile: false)
    if let learningRate {
      guard solver.hasLearningRate else {
        throw ValidationError(
          "--learning-rate: expected --solver gd, momentum, sgd or adam, found "
            + "\(solver.rawValue), which chooses its own step sizes; leave it out")
      }
      try NumberCheck.positive("--learning-rate", learningRate)
    }
    for (option, isGiven) in [
      ("--batch-size", batchSize != nil), ("--schedule", schedule != nil),
    ] where isGiven && !solver.hasBatches {
      throw ValidationError(
        "\(option): expected --solver sgd or adam, found \(solver.rawValue), whose steps use "
          + "all examples; leave it out")
    }
    if let batchSize, batchSize < 1 {
      throw ValidationError("--batch-size: expected at least 1, found \(batchSize)")
    }
    if let decay {
      guard schedule == .inverseTime else {
        throw ValidationError(
          "--decay: expected --schedule inverse-time, found "
            + "\(schedule?.rawValue ?? "none"); leave it out")
      }
      try NumberCheck.notNegative("--decay", decay)
    }
    guard from != "" else {
      throw ValidationError("--from: expected the name of a file, found an empty string")
    }
    try NumberCheck.notNegative("--l1", l1)
    try NumberCheck.notNegative("--l2", l2)
    if firth, isPenalized {
      throw ValidationError(
        "--firth and \(l1 > 0 ? "--l1" : "--l2") exclude each other; leave one out")
    }
    if learningRate != nil, l1 > 0 {
      throw ValidationError(
        "--learning-rate: expected --l1 without it, as its solver chooses its own step sizes; leave one out"
      )
    }
    if let given = self.solver, l1 > 0, given != .auto, given != .proximal {
      throw ValidationError(
        "--solver: expected auto or proximal with --l1, found \(given.rawValue), which knows no kinks; "
          + "leave it out")
    }
    if self.solver == .proximal, l1 == 0 {
      throw ValidationError(
        "--solver: expected proximal with an --l1 above 0 only, found none; use auto")
    }
    if let tolerance { try NumberCheck.notNegative("--tolerance", tolerance) }
    if let gap {
      try NumberCheck.notNegative("--gap", gap)
      guard self.solver == nil || !solver.hasLearningRate else {
        throw ValidationError(
          "--gap: expected --solver auto, lbfgs or newton, found \(solver.rawValue), which cannot "
            + "stop at a gap; leave it out")
      }
    }
    _ = try classWeights()
  }

  /// The algorithm that is meant.
  /// - Parameter isFile: whether the examples are a person's own, and not digits.
  func solver(isFile: Bool) -> SolverName {
    solver ?? (learningRate == nil && (isFile || gap != nil || l1 > 0) ? .auto : .gd)
  }

  var isPenalized: Bool { l1 > 0 || l2 > 0 }

  func makeSolver(isFile: Bool) -> Solver {
    let batches = batchSize ?? 256
    return switch solver(isFile: isFile) {
    case .gd: .gradientDescent(epochs: epochs ?? 100, learningRate: learningRate ?? 0.1)
    case .momentum: .momentum(epochs: epochs ?? 100, learningRate: learningRate ?? 0.1)
    case .sgd:
      .sgd(
        epochs: epochs ?? 20, learningRate: learningRate ?? 0.1, batchSize: batches,
        schedule: learningRateSchedule)
    case .adam:
      .adam(
        epochs: epochs ?? 20, learningRate: learningRate ?? 0.001, batchSize: batches,
        schedule: learningRateSchedule)
    case .lbfgs: .lbfgs(evaluations: epochs ?? 1000)
    case .newton: .newton(evaluations: epochs ?? 1000)
    case .proximal: .proximal(evaluations: epochs ?? 1000)
    case .auto: .auto(evaluations: epochs ?? 1000)
    }
  }

  private var learningRateSchedule: LearningRateSchedule {
    switch schedule ?? .cosine {
    case .constant: .constant
    case .inverseTime: .inverseTime(decay: decay ?? 1)
    case .cosine: .cosine
    }
  }

  /// What to say of a run that diverged.
  func describe(_ diverged: TrainingDiverged, of solver: SolverName) -> String {
    guard solver.hasLearningRate else { return "\(diverged)" }
    return diverged.description(
      remedy:
        "use --solver auto, which chooses its own step sizes, --standardize, or a smaller learning rate"
    )
  }

  func classWeights() throws -> ClassWeights { try Self.classWeights(classWeight) }

  static func classWeights(_ classWeight: String?) throws -> ClassWeights {
    guard let classWeight else { return .equal }
    if classWeight == "balanced" { return .balanced }
    var weights: [String: Double] = [:]
    for pair in classWeight.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let weight = Double(parts[1]), weight >= 0,
        weight.isFinite,
        weights.updateValue(weight, forKey: Labels.name(of: String(parts[0]))) == nil
      else {
        throw ValidationError(
          "--class-weight: expected 'balanced' or comma-separated label=weight pairs, each label "
            + "once and no weight negative, found '\(classWeight)'")
      }
    }
    return .byLabel(weights)
  }
}

enum SolverName: String, CaseIterable, ExpressibleByArgument {
  case auto, gd, momentum, sgd, adam, lbfgs, newton, proximal

  static let allValueDescriptions: [String: String] = [
    "auto":
      "newton or lbfgs, whichever is faster, or with --l1 proximal; use when you need the optimum",
    "gd": "full-batch gradient descent; use when you study the method",
    "momentum": "gradient descent with Nesterov's momentum",
    "sgd": "stochastic gradient descent on mini-batches",
    "adam": "Adam on mini-batches: steps scaled for each feature",
    "lbfgs": "many cheap steps to the optimum; use when features are many",
    "newton": "few expensive steps to the optimum; use when features are few",
    "proximal": "proximal Newton on the features whose weights are not 0; for --l1",
  ]

  /// Whether an evaluation is an epoch; a line search may evaluate more than once a step.
  var countsEpochs: Bool { hasLearningRate }

  var hasLearningRate: Bool {
    switch self {
    case .gd, .momentum, .sgd, .adam: true
    case .auto, .lbfgs, .newton, .proximal: false
    }
  }

  /// Whether it goes on to the optimum, and proves that it is there.
  var provesOptima: Bool { !hasLearningRate }

  /// Whether a step sees some of the examples.
  var hasBatches: Bool { self == .sgd || self == .adam }
}

enum ScheduleName: String, CaseIterable, ExpressibleByArgument {
  case constant
  case inverseTime = "inverse-time"
  case cosine

  static let allValueDescriptions: [String: String] = [
    "constant": "the same rate throughout",
    "inverse-time": "the rate divided by 1 + decay·epochs",
    "cosine": "falls to 0 over the run, along a cosine",
  ]
}
