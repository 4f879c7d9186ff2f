/// An algorithm that steps on mini-batches of a stochastic objective; see `MiniBatches` for
/// epochs, evaluations and what the result says.
///
/// Its properties are its parameters; the state of a run lives inside `minimize`.
public protocol StochasticOptimizer: Sendable {
  /// - Parameters:
  ///   - start: where the first batch is evaluated.
  ///   - observe: called once an epoch, after its steps.
  /// - Throws: what the objective throws.
  func minimize<Target: StochasticObjective & ~Copyable>(
    _ objective: inout Target, from start: [Double], observe: (borrowing Iterate) -> Continuation
  ) throws -> Minimization
}
