import LinearAlgebra

/// What an example counts because of its class.
public enum ClassWeights: Equatable, Sendable, CustomStringConvertible {
  /// All the same.
  case equal
  /// examples / (classes · examples of its class): every class counts the same.
  case balanced
  /// By label; a label that is not named counts 1.
  case byLabel([String: Double])

  /// As the command takes it; the same text for the same weights.
  public var description: String {
    switch self {
    case .equal: "equal"
    case .balanced: "balanced"
    case .byLabel(let weights):
      weights.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
  }

  /// - Parameters:
  ///   - labels: of the examples that take part.
  ///   - classOfExample: the position of each one's class.
  /// - Returns: one weight an example; empty when all count one.
  func weights(
    labels: Labels, classOfExample: [Int32], classes: Int
  ) throws(TrainingDataError) -> [Double] {
    switch self {
    case .equal: return []
    case .balanced:
      var counts = [Double](repeating: 0, count: classes)
      for index in classOfExample { counts[Int(index)] += 1 }
      let total = Double(classOfExample.count)
      return classOfExample.map { total / (Double(classes) * counts[Int($0)]) }
    case .byLabel(let weights):
      let present = labels.presentNames
      for label in weights.keys.sorted() where !present.contains(label) {
        throw .noExample(ofLabel: label, labels: present)
      }
      let ofName = labels.names.map { weights[$0] ?? 1 }
      return labels.codes.map { ofName[Int($0)] }
    }
  }
}
