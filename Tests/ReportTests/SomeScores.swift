@testable import SigmoidExamples
@testable import SigmoidMetrics
@testable import SigmoidModel
import TestSupport

/// Scored examples of a model that is there for its classes only.
enum SomeScores {
  /// Twelve examples with ties, on which scikit-learn's numbers are known.
  static let twelve = [2.5, -1.25, 0, 0.75, 0.75, -3, 0.75, 4, -1.25, 0, -0.5, 1.5]
  static let twelveTargets = [1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0]

  static func model(classes: [String], link: OutputTransform? = nil) -> LogisticModel {
    let columns = classes.count == 2 && link != .softmax ? 1 : classes.count
    return LogisticModel(
      features: 1, weights: [Double](repeating: 1, count: columns),
      intercepts: [Double](repeating: 0, count: columns),
      classes: classes.map { ModelClass(name: $0, labels: [$0]) }, link: link)
  }

  static func binary(_ scores: [Double], _ targets: [Int]) throws -> Predictions {
    try Predictions(
      model: model(classes: ["no", "yes"]), scores: scores,
      labels: Labels(targets.map { $0 == 1 ? "yes" : "no" }))
  }

  /// Scores on a coarse grid, so that some are alike, with every class among the examples.
  static func random(
    _ random: inout RandomValues, classes: Int, count: Int, link: OutputTransform? = nil
  ) throws -> Predictions {
    let names = (0..<classes).map { "c\($0)" }
    let model = model(classes: names, link: link)
    let scores = (0..<count * model.intercepts.count).map { _ in
      (random.unit() * 12).rounded() / 3
    }
    let actual = (0..<count).map { $0 < 2 * classes ? $0 % classes : random.int(in: 0..<classes) }
    return try Predictions(
      model: model, scores: scores, labels: Labels(actual.map { names[$0] }))
  }

  /// Binary, softmax and one-vs-rest in turn.
  static func anyKind(_ random: inout RandomValues, count: Int) throws -> Predictions {
    switch random.int(in: 0..<3) {
    case 0: try self.random(&random, classes: 2, count: count)
    case 1: try self.random(&random, classes: random.int(in: 3..<6), count: count)
    default:
      try self.random(
        &random, classes: random.int(in: 3..<6), count: count, link: .oneVersusRest)
    }
  }
}
