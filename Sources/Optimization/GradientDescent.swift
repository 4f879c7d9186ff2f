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
    _ objective: inout Target, from start: [Double], observe: (borrowing Iterate) -> Continuation
  ) throws -> Minimization {
    precondition(
      start.count == objective.dimension,
      "a start of \(start.count) for an objective of \(objective.dimension) parameters")
    var parameters = start
    var next = start
    var gradient = [Double](repeating: 0, count: start.count)
    var first = Double.nan
    for evaluation in 1... {
      let value = try objective.evaluate(at: parameters, gradient: &gradient)
      if evaluation == 1 { first = value }
      let iterate = Iterate(
        evaluation: evaluation, value: value, gradient: gradient, stepSize: learningRate,
        parameters: parameters)
      func ended(_ reason: TerminationReason, afterStep: Bool = false) -> Minimization {
        Minimization(
          parameters: parameters, termination: reason, evaluations: evaluation,
          iterations: afterStep ? evaluation : evaluation - 1, value: value,
          gradientMax: iterate.gradientMax)
      }
      let continuation = observe(iterate)
      if let reason = stopping.reasonToStop(at: iterate, first: first) { return ended(reason) }
      if continuation == .stop { return ended(.interrupted) }

      for index in next.indices { next[index] = parameters[index] - learningRate * gradient[index] }
      // A step is committed only if it is finite.
      guard next.allSatisfy(\.isFinite) else { return ended(.diverged) }
      swap(&parameters, &next)
      if evaluation == stopping.evaluations {
        return ended(.evaluationsUsedUp, afterStep: true)
      }
    }
    fatalError("an endless loop ended")
  }
}
