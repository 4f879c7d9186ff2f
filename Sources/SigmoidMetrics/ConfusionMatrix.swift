import SigmoidSystem

/// How often each class was predicted for each.
package struct ConfusionMatrix: Equatable, Sendable {
  /// counts[true][predicted].
  package let counts: [[Int]]

  package init(predicted: [Int], actual: [Int], classes: Int) {
    require(
      predicted.count == actual.count,
      "\(predicted.count) predictions for \(actual.count) examples")
    var counts = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    for (predicted, actual) in zip(predicted, actual) { counts[actual][predicted] += 1 }
    self.counts = counts
  }

  package var examples: Int { counts.joined().reduce(0, +) }

  package var errors: Int {
    examples - counts.indices.reduce(0) { $0 + counts[$1][$1] }
  }

  /// The share on the diagonal; NaN of no examples.
  package var accuracy: Double { Double(examples - errors) / Double(examples) }

  /// Precision, recall and F1 of each class, 0 where there is nothing to divide by.
  package func perClass(names: [String]) -> [ClassMetrics] {
    counts.indices.map { index in
      let right = counts[index][index]
      let support = counts[index].reduce(0, +)
      let predicted = counts.reduce(0) { $0 + $1[index] }
      func ratio(_ a: Int, _ b: Int) -> Double { b == 0 ? 0 : Double(a) / Double(b) }
      return ClassMetrics(
        label: names[index], precision: ratio(right, predicted), recall: ratio(right, support),
        f1: ratio(2 * right, predicted + support), support: support)
    }
  }
}

/// How well one class is found.
public struct ClassMetrics: Equatable, Sendable, Codable {
  /// The name of the model's class.
  public let label: String
  /// The share of its predictions that are right.
  public let precision: Double
  /// The share of its examples that are found.
  public let recall: Double
  /// The harmonic mean of the two.
  public let f1: Double
  /// Its examples.
  public let support: Int
}

/// Precision, recall and F1 over all classes.
public struct AverageMetrics: Equatable, Sendable, Codable {
  /// Of the macro average, the mean of the classes' precision.
  public let precision: Double
  /// Of the macro average, the mean of the classes' recall.
  public let recall: Double
  /// Of the macro average, the mean of the classes' F1, not that of the two figures here.
  public let f1: Double

  init(macro classes: [ClassMetrics]) {
    let count = Double(classes.count)
    precision = classes.reduce(0) { $0 + $1.precision } / count
    recall = classes.reduce(0) { $0 + $1.recall } / count
    f1 = classes.reduce(0) { $0 + $1.f1 } / count
  }

  /// With one decision an example, the wrong positives are as many as the wrong negatives.
  init(micro confusion: ConfusionMatrix) {
    precision = confusion.accuracy
    recall = confusion.accuracy
    f1 = confusion.accuracy
  }
}
