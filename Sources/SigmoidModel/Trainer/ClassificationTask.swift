import SigmoidExamples

/// A classification task: its classes, and the labels that belong to each.
public protocol ClassificationTask: Sendable {
  /// How the scores of the model become probabilities.
  var link: OutputTransform { get }

  /// Whether each class must have an example; true unless a task says otherwise.
  var needsEveryClass: Bool { get }

  /// The classes, in the order of the model.
  /// - Throws: `TrainingDataError` when the labels do not fit the question.
  func classes(of labels: Labels) throws(TrainingDataError) -> [ModelClass]
}

extension ClassificationTask {
  public var needsEveryClass: Bool { true }
}

/// A multiclass task, with one column of weights per class: softmax over the classes, or one
/// versus the rest.
public struct MulticlassTask: ClassificationTask, Equatable {
  /// The labels to classify; nil for all that occur. Examples of other labels are left out.
  public let labels: [String]?
  public let link: OutputTransform

  /// - Parameter oneVersusRest: a binary model for each class against all others, fitted together
  ///   in the same passes, instead of one softmax over them.
  public init(oneVersusRest: Bool = false) {
    labels = nil
    link = oneVersusRest ? .oneVersusRest : .softmax
  }

  /// As the other, among these labels.
  public init<Label: Hashable & LosslessStringConvertible>(
    labels: [Label], oneVersusRest: Bool = false
  ) {
    self.labels = labels.map { Labels.name(of: $0.description) }
    link = oneVersusRest ? .oneVersusRest : .softmax
  }

  public func classes(of labels: Labels) throws(TrainingDataError) -> [ModelClass] {
    let present = labels.presentNames
    for label in self.labels ?? [] where !present.contains(label) {
      throw .noExample(ofLabel: label, labels: present)
    }
    let names = self.labels ?? present
    guard names.count > 1 else { throw .singleClass(names.first ?? "none") }
    return names.map { ModelClass(labels: [$0]) }
  }
}

extension Labels {
  /// The labels that at least one example bears.
  var presentNames: [String] { zip(names, counts).filter { $0.1 > 0 }.map { $0.0 } }
}
