import ArgumentParser
import SigmoidExamples
import SigmoidFormats
import SigmoidModel
import SigmoidSystem

struct PathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path",
    abstract: "Train over a sequence of L1 penalties: which features come in, and when.",
    discussion: """
      Examples:
        sigmoid path credit.csv --label default --standardize
        sigmoid path credit.csv --label default --standardize --output path.csv
        sigmoid path credit.csv --label default --standardize --model lasso.safetensors --lambda 0.01

      The penalty of a point is λ·(ratio·‖W‖₁ + (1 − ratio)/2·‖W‖²), as glmnet writes it with alpha for \
      --l1-ratio. The first λ is the least that leaves all weights at 0; the last is a share of it, \
      --ratio. Each fit begins where the one before it ended. As glmnet's, a path ends early where nearly \
      all of the deviance is explained, or where it grows no more; --whole goes on.

      Each line has λ, the features with a weight other than 0, the share of the deviance of a model \
      without features that is explained, and how far the fit is from its optimum at most. --output has \
      the coefficients, those that are not 0.

      Without --standardize a penalty is on features as they are: a feature in small units is held back \
      less. glmnet standardizes unless it is told not to.
      """)

  @OptionGroup(title: "File") var file: TrainingFileOptions
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Task") var task: TaskOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The share of the L1 penalty, from 0 to 1.", valueName: "share"))
  var l1Ratio = 1.0

  @Option(parsing: .unconditional, help: ArgumentHelp("How many penalties.", valueName: "n"))
  var points = 100

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The least λ as a share of the first (default: 0.0001, or 0.01 of fewer examples than features).",
      valueName: "share"))
  var ratio: Double?

  @Flag(help: "All points, however little they add.")
  var whole = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How far J may be above its optimum, as a share of J (default: a millionth, or as close as rounding "
        + "allows where that takes no time).", valueName: "share"))
  var gap: Double?

  @Flag(help: "Fit models without an intercept.")
  var noIntercept = false

  @Option(
    help: ArgumentHelp(
      "Class weights: 'balanced', or comma-separated label=weight pairs.", valueName: "weights"))
  var classWeight: String?

  @Flag(help: "Standardize features during training (mean 0, variance 1).")
  var standardize = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of threads (default: all cores).", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp("Save the coefficients of all points to this CSV file.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Save the model of one point, that of --lambda, to this safetensors file.",
      valueName: "file"), completion: .file())
  var model: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The λ of --model: the point nearest to it is taken.", valueName: "λ"))
  var lambda: Double?

  @OptionGroup(title: "Output") var saying: OutputOptions
  @OptionGroup(title: "Output") var replacing: ReplacementOptions

  func validate() throws {
    guard (0...1).contains(l1Ratio) else {
      throw ValidationError("--l1-ratio: expected a share from 0 to 1, found \(l1Ratio)")
    }
    guard points >= 1 else {
      throw ValidationError("--points: expected at least 1, found \(points)")
    }
    if let ratio, !(ratio > 0 && ratio < 1) {
      throw ValidationError("--ratio: expected a share above 0 and below 1, found \(ratio)")
    }
    if let gap { try NumberCheck.notNegative("--gap", gap) }
    try EngineOptions.validate(threads: threads)
    guard (model == nil) == (lambda == nil) else {
      throw ValidationError("--model and --lambda: expected both or neither; add the other")
    }
    if let lambda { try NumberCheck.positive("--lambda", lambda) }
    guard !task.ordinal else {
      throw ValidationError("--ordinal: expected no path of classes in an order; leave it out")
    }
    for (option, name) in [("--output", output), ("--model", model)] where name == "" {
      throw ValidationError("\(option): expected the name of a file, found an empty string")
    }
    if let named = data.folderOption, let input = file.input ?? file.shards {
      throw ValidationError("\(named) and the input \(input) exclude each other; leave one out")
    }
    if let option = file.test != nil ? "--test" : file.holdout != nil ? "--holdout" : nil {
      throw ValidationError(
        "\(option): expected examples to fit alone; leave it out, and evaluate the model that you choose"
      )
    }
    _ = try SolverOptions.classWeights(classWeight)
  }

  private var roles: FileRoles {
    var roles = FileRoles()
    file.tell(&roles)
    data.request.tell(&roles)
    roles.writes(output, as: "--output")
    roles.writes(model, as: "--model")
    return roles
  }

  func run() throws {
    try reportingFailures {
      Interruption.install()
      try replacing.check(roles)
      let threads = threads.map { EngineOptions.useful($0, quiet: saying.quiet) }
      let (loaded, question) = try load(threads: threads)
      let path = try Interruption.deferring {
        let path = try fit(loaded, question, threads: threads)
        if let output { try PathText(path).csv.write(to: output) }
        if let model, let lambda {
          try path.model(at: path.nearest(to: lambda)).write(to: model, replacing: true)
        }
        return path
      }
      if saying.json {
        try Terminal.result(JSONOutput.object(PathText(path).report))
      } else {
        try Terminal.result(PathText(path).text)
      }
      try say(path, loaded)
      if let status = Interruption.exitStatus { throw ExitCode(status) }
    }
  }

  private func load(threads: Int?) throws -> (LoadedExamples, ResolvedTask) {
    let processes = TrainingProcesses.alone
    let loaded = try file.load(
      isPenalized: true, labelRule: task.labelRule, clusters: nil, keepsRows: false,
      examples: data.examples, seed: data.seed, threads: threads ?? processes.threads,
      quiet: saying.quiet, processes: processes)
    guard let loaded else {
      let digits = try LoadedDigits(data.request, quiet: saying.quiet, processes: processes)
      return (LoadedExamples(digits), try task.questionOnDigits())
    }
    return (
      loaded,
      try task.question(on: loaded.training.requiredLabels(), of: loaded.training.inputs)
    )
  }

  private func fit(
    _ loaded: LoadedExamples, _ question: ResolvedTask, threads: Int?
  ) throws -> PenaltyPath {
    let regression = LogisticRegression(
      task: question.task, gap: gap, fitsIntercept: !noIntercept,
      classWeights: try SolverOptions.classWeights(classWeight), standardizes: standardize,
      seed: data.seed)
    var line = ProgressLine(quiet: saying.quiet)
    defer { line.finish() }
    return try loaded.naming {
      try regression.path(
        PathPlan(l1Ratio: l1Ratio, points: points, leastShare: ratio, endsEarly: !whole),
        of: loaded.training, run: RunOptions(threads: threads)
      ) { done in
        line.update(fraction: Double(done) / Double(points)) {
          "point \(done + 1) of \(points) at most"
        }
        return Interruption.exitStatus != nil ? .stop : .proceed
      }
    }
  }

  private func say(_ path: PenaltyPath, _ loaded: LoadedExamples) throws {
    guard !saying.quiet else { return }
    let open = path.points.filter { !$0.isConverged }.count
    if open > 0, Interruption.exitStatus == nil {
      Terminal.note(
        "note: \(Format.count(open, "point")) of \(path.points.count) not within the gap that is usual or "
          + "asked for; see the last column")
    }
    if !standardize, file.input != nil || file.shards != nil {
      Terminal.note(
        "note: the penalty is on features as they are; with --standardize it is on all alike, as glmnet's is"
      )
    }
    if let lambda, let model {
      let chosen = path.nearest(to: lambda).lambda
      let isOutside = lambda > path.lambdaMax || lambda < path.points[path.points.count - 1].lambda
      Terminal.note(
        "note: \(model) is the model of lambda \(chosen)"
          + (isOutside ? ", the nearest of a path that does not reach \(lambda)" : ""))
    }
    if let output { Terminal.note("note: the coefficients are in \(output)") }
    if Interruption.exitStatus != nil {
      Terminal.note("interrupted after \(Format.count(path.points.count, "point"))")
    }
  }
}
