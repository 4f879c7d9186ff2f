/// An objective whose penalty has kinks: `evaluate` gives the loss and its gradient, without the penalty.
///
/// The curvature is the objective's, and so is the linear algebra.
package protocol ProximalObjective: Objective, ~Copyable {
  var penalty: any Penalty { get }

  /// Where the model at some parameters, the loss by its gradient and curvature and the penalty as it is, is
  /// least; nil where there is no model.
  mutating func leastOfModel(_ parameters: [Double], gradient: [Double]) throws -> [Double]?

  /// Takes from two evaluations what they tell of the curvature.
  /// - Parameters:
  ///   - step: from one point to the other.
  ///   - change: of the gradient of the loss.
  mutating func learn(step: [Double], change: [Double])

  /// Whether it is worth asking if this is the optimum.
  /// - Parameter value: with the penalty.
  func isNear(_ parameters: [Double], gradient: [Double], value: Double) -> Bool
}
