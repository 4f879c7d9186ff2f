import ArgumentParser
import SigmoidExamples
import SigmoidModel

/// The question that a run answers.
struct ResolvedTask {
  let task: any ClassificationTask
  /// The positive labels; nil when the task is multiclass.
  let positive: [String]?

  var isMulticlass: Bool { positive == nil }
}

extension TaskOptions {
  /// The question on digits: is it a 0, unless the options ask another.
  func questionOnDigits() throws -> ResolvedTask {
    try question(positive: positiveLabels())
  }

  /// The question on a file of any labels: which of two, or of several, unless the options ask
  /// another. Of grouped data it is that of the events.
  func question(on labels: Labels, of inputs: Schema) throws -> ResolvedTask {
    if let rule = labelRule {
      return ResolvedTask(
        task: BinaryTask(positive: [rule.holds], versus: [rule.fails]), positive: [rule.holds])
    }
    if positive != nil || isMulticlass { return try question(positive: positiveLabels()) }
    let names = zip(labels.names, labels.counts).filter { $0.1 > 0 }.map(\.0)
    guard versus == nil else {
      throw RunFailure(
        description: "--versus: expected --positive too, found none; name the positive labels"
      )
    }
    guard names.count == 2 else { return try question(positive: nil) }
    let task = BinaryTask(ofTwo: names, events: inputs.eventsName)
    return ResolvedTask(task: task, positive: task.positive)
  }

  private func question(positive: [String]?) throws -> ResolvedTask {
    guard let positive else {
      if ordinal {
        let order = try order.map { try Self.labels($0, option: "--order") }
        return ResolvedTask(task: OrdinalTask(order: order), positive: nil)
      }
      return ResolvedTask(task: MulticlassTask(oneVersusRest: oneVersusRest), positive: nil)
    }
    return ResolvedTask(
      task: BinaryTask(positive: positive, versus: try negativeLabels()), positive: positive)
  }
}
