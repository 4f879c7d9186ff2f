/// p ← p − learningRate·∇J(p), the textbook algorithm (Cauchy 1847): one evaluation a step, on
/// the whole objective.
public struct GradientDescent: Optimizer {
  public let learningRate: Double
  public let stopping: StoppingRule

  public init(learningRate: Double, stopping: StoppingRule) {
    precondition(learningRate > 0 && learningRate.isFinite, "a learning rate of \(learningRate)")
    self.learningRate = learningRate
    self.stopping = stopping
  }

  public func minimize<Target: Objective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Continuity,
    observe: (borrowing Iterate) -> Continuation
  ) throws -> Minimization {
    precondition(
      start.count == objective.dimension,
      "a start of \(start.count) for an objective of \(objective.dimension) parameters")
    var count = EvaluationCount(stopping: stopping)
    var point = Evaluated(start)
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
      func ended(_ reason: TerminationReason, steps: Int) -> Minimization {
        Minimization(
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
