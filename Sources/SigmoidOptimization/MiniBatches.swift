import SigmoidSystem

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
package struct MiniBatches: Equatable, Sendable {
  /// Examples per step.
  package let size: Int
  package let seed: UInt64
  package let schedule: LearningRateSchedule

  package init(size: Int, seed: UInt64, schedule: LearningRateSchedule = .constant) {
    require(size > 0, "batches of \(size) examples")
    self.size = size
    self.seed = seed
    self.schedule = schedule
  }
}

/// The step that an algorithm makes of a batch's gradient, and its state in a run.
protocol BatchStep {
  func save(to state: inout RunState)
  mutating func restore(from state: RunState, dimension: Int) throws(RunState.Mismatch)

  /// Writes over `next` where the step from `parameters` leads.
  mutating func step(
    from parameters: [Double], gradient: [Double], rate: Double, into next: inout [Double])
}

extension MiniBatches {
  /// Runs epochs until `stopping` ends them; its evaluations are epochs.
  func run<Target: StochasticObjective & ~Copyable, Step: BatchStep>(
    _ objective: inout Target, from start: [Double], learningRate: Double, stopping: StoppingRule,
    algorithm: inout Step, continuity: Resumption, observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    require(
      start.count == objective.dimension,
      "a start of \(start.count) for an objective of \(objective.dimension) parameters")
    let examples = objective.examples
    require(examples > 0, "batches of no examples")
    var count = EvaluationBudget(stopping: stopping)
    var order = Array(0..<examples)
    var generator = SeededGenerator(seed: seed)
    var point = Point(start)
    var next = start
    var gradient = point.gradient
    var first = Double.nan
    var steps = 0
    if let state = continuity.state {
      try count.restore(from: state)
      try point.restorePoint(from: state)
      first = try state.number("first")
      steps = try state.count("steps")
      try algorithm.restore(from: state, dimension: start.count)
      // A shuffle is nothing beside its epoch: the order of the next is that of all before.
      for _ in 0..<count.evaluations { generator.shuffle(&order) }
    }
    while true {
      var state: RunState {
        var state = RunState(numbers: ["first": first, "steps": Double(steps)])
        count.save(to: &state)
        point.savePoint(to: &state)
        algorithm.save(to: &state)
        return state
      }
      continuity.keep(state)
      var reason: TerminationReason?
      if count.isUsedUp {
        reason = .evaluationsUsedUp
      } else {
        let epoch = count.evaluations
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
          let done = Double(epoch) + Double(low) / Double(examples)
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
        point.gradientMax = objective.gradientMax(of: point.gradient)
        let end = count.show(point, stepSize: rate, observe: observe)
        reason = stopping.reasonToStop(
          value: point.value, gradientMax: point.gradientMax, first: first)
        if reason == nil && end == .interrupted { reason = .interrupted }
      }
      guard let reason else { continue }
      if reason != .diverged && stopping.tolerance == nil {
        point.value = try objective.evaluate(at: point.parameters, gradient: &point.gradient)
        point.gradientMax = point.gradient.reduce(0) { $1.isNaN ? $1 : max($0, abs($1)) }
      }
      return OptimizationResult(
        parameters: point.parameters, termination: reason, evaluations: count.evaluations,
        iterations: steps, value: point.value, gradientMax: point.gradientMax)
    }
  }
}
