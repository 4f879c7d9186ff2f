import SigmoidOptimization
import Foundation
import SigmoidLinear
import SigmoidSystem

extension Problem {
  /// The products of examples and squared parameters that a Hessian of the oracle may take.
  private static let mostWork = 8e6
  /// Further than that from zero, columns without an intercept are one column to a double.
  private static let farthestWithoutIntercept = 1e4

  /// The problem of this number, a function of both numbers alone.
  init(seed: UInt64, index: Int) {
    var random = SeededGenerator(seed: seed, stream: UInt64(index))
    switch random.uniform() {
    case ..<0.55: (task, classes) = (.binary, 2)
    case ..<0.78: (task, classes) = (.softmax, 3 + random.index(below: 3))
    default: (task, classes) = (.oneVersusRest, 3 + random.index(below: 3))
    }
    l2 = random.chance(0.4) ? 0 : random.logUniform(1e-9, 1e3)
    examples = Int((5 * pow(400, pow(random.uniform(), 1.25))).rounded())
    var features = Int(pow(60.5, pow(random.uniform(), 1.2)))
    // Without a penalty, few examples would almost always be separated.
    let isCrowded = random.chance(0.12)
    if l2 == 0 && !isCrowded {
      features = max(1, min(features, examples / (8 * (classes - 1))))
    }
    let parameters = (task == .softmax ? Double(classes) : 1) * Double(features)
    let rows = max(Double(examples), parameters)
    if rows * parameters * parameters > Self.mostWork {
      let most = (Self.mostWork / rows).squareRoot()
      features = max(1, Int(Double(features) * most / parameters))
    }
    self.features = features
    switch random.uniform() {
    case ..<0.45: storage = .double
    case ..<0.75: storage = .float
    default: storage = .sparse
    }
    fitsIntercept = !random.chance(0.12)
    standardizes = random.chance(0.4)
    let columns = RandomColumns(
      examples: examples, features: features, isSparse: storage == .sparse, from: &random
    )
    .columns
    labels = Self.labels(
      of: columns, examples: examples, classes: classes, isPenalised: l2 > 0, &random)
    weights = Self.weights(labels, classes: classes, &random)
    values = []
    isEasy = random.chance(0.3)
    place(columns, &random)
  }

  /// Gives every column its offset and its scale, and rounds to what the storage holds.
  private mutating func place(_ columns: [[Double]], _ random: inout SeededGenerator) {
    let hasOffsets = !isEasy && random.chance(storage == .sparse ? 0.15 : 0.6)
    let hasScales = !isEasy && random.chance(0.5)
    // All over the range, or all alike: as years and times are.
    let isFar = random.chance(0.2)
    values = [Double](repeating: 0, count: examples * features)
    for (feature, column) in columns.enumerated() {
      let most = fitsIntercept ? 1e9 : Self.farthestWithoutIntercept
      let offset =
        hasOffsets ? random.sign() * random.logUniform(isFar ? most / 1e2 : 1e-2, most) : 0
      let scale = hasScales ? random.logUniform(1e-9, 1e9) : 1
      for example in column.indices {
        let value = (column[example] + offset) * scale
        values[example * features + feature] = storage == .double ? value : Double(Float(value))
      }
    }
  }

  /// Drawn from a model of a random strength, so that some sets are separated.
  private static func labels(
    of columns: [[Double]], examples: Int, classes: Int, isPenalised: Bool,
    _ random: inout SeededGenerator
  ) -> [Int] {
    let isStrong = random.chance(isPenalised ? 0.5 : 0.15)
    let strength =
      random.logUniform(0.05, isStrong ? 50 : 2) / Double(columns.count).squareRoot()
    let truth = (0..<classes).map { _ in (random.normals(columns.count), random.normal()) }
    var labels = [Int](repeating: 0, count: examples)
    for example in labels.indices {
      let scores = truth.map { weights, intercept in
        var score = intercept
        for (column, weight) in zip(columns, weights) {
          score += strength * weight * column[example]
        }
        // Gumbel's noise: the largest is a draw from the softmax.
        return score - log(-log(max(random.uniform(), 1e-300)))
      }
      labels[example] = scores.indices.max { scores[$0] < scores[$1] } ?? 0
    }
    // A column of one class only, among the others, is what quasi-separates tables.
    if random.chance(0.08), let rare = columns.first(where: { Set($0) == [0, 1] }) {
      for example in labels.indices where rare[example] == 1 { labels[example] = 1 }
    }
    if Set(labels).count < classes { labels.replaceSubrange(..<classes, with: 0..<classes) }
    return labels
  }

  /// None, any reals, or whole numbers with zeros; something in every class.
  private static func weights(
    _ labels: [Int], classes: Int, _ random: inout SeededGenerator
  ) -> [Double]? {
    var weights: [Double]
    switch random.uniform() {
    case ..<0.5: return nil
    case ..<0.75: weights = labels.map { _ in random.logUniform(1e-3, 10) }
    default: weights = labels.map { _ in Double(random.index(below: 4)) }
    }
    for label in 0..<classes {
      let own = labels.indices.filter { labels[$0] == label }
      if own.allSatisfy({ weights[$0] == 0 }), let first = own.first { weights[first] = 1 }
    }
    return weights
  }
}
