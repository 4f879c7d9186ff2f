/// An approximate inverse Hessian M⁻¹ that an optimizer steps with: symmetric, positive definite
/// (or semidefinite where the gradient has no component, such as a shift common to all classes).
///
/// Good ones make the spectrum of M⁻¹·Hessian narrow: the Cholesky factor of the Hessian of a
/// sample of the examples, say. Optimizers know nothing of how it is made.
package protocol Preconditioner: ~Copyable {
  /// vector ← M⁻¹·vector, in place; `dimension` numbers.
  mutating func apply(to vector: inout [Double])

  /// A chance to be rebuilt where the optimizer stands, before each step.
  /// - Parameters:
  ///   - parameters: the point the step starts from.
  ///   - iteration: 1 for the first step of a run.
  /// - Returns: whether M changed; curvature learnt on top of the old one is then forgotten.
  /// - Throws: what ends the run.
  mutating func update(at parameters: [Double], iteration: Int) throws -> Bool

  /// Becomes the best M there can be where a run has come to a stop short of the optimum.
  /// - Returns: false when it cannot be better than it is, or has nothing to gain there.
  /// - Throws: what ends the run.
  mutating func refine(at parameters: [Double]) throws -> Bool

  /// Adds to a state what M depends on, if that changes in a run.
  func save(to state: inout RunState)

  /// Becomes the M of a state.
  /// - Throws: `RunState.Mismatch`.
  mutating func restore(from state: RunState) throws
}

extension Preconditioner where Self: ~Copyable {
  package mutating func update(at parameters: [Double], iteration: Int) -> Bool { false }
  package mutating func refine(at parameters: [Double]) -> Bool { false }
  package func save(to state: inout RunState) {}
  package mutating func restore(from state: RunState) {}
}
