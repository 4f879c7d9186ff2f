/// What the algorithms on mini-batches share: how examples are drawn, and when a run ends.
///
/// An epoch goes once through all examples, in an order shuffled anew from the seed, a batch at
/// a time, a step after each; the last batch may be smaller. In counts and records an epoch is one
/// evaluation, since it costs about that. Its value is the mean of its batches' values,
/// each before its step, and max|∇J| that of the mean of their gradients: what the epoch passed
/// through, a little behind where it ended. With a tolerance, each epoch is followed by
/// an evaluation of the whole objective, whose value and gradient then stand in the record. The
/// result has those of the parameters it returns; one more evaluation, not counted, finds
/// them at the end of a run without a tolerance.
public struct MiniBatches: Equatable, Sendable {
  /// Examples a step.
  public let size: Int
  public let seed: UInt64
  public let schedule: LearningRateSchedule

  public init(size: Int, seed: UInt64, schedule: LearningRateSchedule = .constant) {
    precondition(size > 0, "batches of \(size) examples")
    self.size = size
    self.seed = seed
    self.schedule = schedule
  }
}

/// The step that an algorithm makes of a batch's gradient; the state of a run.
protocol BatchStep {
  /// Writes over `next` where the step from `parameters` leads.
  mutating func step(
    from parameters: [Double], gradient: [Double], rate: Double, into next: inout [Double])
}

extension MiniBatches {
  /// Runs epochs until `stopping` ends them; its evaluations are epochs.
  func run<Target: StochasticObjective & ~Copyable, Step: BatchStep>(
    _ objective: inout Target, from start: [Double], learningRate: Double, stopping: StoppingRule,
    algorithm: inout Step, observe: (borrowing Iterate) -> Continuation
  ) throws -> Minimization {
    precondition(
      start.count == objective.dimension,
      "a start of \(start.count) for an objective of \(objective.dimension) parameters")
    let examples = objective.examples
    precondition(examples > 0, "batches of no examples")
    var order = Array(0..<examples)
    var generator = SplitMix64(seed: seed)
    var point = Evaluated(start)
    var next = start
    var gradient = point.gradient
    var first = Double.nan
    var steps = 0
    for epoch in 1...stopping.evaluations {
      generator.shuffle(&order)
      point.value = 0
      for index in point.gradient.indices { point.gradient[index] = 0 }
      var rate = learningRate
      var isFinite = true
      for low in stride(from: 0, to: examples, by: size) {
        let batch = low..<min(low + size, examples)
        let value = try objective.evaluate(
          at: point.parameters, batch: order.span.extracting(batch), gradient: &gradient)
        if steps == 0 { first = value }
        let share = Double(batch.count) / Double(examples)
        point.value += share * value
        addScaled(share, gradient, to: &point.gradient)
        let done = Double(epoch - 1) + Double(low) / Double(examples)
        rate = learningRate * schedule.factor(epochs: done, of: stopping.evaluations)
        algorithm.step(from: point.parameters, gradient: gradient, rate: rate, into: &next)
        isFinite = value.isFinite && next.allSatisfy(\.isFinite)
        // A step is committed only if it is finite.
        guard isFinite else { break }
        swap(&point.parameters, &next)
        steps += 1
      }
      if !isFinite { point.value = .nan }
      if isFinite && stopping.tolerance != nil {
        point.value = try objective.evaluate(at: point.parameters, gradient: &point.gradient)
      }
      let iterate = Iterate(
        evaluation: epoch, value: point.value, gradient: point.gradient, stepSize: rate,
        parameters: point.parameters)
      point.gradientMax = iterate.gradientMax
      let continuation = observe(iterate)
      var reason = stopping.reasonToStop(at: iterate, first: first)
      if reason == nil && continuation == .stop { reason = .interrupted }
      if reason == nil && epoch == stopping.evaluations { reason = .evaluationsUsedUp }
      guard let reason else { continue }
      if reason != .diverged && stopping.tolerance == nil {
        point.value = try objective.evaluate(at: point.parameters, gradient: &point.gradient)
        point.gradientMax = point.gradient.reduce(0) { $1.isNaN ? $1 : max($0, abs($1)) }
      }
      return Minimization(
        parameters: point.parameters, termination: reason, evaluations: epoch, iterations: steps,
        value: point.value, gradientMax: point.gradientMax)
    }
    fatalError("a run of at least one epoch ended without a reason")
  }
}
