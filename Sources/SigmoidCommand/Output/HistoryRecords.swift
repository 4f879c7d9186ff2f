import SigmoidModel
import SigmoidSystem

/// The evaluations of a run, for `--history`: JSON Lines, one object an evaluation.
struct HistoryRecords {
  private struct Record: Encodable {
    let evaluation: Int
    let seconds, loss, objective, gradientMax, stepSize: Double
  }

  private let isKept: Bool
  private var records: [Record] = []

  init(isKept: Bool) { self.isKept = isKept }

  mutating func append(_ progress: TrainingProgress) {
    guard isKept else { return }
    records.append(
      Record(
        evaluation: progress.evaluation, seconds: progress.seconds, loss: progress.loss,
        objective: progress.objective, gradientMax: progress.gradientMax,
        stepSize: progress.stepSize))
  }

  func write(to path: String) throws {
    var text = ""
    for record in records { text += try JSONOutput.line(record) + "\n" }
    try AtomicFile.write(Array(text.utf8), to: path)
  }
}
