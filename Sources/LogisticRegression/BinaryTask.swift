import LinearAlgebra

/// A question with two answers: which labels are positive, and against which others.
public struct BinaryTask: Equatable, Sendable {
  /// Labels of the positive class.
  public let positive: [String]
  /// Labels of the negative class; nil for all the rest. Examples of neither class are left out.
  public let negative: [String]?

  /// - Parameters:
  ///   - positive: one label or several.
  ///   - versus: the negative labels; nil takes all that are not positive.
  public init<Label: Hashable & LosslessStringConvertible>(
    positive: [Label], versus: [Label]? = nil
  ) {
    self.positive = positive.map(\.description)
    self.negative = versus?.map(\.description)
  }

  /// Negative first: the class at position 1 is the positive one.
  public var classes: [LabelClass] {
    let positiveClass = LabelClass(labels: positive)
    let negativeClass =
      negative.map(LabelClass.init(labels:))
      ?? LabelClass(name: "not \(positiveClass.name)", labels: nil)
    return [negativeClass, positiveClass]
  }

  /// Chooses the examples of the two classes and gives each its target.
  /// - Throws: `TrainingDataError` when a class has no example or a label is in both.
  func examples(of labels: Labels) throws(TrainingDataError) -> BinaryExamples {
    if let negative, let both = positive.first(where: negative.contains) {
      throw .labelInBothClasses(both)
    }
    let counts = labels.counts
    let present = zip(labels.names, counts).filter { $0.1 > 0 }.map { $0.0 }
    for label in positive + (negative ?? []) where !present.contains(label) {
      throw .noExample(ofLabel: label, labels: present)
    }
    let classOfLabel = classes.classOfLabel(labels.names)
    var chosen: [Int] = []
    var targets: [Float] = []
    chosen.reserveCapacity(labels.count)
    targets.reserveCapacity(labels.count)
    for (example, code) in labels.codes.enumerated() {
      guard let classIndex = classOfLabel[Int(code)] else { continue }
      chosen.append(example)
      targets.append(Float(classIndex))
    }
    guard targets.contains(0) else { throw .singleClass(classes[1].name) }
    guard targets.contains(1) else { throw .singleClass(classes[0].name) }
    return BinaryExamples(chosen: chosen.count == labels.count ? nil : chosen, targets: targets)
  }
}

/// The examples of a binary task.
struct BinaryExamples {
  /// Which examples take part; nil for all.
  let chosen: [Int]?
  /// One for each that takes part: 1 positive, 0 negative.
  let targets: [Float]
}
