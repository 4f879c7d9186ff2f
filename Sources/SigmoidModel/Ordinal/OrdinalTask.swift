import SigmoidExamples

/// A task whose classes have an order: one column of weights, and a threshold between each class and the
/// next (see `OutputTransform.ordinal`).
public struct OrdinalTask: ClassificationTask, Equatable {
  /// The labels from the lowest to the highest; nil for numbers in their order. Examples of other labels
  /// are left out.
  public let order: [String]?

  /// - Parameter order: nil for all labels, which have to be numbers.
  public init(order: [String]? = nil) {
    self.order = order.map { $0.map { Labels.name(of: $0) } }
  }

  public var link: OutputTransform { .ordinal }

  public func classes(of labels: Labels) throws(TrainingDataError) -> [ModelClass] {
    let present = labels.presentNames
    for label in order ?? [] where !present.contains(label) {
      throw .noExample(ofLabel: label, labels: present)
    }
    let names: [String]
    if let order { names = order } else { names = try Self.ascending(present) }
    guard names.count > 2 else { throw .tooFewForAnOrder(names) }
    return names.map { ModelClass(labels: [$0]) }
  }

  private static func ascending(_ names: [String]) throws(TrainingDataError) -> [String] {
    let numbers = names.compactMap { name in
      Double(name).flatMap { $0.isFinite ? (name: name, value: $0) : nil }
    }
    guard numbers.count == names.count else { throw .noOrder(names) }
    return numbers.sorted { $0.value < $1.value }.map(\.name)
  }
}
