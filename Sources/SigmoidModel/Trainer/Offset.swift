import SigmoidExamples
import SigmoidLinear

/// A feature that is added to the score as it is: its weight is 1, and is not fitted. R's `offset`.
///
/// It is a feature like others in all that is linear, so that scores, models and exports know nothing of
/// it. What is fitted leaves its weight alone: gradients and steps are 0 there, and it has no penalty.
/// Whether features separate the classes it does not tell.
package struct Offset: Equatable, Sendable {
  package let feature: Int
  /// The root mean square about its mean.
  let spread: Double

  init<Features: FeatureStorage>(
    _ feature: Int, in data: Dataset<Features>, weights: [Double], threads: Int
  ) {
    self.feature = feature
    let factor = Standardization(data, weights: weights, threads: threads).factors[feature]
    spread = factor == 0 ? 0 : 1 / factor
  }
}

extension TrainingSet {
  /// Parameters to begin with: nothing is known but the offset.
  func start(dimension: Int) -> [Double] {
    var start = [Double](repeating: 0, count: dimension)
    if let offset { start[offset.feature] = 1 }
    return start
  }

  /// Parameters without the offset: a direction, or what the features alone say.
  func withoutOffset(_ parameters: [Double]) -> [Double] {
    guard let offset else { return parameters }
    var parameters = parameters
    parameters[offset.feature] = 0
    return parameters
  }

  /// What the offset adds to the scores, but for a constant; empty where there is none.
  func offsetScores(dimension: Int, threads: Int) -> [Double] {
    guard let offset else { return [] }
    var unit = [Double](repeating: 0, count: dimension)
    unit[offset.feature] = 1
    return scores(at: unit, threads: threads)
  }

  /// Of features in the coordinates of the solvers, for what is made of those that are fitted alone.
  var standardizationOfFitted: Standardization? {
    guard let offset else { return standardization }
    var result = standardization ?? .identity(features: data.features.features)
    result.leaveOut(offset.feature)
    return result
  }
}
