import SigmoidSystem

/// Steps scaled by running means of the gradient and of its square:
///
///     m ← β₁·m + (1 − β₁)·g,   v ← β₂·v + (1 − β₂)·g²
///     p ← p − rate · (m/(1 − β₁ᵗ)) / (√(v/(1 − β₂ᵗ)) + ε)
///
/// Diederik Kingma, Jimmy Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
package struct Adam: StochasticOptimizer {
  package let learningRate: Double
  /// β₁, of the gradient.
  package let firstDecay: Double
  /// β₂, of its square.
  package let secondDecay: Double
  /// ε, against division by 0.
  package let floor: Double
  package let batches: MiniBatches
  /// Its evaluations are epochs.
  package let stopping: StoppingRule

  package init(
    learningRate: Double = 0.001, firstDecay: Double = 0.9, secondDecay: Double = 0.999,
    floor: Double = 1e-8, batches: MiniBatches, stopping: StoppingRule
  ) {
    require(learningRate > 0 && learningRate.isFinite, "a learning rate of \(learningRate)")
    require(firstDecay >= 0 && firstDecay < 1, "a first decay of \(firstDecay)")
    require(secondDecay >= 0 && secondDecay < 1, "a second decay of \(secondDecay)")
    require(floor > 0, "a floor of \(floor)")
    self.learningRate = learningRate
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.floor = floor
    self.batches = batches
    self.stopping = stopping
  }

  package func minimize<Target: StochasticObjective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    var step = AdamStep(self, dimension: start.count)
    return try batches.run(
      &objective, from: start, learningRate: learningRate, stopping: stopping, algorithm: &step,
      continuity: continuity, observe: observe)
  }
}

private struct AdamStep: BatchStep {
  private let adam: Adam
  private var mean: [Double]
  private var meanSquare: [Double]
  /// β₁ᵗ and β₂ᵗ.
  private var firstPower = 1.0
  private var secondPower = 1.0

  init(_ adam: Adam, dimension: Int) {
    self.adam = adam
    mean = [Double](repeating: 0, count: dimension)
    meanSquare = mean
  }

  func save(to state: inout RunState) {
    state.vectors["mean"] = mean
    state.vectors["meanSquare"] = meanSquare
    state.numbers["firstPower"] = firstPower
    state.numbers["secondPower"] = secondPower
  }

  mutating func restore(from state: RunState, dimension: Int) throws(RunState.Mismatch) {
    mean = try state.vector("mean", count: dimension)
    meanSquare = try state.vector("meanSquare", count: dimension)
    firstPower = try state.number("firstPower")
    secondPower = try state.number("secondPower")
  }

  mutating func step(
    from parameters: [Double], gradient: [Double], rate: Double, into next: inout [Double]
  ) {
    firstPower *= adam.firstDecay
    secondPower *= adam.secondDecay
    for index in gradient.indices {
      let g = gradient[index]
      mean[index] = adam.firstDecay * mean[index] + (1 - adam.firstDecay) * g
      meanSquare[index] = adam.secondDecay * meanSquare[index] + (1 - adam.secondDecay) * g * g
      let size = (meanSquare[index] / (1 - secondPower)).squareRoot() + adam.floor
      next[index] = parameters[index] - rate * mean[index] / (1 - firstPower) / size
    }
  }
}
