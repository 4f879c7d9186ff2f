import SigmoidSystem

/// x ← x + a·d, d leading to where a quadratic model of a loss, with the penalty as it is, has its least
/// value: proximal Newton, for penalties with kinks.
///
/// Jason Lee, Yuekai Sun, Michael Saunders, "Proximal Newton-type methods for minimizing composite
/// functions", SIAM J. Optimization 24, 2014: the step a is 1, halved until J falls by at least
/// `sufficientDecrease`·a·Δ, Δ = ∇F·d + P(x + d) − P(x) being what J falls by at the rate that it begins
/// with. The model's curvature is the objective's, which learns from each evaluation, of steps that
/// are not made too.
package struct ProximalNewton: Sendable {
  /// The relative noise of a value: float passes leave about 1e-7.
  package let valueNoise: Double
  package let stopping: StoppingRule

  private static let sufficientDecrease = 1e-4
  private static let mostHalvings = 30
  /// Steps in which max|∇J| does not fall by half, of a value that does not fall clearly either.
  private static let patience = 4
  /// Differences of values that are so many times their noise are more than that.
  private static let clear = 10.0

  package init(valueNoise: Double = 1e-7, stopping: StoppingRule) {
    require(valueNoise >= 0 && valueNoise < 1, "a value noise of \(valueNoise)")
    self.valueNoise = valueNoise
    self.stopping = stopping
  }

  /// - Parameters:
  ///   - start: where the first evaluation is made.
  ///   - continuity: resumes from its state instead, and keeps the states of this run.
  ///   - observe: called once per evaluation, before the step that follows it.
  /// - Throws: what the objective throws; `RunState.Mismatch` for a state of another run.
  package func minimize<Target: ProximalObjective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption = Resumption(),
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    require(
      start.count == objective.dimension,
      "a start of \(start.count) for an objective of \(objective.dimension) parameters")
    var count = EvaluationBudget(stopping: stopping)
    var current = Point(start)
    var progress = ProximalProgress(noise: valueNoise)
    var iterations = 0
    var reason: TerminationReason?
    if let state = continuity.state, try state.count("evaluations") > 0 {
      try count.restore(from: state)
      try current.restore(from: state)
      try progress.restore(from: state)
      try objective.restore(from: state)
      iterations = try state.count("iterations")
      if count.isUsedUp { reason = .evaluationsUsedUp }
    } else {
      continuity.keep(RunState(numbers: ["evaluations": 0]))
      reason = try evaluate(&objective, &current, &count, stepSize: 0, observe: observe)
    }
    if !current.isFinite { reason = .diverged }
    run: while reason == nil || reason?.isClaim == true {
      if count.isBelowTolerance(current) { reason = reason ?? .gradientBelowTolerance }
      if reason == nil,
        objective.isNear(current.parameters, gradient: current.gradient, value: current.value)
      {
        reason = .gapBelowTolerance
      }
      if let end = reason {
        switch try objective.assess(
          at: current.parameters, value: current.value, gradient: current.gradient, because: end)
        {
        case .end(let end):
          reason = end
          break run
        case .refined(let noise):
          progress = ProximalProgress(noise: noise)
          reason =
            count.isUsedUp
            ? .evaluationsUsedUp
            : try evaluate(&objective, &current, &count, stepSize: 0, observe: observe)
          guard current.isFinite else {
            reason = .diverged
            break run
          }
          continue
        case .continued(let noise, _): progress.noise = noise
        case .short where end == .noFurtherProgress: break run
        case .short: break
        }
        reason = nil
      }
      var state: RunState {
        var state = RunState(numbers: ["iterations": Double(iterations)])
        count.save(to: &state)
        current.save(to: &state)
        progress.save(to: &state)
        objective.save(to: &state)
        return state
      }
      continuity.keep(state)
      guard let goal = try objective.leastOfModel(current.parameters, gradient: current.gradient)
      else {
        reason = .noFurtherProgress
        continue
      }
      if let end = try step(&objective, &current, to: goal, &count, progress, observe: observe) {
        reason = end
      } else {
        iterations += 1
      }
      if progress.hasStalled(at: current, patience: Self.patience) {
        reason = reason ?? .noFurtherProgress
      }
    }
    return OptimizationResult(
      parameters: current.parameters, termination: reason ?? .noFurtherProgress,
      evaluations: count.evaluations, iterations: iterations, value: current.value,
      gradientMax: current.gradientMax)
  }

  /// Moves the point towards the least value of the model.
  /// - Returns: why to end; nil where the step was made.
  private func step<Target: ProximalObjective & ~Copyable>(
    _ objective: inout Target, _ current: inout Point, to goal: [Double],
    _ count: inout EvaluationBudget, _ progress: ProximalProgress,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> TerminationReason? {
    let penalty = objective.penalty
    let direction = zip(goal, current.parameters).map { $0 - $1 }
    let slope = Self.slope(penalty, from: current, to: goal)
    let noise = progress.noise * abs(current.value)
    guard slope < 0, direction.contains(where: { $0 != 0 }) else { return .noFurtherProgress }
    var size = 1.0
    var trial = current
    for _ in 0..<Self.mostHalvings {
      if size == 1 {
        trial.parameters = goal
      } else {
        sum(current.parameters, size, direction, into: &trial.parameters)
      }
      let end = try evaluate(&objective, &trial, &count, stepSize: size, observe: observe)
      let isLower =
        trial.value <= current.value + Self.sufficientDecrease * size * slope + noise
      // Where values differ by noise alone, gradients still tell.
      let isFlatter =
        -slope <= Self.clear * noise && trial.gradientMax < current.gradientMax
        && trial.value <= current.value + Self.clear * noise
      if trial.isFinite {
        objective.learn(
          step: zip(trial.parameters, current.parameters).map { $0 - $1 },
          change: zip(trial.gradient, current.gradient).map { $0 - $1 })
      }
      if trial.isFinite, isLower || isFlatter {
        swap(&current, &trial)
        return end
      }
      if let end { return end }
      size /= 2
    }
    return .noFurtherProgress
  }

  /// Δ, of differences that are as small as it: those of whole values would be rounding near the optimum.
  private static func slope(
    _ penalty: any Penalty, from current: Point, to goal: [Double]
  ) -> Double {
    var slope = 0.0
    for (index, new) in goal.enumerated() where new != current.parameters[index] {
      let old = current.parameters[index]
      slope +=
        (new - old) * (current.gradient[index] + penalty.curvature(of: index) / 2 * (new + old))
        + penalty.kink(of: index) * (abs(new) - abs(old))
    }
    return slope
  }

  /// Evaluates J and the least subgradient of it, but keeps the gradient of the loss alone.
  private func evaluate<Target: ProximalObjective & ~Copyable>(
    _ objective: inout Target, _ point: inout Point, _ count: inout EvaluationBudget,
    stepSize: Double, observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> TerminationReason? {
    let loss = try objective.evaluate(at: point.parameters, gradient: &point.gradient)
    var whole = point.gradient
    point.value = loss + objective.penalty.add(to: &whole, at: point.parameters)
    point.gradientMax = objective.gradientMax(of: whole)
    return count.show(point, stepSize: stepSize, observe: observe)
  }
}

/// Notices that steps lead no further.
private struct ProximalProgress {
  /// Of a value, relative.
  var noise: Double
  private var lowestValue = Double.infinity
  private var lowestGradient = Double.infinity
  private var stepsWithout = 0

  init(noise: Double) { self.noise = noise }

  mutating func hasStalled(at point: Point, patience: Int) -> Bool {
    let falls =
      point.value < lowestValue - noise * abs(point.value)
      || point.gradientMax < lowestGradient / 2
    lowestValue = min(lowestValue, point.value)
    if point.gradientMax < lowestGradient / 2 { lowestGradient = point.gradientMax }
    stepsWithout = falls ? 0 : stepsWithout + 1
    return stepsWithout >= patience
  }

  func save(to state: inout RunState) {
    state.numbers["valueNoise"] = noise
    state.numbers["lowestValue"] = lowestValue
    state.numbers["lowestGradient"] = lowestGradient
    state.numbers["stepsWithout"] = Double(stepsWithout)
  }

  mutating func restore(from state: RunState) throws(RunState.Mismatch) {
    noise = try state.number("valueNoise")
    lowestValue = try state.number("lowestValue")
    lowestGradient = try state.number("lowestGradient")
    stepsWithout = try state.count("stepsWithout")
  }
}
