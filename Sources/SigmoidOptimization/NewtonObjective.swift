/// An objective that can solve with its own Hessian and knows its values along a line.
///
/// The linear algebra is the objective's; so is any penalty, which belongs in the Hessian.
package protocol NewtonObjective: Objective, ~Copyable {
  /// Writes −H⁻¹·gradient over `direction`, H the Hessian at `parameters`; where that is not
  /// positive definite, H with more on its diagonal.
  /// - Parameters:
  ///   - gradient: the one at `parameters`.
  ///   - reusingHessian: H may be the one of the last call instead, whose factor is at hand.
  mutating func newtonDirection(
    at parameters: [Double], gradient: [Double], reusingHessian: Bool, direction: inout [Double]
  ) throws -> HessianKind

  /// Gets ready for values at `parameters` + step·`direction`: what products with the direction
  /// they need is computed here, once.
  mutating func prepareLine(from parameters: [Double], along direction: [Double]) throws

  /// Value and slope, the derivative by the step, on the line prepared last.
  mutating func valueAndSlope(atStep step: Double) throws -> (value: Double, slope: Double)
}

/// Which Hessian a Newton direction is of.
package enum HessianKind: Sendable {
  case positiveDefinite
  /// One that something was added to, to make it positive definite.
  case damped
  /// None that could be made positive definite; there is no direction.
  case none
  /// There is no minimum: along the direction the value falls for ever.
  case unbounded
}
