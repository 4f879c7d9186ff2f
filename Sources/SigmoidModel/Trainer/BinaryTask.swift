import SigmoidExamples
import SigmoidLinear

/// A binary task: which labels are positive, and which others are negative.
public struct BinaryTask: ClassificationTask, Equatable {
  /// Labels of the positive class.
  public let positive: [String]
  /// Labels of the negative class; nil for all the rest. Examples of neither class are left out.
  public let negative: [String]?

  /// - Parameters:
  ///   - positive: one label or several.
  ///   - versus: the negative labels; nil for all labels that are not positive.
  public init<Label: Hashable & LosslessStringConvertible>(
    positive: [Label], versus: [Label]? = nil
  ) {
    self.positive = positive.map { Labels.name(of: $0.description) }
    self.negative = versus?.map { Labels.name(of: $0.description) }
  }

  /// The question that two labels are, unless another is asked: the second, or that of the events of grouped
  /// data.
  package init(ofTwo names: [String], events: String?) {
    let positive = events.flatMap { names.firstIndex(of: $0) } ?? 1
    self.init(positive: [names[positive]], versus: [names[1 - positive]])
  }

  /// Negative first: the class at position 1 is the positive one.
  public var classes: [ModelClass] {
    let positiveClass = ModelClass(labels: positive)
    let negativeClass =
      negative.map(ModelClass.init(labels:))
      ?? ModelClass(name: "not \(positiveClass.name)", labels: nil)
    return [negativeClass, positiveClass]
  }

  public var link: OutputTransform { .logistic }

  public func classes(of labels: Labels) throws(TrainingDataError) -> [ModelClass] {
    if let negative, let both = positive.first(where: negative.contains) {
      throw .labelInBothClasses(both)
    }
    let present = labels.presentNames
    for label in positive + (negative ?? []) where !present.contains(label) {
      throw .noExample(ofLabel: label, labels: present)
    }
    return classes
  }
}
