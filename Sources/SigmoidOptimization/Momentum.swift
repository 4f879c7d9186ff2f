import SigmoidSystem

/// Nesterov's accelerated gradient, with a restart where the value rises:
///
///     x ← y − learningRate·∇J(y)
///     t′ = (1 + √(1 + 4t²))/2,   y ← x + (t − 1)/t′ · (x − x before)
///
/// Yurii Nesterov, "A method for solving the convex programming problem with convergence rate
/// O(1/k²)", Soviet Math. Dokl. 27, 1983; the restart (t ← 1) is Brendan O'Donoghue's and Emmanuel
/// Candès', "Adaptive Restart for Accelerated Gradient Schemes", Found. Comput. Math. 15, 2015,
/// here by the values at y, which are at hand. One evaluation a step, at y.
package struct Momentum: Optimizer {
  package let learningRate: Double
  package let stopping: StoppingRule

  package init(learningRate: Double, stopping: StoppingRule) {
    require(learningRate > 0 && learningRate.isFinite, "a learning rate of \(learningRate)")
    self.learningRate = learningRate
    self.stopping = stopping
  }

  /// The parameters of the result are the last x; after a tolerance reached, the y that reached it.
  package func minimize<Target: Objective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    require(
      start.count == objective.dimension,
      "a start of \(start.count) for an objective of \(objective.dimension) parameters")
    var count = EvaluationBudget(stopping: stopping)
    var point = Point(start)
    var x = start
    var next = start
    var t = 1.0
    var first = Double.nan
    var before = Double.infinity
    if let state = continuity.state {
      try count.restore(from: state)
      try point.restorePoint(from: state)
      x = try state.vector("x", count: start.count)
      t = try state.number("t")
      first = try state.number("first")
      before = try state.number("before")
    }
    while true {
      var state: RunState {
        var state = RunState(
          vectors: ["x": x], numbers: ["t": t, "first": first, "before": before])
        count.save(to: &state)
        point.savePoint(to: &state)
        return state
      }
      func ended(_ reason: TerminationReason, at parameters: [Double], steps: Int)
        -> OptimizationResult
      {
        OptimizationResult(
          parameters: parameters, termination: reason, evaluations: count.evaluations,
          iterations: steps, value: point.value, gradientMax: point.gradientMax)
      }
      continuity.keep(state)
      if count.isUsedUp { return ended(.evaluationsUsedUp, at: x, steps: count.evaluations) }
      let end = try count.evaluate(&objective, &point, stepSize: learningRate, observe: observe)
      if count.evaluations == 1 { first = point.value }
      let made = count.evaluations - 1
      if let reason = stopping.reasonToStop(
        value: point.value, gradientMax: point.gradientMax, first: first)
      {
        let reached = reason == .gradientBelowTolerance
        return ended(reason, at: reached ? point.parameters : x, steps: made)
      }
      if end == .interrupted { return ended(.interrupted, at: x, steps: made) }

      sum(point.parameters, -learningRate, point.gradient, into: &next)
      guard next.allSatisfy(\.isFinite) else { return ended(.diverged, at: x, steps: made) }
      swap(&x, &next)

      // `next` is the x before. A first step, or one after a rise, has no momentum.
      if point.value > before { t = 1 }
      before = point.value
      let longer = (1 + (1 + 4 * t * t).squareRoot()) / 2
      let momentum = (t - 1) / longer
      t = longer
      for index in x.indices {
        point.parameters[index] = x[index] + momentum * (x[index] - next[index])
      }
    }
  }
}
