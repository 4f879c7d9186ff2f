import SigmoidExamples

/// Class weights: the factor on the loss of each example, by its class.
public enum ClassWeights: Equatable, Sendable, CustomStringConvertible {
  /// All the same.
  case equal
  /// examples / (classes · examples of its class), counted by case weights: every class has the same total
  /// weight.
  case balanced
  /// By label; a label that is not named has weight 1.
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
  ///   - labels: what there is of each label, in all processes.
  ///   - codes: the labels of the examples that take part.
  ///   - classOfLabel: the position of each label's class; nil for those that take no part.
  ///   - totals: what the examples of each class count together, without class weights.
  /// - Returns: one weight an example; empty when all count one.
  func weights(
    labels: Labels, of codes: [Int32], classOfLabel: [Int?], totals: () -> [Double]
  ) throws(TrainingDataError) -> [Double] {
    let counts = labels.counts
    switch self {
    case .equal: return []
    case .balanced:
      let ofClass = totals()
      let mean = ofClass.reduce(0, +) / Double(ofClass.count)
      let ofLabel = classOfLabel.map { $0.map { ofClass[$0] > 0 ? mean / ofClass[$0] : 0 } ?? 0 }
      return codes.map { ofLabel[Int($0)] }
    case .byLabel(let weights):
      let present = labels.names.indices.filter { counts[$0] > 0 && classOfLabel[$0] != nil }
        .map { labels.names[$0] }
      for label in weights.keys.sorted() where !present.contains(label) {
        throw .noExample(ofLabel: label, labels: present)
      }
      let ofLabel = labels.names.map { weights[$0] ?? 1 }
      return codes.map { ofLabel[Int($0)] }
    }
  }
}
