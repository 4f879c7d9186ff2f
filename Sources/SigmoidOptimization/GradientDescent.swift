import SigmoidSystem

/// p ← p − learningRate·∇J(p), the textbook algorithm (Cauchy 1847): one evaluation a step, on
/// the whole objective.
package struct GradientDescent: Optimizer {
  package let learningRate: Double
  package let stopping: StoppingRule

  package init(learningRate: Double, stopping: StoppingRule) {
    require(learningRate > 0 && learningRate.isFinite, "a learning rate of \(learningRate)")
    self.learningRate = learningRate
    self.stopping = stopping
  }

  package func minimize<Target: Objective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    require(
      start.count == objective.dimension,
      "a start of \(start.count) for an objective of \(objective.dimension) parameters")
    var count = EvaluationBudget(stopping: stopping)
    var point = Point(start)
    var next = start
    var first = Double.nan
    if let state = continuity.state {
      try count.restore(from: state)
      try point.restorePoint(from: state)
      first = try state.number("first")
    }
    while true {
      var state: RunState {
        var state = RunState(numbers: ["first": first])
        count.save(to: &state)
        point.savePoint(to: &state)
        return state
      }
      func ended(_ reason: TerminationReason, steps: Int) -> OptimizationResult {
        OptimizationResult(
          parameters: point.parameters, termination: reason, evaluations: count.evaluations,
          iterations: steps, value: point.value, gradientMax: point.gradientMax)
      }
      continuity.keep(state)
      if count.isUsedUp { return ended(.evaluationsUsedUp, steps: count.evaluations) }
      let end = try count.evaluate(&objective, &point, stepSize: learningRate, observe: observe)
      if count.evaluations == 1 { first = point.value }
      let made = count.evaluations - 1
      if let reason = stopping.reasonToStop(
        value: point.value, gradientMax: point.gradientMax, first: first)
      {
        return ended(reason, steps: made)
      }
      if end == .interrupted { return ended(.interrupted, steps: made) }
      sum(point.parameters, -learningRate, point.gradient, into: &next)
      // A step is committed only if it is finite.
      guard next.allSatisfy(\.isFinite) else { return ended(.diverged, steps: made) }
      swap(&point.parameters, &next)
    }
  }
}
