import SigmoidExamples
import SigmoidLinear

extension TrainingSet {
  /// More elements are not looked at one by one.
  private static var mostElements: Double { 3e8 }
  /// Of examples that are written out at a time: they stay in a cache.
  private static var blockNumbers: Int { 1 << 14 }

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
    let block = max(1, Self.blockNumbers / width)
    let ones = [Double](repeating: 1, count: block)
    let counts = data.partition.sum(2 * features * columns, threads: threads) { range, counts in
      var values = [Double](repeating: 0, count: width * block)
      for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
        let some = start..<min(start + block, range.upperBound)
        values.withPart(0..<width * some.count) { span in
          data.features.gather(
            ArraySlice(some), less: Span(), times: ones.span.extracting(first: some.count),
            into: &span)
        }
        let row = values.span
        for example in some where weights.isEmpty || weights[example] > 0 {
          let place = (example - start) * width
          let label = Int(classOfExample[example])
          for column in 0..<columns {
            let isOwn = isBinary ? label == 1 : label == column
            let first = 2 * column * width
            for feature in 0..<width where row[unchecked: place + feature] != 0 {
              counts[
                first + 2 * feature + ((row[unchecked: place + feature] > 0) == isOwn ? 0 : 1)] += 1
            }
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
