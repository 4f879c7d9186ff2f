import LinearAlgebra

/// A question that a model answers: which classes there are, and which labels belong to each.
public protocol ClassificationTask: Sendable {
  /// Columns of weights: 1 for a binary model, whose one score is that of the class at position
  /// 1; else one a class.
  func columns(classes: Int) -> Int

  /// The classes, in the order of the model.
  /// - Throws: `TrainingDataError` when the labels do not fit the question.
  func classes(of labels: Labels) throws(TrainingDataError) -> [LabelClass]
}

/// Which of several classes is it? One column of weights a class, softmax over them.
public struct MulticlassTask: ClassificationTask, Equatable {
  /// The labels to tell apart; nil for all that occur. Examples of others are left out.
  public let labels: [String]?

  public init() { labels = nil }

  public init<Label: Hashable & LosslessStringConvertible>(labels: [Label]) {
    self.labels = labels.map(\.description)
  }

  public func columns(classes: Int) -> Int { classes }

  public func classes(of labels: Labels) throws(TrainingDataError) -> [LabelClass] {
    let present = labels.presentNames
    for label in self.labels ?? [] where !present.contains(label) {
      throw .noExample(ofLabel: label, labels: present)
    }
    let names = self.labels ?? present
    guard names.count > 1 else { throw .singleClass(names.first ?? "none") }
    return names.map { LabelClass(labels: [$0]) }
  }
}

extension Labels {
  /// The labels that at least one example bears.
  var presentNames: [String] { zip(names, counts).filter { $0.1 > 0 }.map { $0.0 } }
}
