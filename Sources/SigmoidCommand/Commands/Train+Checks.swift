import ArgumentParser
import SigmoidModel
import SigmoidSystem

/// What options exclude each other, and which files a training reads and writes.
extension Train {
  func validate() throws {
    if plot && output.quiet {
      throw ValidationError("--plot and --quiet exclude each other; leave one out")
    }
    if let named = data.folderOption, let input = file.input ?? file.shards {
      throw ValidationError("\(named) and the input \(input) exclude each other; leave one out")
    }
    if data.examples != nil, file.shards != nil {
      throw ValidationError("--examples and --shards exclude each other; leave one out")
    }
    if distributed.distributed { try checkDistributed() }
    if let clusters = asking.clusterColumn, let group = file.columns.group, clusters != group {
      throw ValidationError(
        "--covariance cluster:\(clusters) and --group \(group) name two columns; name one")
    }
    if let kind = asking.weightKind, file.columns.weight == nil {
      throw ValidationError(
        "--weight-kind \(kind.rawValue): expected --weight too; add it, or leave --weight-kind out")
    }
    if solving.firth, asking.weightKind == .sampling {
      throw ValidationError(
        "--firth and --weight-kind sampling exclude each other: sampling weights make no likelihood; leave "
          + "one out")
    }
    if solving.firth, let covariance = asking.covariance, asking.isRobust {
      throw ValidationError(
        "--firth and --covariance \(covariance) exclude each other: intervals and p-values with --firth are "
          + "those of the penalised likelihood, and not made of robust standard errors; use --covariance "
          + "model, or leave --firth out")
    }
    if solving.firth {
      guard solverName.provesOptima else {
        throw ValidationError(
          "--firth: expected --solver auto, lbfgs or newton, found \(solverName.rawValue); name one of these"
        )
      }
      if task.isMulticlass {
        throw ValidationError(
          "--firth: expected a question of two classes, found \(task.multiclassOption); name one class with "
            + "--positive")
      }
    }
    if solving.l1 > 0, let asked = asking.isAsked ? "--inference" : diagnosing.askedOption {
      throw ValidationError("\(asked) and --l1 exclude each other: \(InferenceError.kinks)")
    }
    try checkDiagnostics()
    if let name = file.columns.classReference, !asking.isAsked {
      throw ValidationError(
        "--reference: expected a column and a level such as race=white, or a class with --inference, found "
          + "'\(name)'; add --inference, or name the column")
    }
    if task.oneVersusRest { try asking.check(.oneVersusRest) }
    if task.multiclass { try asking.check(.softmax) }
    if task.ordinal {
      try asking.check(.ordinal)
      try checkOrdinal()
    }
    if task.isMulticlass, let problem = problem(tellingApartBy: task.multiclassOption) {
      throw ValidationError(problem)
    }
    let lacking = engine.engine.unable([
      ("--class-weight", solving.classWeight != nil),
      ("--solver \(solverName.rawValue)", solverName.hasBatches),
    ])
    if let lacking { throw ValidationError(Self.wrongEngine(engine.engine, for: lacking)) }
    try Self.checkName("--model", model)
    try Self.checkName("--history", history)
    try Self.checkName("--residuals", diagnosing.residuals)
    let written = [
      ("--model", model), ("--history", history), ("--checkpoint", saving.checkpoint),
      ("--residuals", diagnosing.residuals),
    ]
    for (index, (option, name)) in written.enumerated() where name != nil {
      if let same = written[..<index].first(where: { $0.1 == name }) {
        throw ValidationError("\(same.0) and \(option) name the same file; name two files")
      }
    }
  }

  var roles: FileRoles {
    var roles = FileRoles()
    file.tell(&roles)
    data.request.tell(&roles)
    roles.reads(solving.from, as: "--from")
    roles.reads(saving.resume, as: "--resume")
    roles.writes(model, as: "--model")
    roles.writes(history, as: "--history")
    roles.writes(diagnosing.residuals, as: "--residuals")
    roles.writes(saving.checkpoint, as: "--checkpoint", mayBe: "--resume")
    return roles
  }

  var solverName: SolverName {
    solving.solver(isFile: file.input != nil || file.shards != nil)
  }

  /// What there is no place for beside classes in an order.
  private func checkOrdinal() throws {
    guard solverName == .auto || solverName == .newton else {
      throw ValidationError(
        "--ordinal: expected --solver auto or newton, found \(solverName.rawValue); leave --solver out"
      )
    }
    let others = [
      ("--no-intercept", solving.noIntercept), ("--from", solving.from != nil),
      ("--checkpoint", saving.checkpoint != nil), ("--resume", saving.resume != nil),
      ("--offset", file.columns.offset != nil),
      (
        "--engine \(engine.engine.rawValue)",
        engine.engine != .auto
      ),
    ]
    if let other = others.first(where: { $0.1 }) {
      throw ValidationError(
        "--ordinal and \(other.0) exclude each other; leave \(other.0) out")
    }
  }

  private func checkDistributed() throws {
    if file.holdout != nil {
      throw ValidationError("--holdout and --distributed exclude each other; use a --test file")
    }
    if file.input == "-" || file.test == "-" {
      throw ValidationError(
        "--distributed: expected a file that all processes can read, found standard input; name one"
      )
    }
    guard [.auto, .tiled, .bytes].contains(engine.engine) else {
      throw ValidationError(
        "--engine: expected auto, tiled or bytes with --distributed, found "
          + "\(engine.engine.rawValue); leave it out")
    }
  }

  /// Why the engine cannot train a multiclass task; nil when it can.
  func problem(tellingApartBy what: String) -> String? {
    engine.engine.canTellAllApart ? nil : Self.wrongEngine(engine.engine, for: what)
  }

  private static func wrongEngine(_ engine: EngineChoice, for what: String) -> String {
    "--engine: expected an engine that supports \(what), found \(engine.rawValue); leave it out"
  }

  private static func checkName(_ option: String, _ name: String?) throws {
    guard name != "" else {
      throw ValidationError("\(option): expected the name of a file, found an empty string")
    }
  }
}
