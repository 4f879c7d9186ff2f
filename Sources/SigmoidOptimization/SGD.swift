import SigmoidSystem

/// p ← p − rate·∇J_batch(p): stochastic gradient descent on mini-batches (Herbert Robbins, Sutton
/// Monro, "A Stochastic Approximation Method", Ann. Math. Statist. 22, 1951).
package struct SGD: StochasticOptimizer {
  package let learningRate: Double
  package let batches: MiniBatches
  /// Its evaluations are epochs.
  package let stopping: StoppingRule

  package init(learningRate: Double, batches: MiniBatches, stopping: StoppingRule) {
    require(learningRate > 0 && learningRate.isFinite, "a learning rate of \(learningRate)")
    self.learningRate = learningRate
    self.batches = batches
    self.stopping = stopping
  }

  package func minimize<Target: StochasticObjective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    var step = GradientStep()
    return try batches.run(
      &objective, from: start, learningRate: learningRate, stopping: stopping, algorithm: &step,
      continuity: continuity, observe: observe)
  }
}

private struct GradientStep: BatchStep {
  func save(to state: inout RunState) {}
  func restore(from state: RunState, dimension: Int) {}

  func step(
    from parameters: [Double], gradient: [Double], rate: Double, into next: inout [Double]
  ) {
    sum(parameters, -rate, gradient, into: &next)
  }
}
