/// An algorithm that steps on mini-batches of a stochastic objective; see `MiniBatches` for
/// epochs, evaluations and what the result says.
///
/// Its properties are its parameters; the state of a run lives inside `minimize`.
package protocol StochasticOptimizer: Sendable {
  /// - Parameters:
  ///   - start: where the first batch is evaluated.
  ///   - continuity: resumes from its state instead, and keeps one state per epoch of this run.
  ///   - observe: called once an epoch, after its steps.
  /// - Throws: what the objective throws; `RunState.Mismatch` for a state of another run.
  func minimize<Target: StochasticObjective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult
}

extension StochasticOptimizer {
  /// The same from the start, without keeping states.
  package func minimize<Target: StochasticObjective & ~Copyable>(
    _ objective: inout Target, from start: [Double],
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    try minimize(&objective, from: start, continuity: Resumption(), observe: observe)
  }
}
