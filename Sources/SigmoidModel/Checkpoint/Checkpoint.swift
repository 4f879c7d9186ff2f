import SigmoidOptimization

/// An interrupted training: the solver's state between two steps, its history, and a description
/// of the run, so that only the same run resumes from it.
public struct Checkpoint: Equatable, Sendable {
  /// What the solver resumes from.
  public let state: RunState
  /// The evaluations made, in order.
  public let history: [TrainingProgress]
  /// What the run's bits depend on: options and data by name, see `RunDescription`.
  let run: RunDescription

  /// Evaluations made.
  public var evaluations: Int { history.count }

  /// - Throws: `CheckpointMismatch` for another run.
  func check(_ run: RunDescription, evaluationLimit: Int) throws(CheckpointMismatch) {
    for (name, value) in run.facts {
      let own = self.run[name] ?? "none"
      guard own == value else { throw CheckpointMismatch(name: name, expected: own, found: value) }
    }
    guard evaluations <= evaluationLimit else {
      throw CheckpointMismatch(
        name: RunDescription.epochs, expected: "at least \(evaluations)",
        found: "\(evaluationLimit)")
    }
  }
}

/// When a training saves a checkpoint.
public struct CheckpointPlan: Equatable, Sendable {
  /// What must pass since a checkpoint before the next step saves another.
  public enum Interval: Equatable, Sendable {
    /// So many seconds, those included in which the machine sleeps.
    case seconds(Double)
    /// So many evaluations of the objective.
    case evaluations(Int)
  }

  /// Replaced as a whole each time; a reader finds the last one or the one before.
  public var path: String
  /// How often it is saved, besides at the end.
  public var interval: Interval

  /// Saves every ten seconds unless told otherwise, and at the end.
  public init(path: String, every interval: Interval = .seconds(10)) {
    self.path = path
    self.interval = interval
  }
}

/// A run that would resume from the checkpoint of a different run.
public struct CheckpointMismatch: Error, Equatable, CustomStringConvertible {
  /// The option or the property of the data that differs, by the name of a hyperparameter.
  public let name: String
  /// The value in the checkpoint.
  public let expected: String
  /// The value in the run that would resume.
  public let found: String

  public var description: String {
    "\(name): expected \(expected), as in the checkpoint, found \(found)"
  }
}
