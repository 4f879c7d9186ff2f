import SigmoidOptimization

/// Saves the states of a run when they are due, and the last one at its end.
final class CheckpointWriter: CheckpointSink {
  private let plan: CheckpointPlan
  private let run: RunDescription
  private var records: [TrainingProgress]
  private var latest: RunState?
  private var savedEvaluations: Int
  private var savedAt = ContinuousClock.now
  /// Why the last one could not be saved; nil when it was.
  private(set) var failure: (any Error)?

  /// - Parameter history: of the run that is resumed.
  init(_ plan: CheckpointPlan, run: RunDescription, history: [TrainingProgress]) {
    self.plan = plan
    self.run = run
    records = history
    savedEvaluations = history.count
  }

  /// Evaluations come before the state that follows them.
  func append(_ record: TrainingProgress) { records.append(record) }

  func keep(_ state: RunState) {
    latest = state
    let isDue =
      switch plan.interval {
      case .evaluations(let count): (state.evaluations ?? 0) - savedEvaluations >= count
      case .seconds(let seconds): (ContinuousClock.now - savedAt).seconds >= seconds
      }
    if isDue { save() }
  }

  /// Saves the last state, unless it is saved already.
  func finish() {
    if failure != nil || latest != nil { save() }
  }

  private func save() {
    guard let state = latest else { return }
    let evaluations = state.evaluations ?? 0
    let checkpoint = Checkpoint(
      state: state, history: Array(records.prefix(evaluations)), run: run)
    do {
      try checkpoint.write(to: plan.path)
      failure = nil
    } catch {
      failure = error
    }
    savedEvaluations = evaluations
    savedAt = .now
  }
}
