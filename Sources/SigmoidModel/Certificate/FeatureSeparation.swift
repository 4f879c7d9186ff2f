import SigmoidExamples
import SigmoidLinear

extension TrainingSet {
  /// More elements are not looked at one by one.
  private static var mostElements: Double { 3e8 }

  /// The direction of all features that separate by themselves: those that are above 0 in no class but one,
  /// or in all classes but one, and never below, or the other way round. A level that only examples of one
  /// class have is such a feature.
  ///
  /// A step along it moves no example away from its class, and those that have the feature towards it: the
  /// loss falls for ever. This is exact: signs are compared, and nothing is added up but counts.
  /// - Parameter standardization: the coordinates of the direction.
  /// - Returns: by columns, as parameters are; nil where no feature separates, or there are too many.
  func directionOfFeatures(
    _ standardization: Standardization?, threads: Int
  ) -> [Double]? {
    let (features, columns) = (data.features.features, columns)
    let examples = data.partition.examples
    guard features > 0,
      Double(examples) * Double(features) * Double(columns) <= Self.mostElements
    else { return nil }
    // Of each column and feature: examples that a positive weight moves towards their class, and away.
    let (data, classOfExample, width) = (data, classOfExample, features)
    let isBinary = link == .logistic
    let weights = weights
    let counts = data.partition.sum(2 * features * columns, threads: threads) { range, counts in
      data.features.forEachExample(in: range, less: Span()) { example, places, values in
        guard weights.isEmpty || weights[example] > 0 else { return }
        let label = Int(classOfExample[example])
        for column in 0..<columns {
          let isOwn = isBinary ? label == 1 : label == column
          let first = 2 * column * width
          for index in places.indices where values[unchecked: index] != 0 {
            let place = first + 2 * Int(places[unchecked: index])
            counts[place + ((values[unchecked: index] > 0) == isOwn ? 0 : 1)] += 1
          }
        }
      }
    }
    var direction = [Double](repeating: 0, count: (features + 1) * columns)
    var isFound = false
    for column in 0..<columns {
      for feature in 0..<features where feature != offset?.feature {
        let towards = counts[2 * (column * features + feature)]
        let away = counts[2 * (column * features + feature) + 1]
        guard (towards == 0) != (away == 0) else { continue }
        let factor = standardization?.factors[feature] ?? 1
        // Constant features take no part.
        guard factor != 0 else { continue }
        let sign: Double = away == 0 ? 1 : -1
        // The scale of a feature is positive or negative, and part of its factor.
        let scale = data.features.scale < 0 ? -sign : sign
        // As far in each feature by its own spread: each weighs enough to be named.
        direction[column * features + feature] = scale
        direction[columns * features + column] +=
          scale * abs(factor) * (standardization?.means[feature] ?? 0)
        isFound = true
      }
    }
    return isFound ? direction : nil
  }
}
