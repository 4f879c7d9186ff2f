import SigmoidOptimization
import SigmoidModel

/// How a model was trained, as its file tells.
package struct PageTraining {
  private let model: LogisticModel

  package init(_ model: LogisticModel) { self.model = model }

  /// Keys of `LogisticModel.training` in the order of a page, and their names there.
  private static let names = [
    ("solver", "Solver"), ("learningRate", "Learning rate"), ("schedule", "Schedule"),
    ("batchSize", "Batch size"), ("epochs", "Maximum epochs"),
    ("evaluationLimit", "Maximum evaluations"), ("l2", "L2 penalty"), ("tolerance", "Tolerance"),
    ("classWeights", "Class weights"), ("standardized", "Standardised"),
    ("warmStart", "Started from a model"), ("seed", "Seed"), ("engine", "Engine"),
    ("examples", "Training examples"), ("evaluations", "Evaluations"), ("loss", "Training loss"),
    ("objective", "Objective"), ("gradientMax", "Largest |gradient|"),
  ]
  private static let measured: Set = ["loss", "objective", "gradientMax"]

  var facts: [Fact] {
    let training = model.training
    var facts = Self.names.compactMap { key, name in
      training[key].map { Fact(name, Self.measured.contains(key) ? Self.shortened($0) : $0) }
    }
    let known = Set(Self.names.map(\.0) + ["terminationReason"])
    for (key, value) in training.sorted(by: { $0.key < $1.key }) where !known.contains(key) {
      facts.append(Fact(key, value))
    }
    facts.append(Fact("Features", "\(model.features)"))
    facts.append(Fact("OutputTransform", model.link.rawValue))
    facts.append(Fact("Norm of the weights", NumberText.short(model.weightNorm)))
    return facts
  }

  /// Why the training ended; nil when the model does not tell.
  package var ending: String? {
    guard let text = model.training["terminationReason"] else { return nil }
    switch TerminationReason(rawValue: text) {
    case .gradientBelowTolerance: return "The gradient was below the tolerance."
    case .gapBelowTolerance: return "The gap to the optimum was small enough."
    case .separated: return "The classes are separated: without a penalty there is no optimum."
    case .evaluationsUsedUp: return "All its epochs or evaluations were done."
    case .noFurtherProgress: return "Rounding allowed no further progress."
    case .diverged: return "The training diverged."
    case .interrupted: return "The training was interrupted."
    case nil: return text
    }
  }

  private static func shortened(_ text: String) -> String {
    Double(text).map { NumberText.short($0) } ?? text
  }
}
