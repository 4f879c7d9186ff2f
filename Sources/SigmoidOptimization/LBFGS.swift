import SigmoidSystem

/// x ← x − a·H·∇f(x), H the inverse Hessian that the last `memory` steps imply on top of an
/// initial one: limited-memory BFGS.
///
/// Dong Liu, Jorge Nocedal, "On the limited memory BFGS method for large scale optimization",
/// Math. Programming 45, 1989; Nocedal & Wright, "Numerical Optimization", 2nd ed., algorithms
/// 7.4 and 7.5. The step a comes from `LineSearch`, which tries 1 first.
///
/// The initial inverse Hessian is a preconditioner, unscaled (it knows the size of the curvature;
/// the last step knows it along one direction alone), or (yᵀs/yᵀy)·I without one. A renewed
/// preconditioner makes the run forget its pairs: they correct the one before.
///
/// Where a run would end, the objective is asked: it may evaluate more precisely from there on, and
/// where it knows that the optimum is not reached the preconditioner is asked for the best it can be.
package struct LBFGS: Optimizer {
  /// The number of pairs (s, y) that are kept.
  package let memory: Int
  /// The relative noise of a value: float passes leave about 1e-7. Differences below it are not
  /// treated as a rise, and a run whose steps promise less stops.
  package let valueNoise: Double
  package let stopping: StoppingRule

  package init(memory: Int = 10, valueNoise: Double = 1e-7, stopping: StoppingRule) {
    require(memory >= 0, "a memory of \(memory) pairs")
    require(valueNoise >= 0 && valueNoise < 1, "a value noise of \(valueNoise)")
    self.memory = memory
    self.valueNoise = valueNoise
    self.stopping = stopping
  }

  package func minimize<Target: Objective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    var identity = Identity()
    return try run(
      &objective, from: start, initial: &identity, isExact: false, continuity, observe: observe)
  }

  /// Minimises with `preconditioner` as the initial inverse Hessian; the gap estimate is its.
  /// - Throws: what the objective or the preconditioner throws.
  package func minimize<Target: Objective & ~Copyable, Inverse: Preconditioner & ~Copyable>(
    _ objective: inout Target, from start: [Double], preconditioner: inout Inverse,
    continuity: Resumption = Resumption(), observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    try run(
      &objective, from: start, initial: &preconditioner, isExact: true, continuity,
      observe: observe)
  }

  /// - Parameter isExact: whether `initial` knows the size of the curvature.
  private func run<Target: Objective & ~Copyable, Inverse: Preconditioner & ~Copyable>(
    _ objective: inout Target, from start: [Double], initial: inout Inverse, isExact: Bool,
    _ continuity: Resumption, observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    require(
      start.count == objective.dimension,
      "a start of \(start.count) for an objective of \(objective.dimension) parameters")
    var descent = LineDescent(from: start, stopping: stopping)
    var pairs = CurvatureMemory(capacity: memory)
    var pace = Pace(
      noise: valueNoise, stopping: stopping, patience: 3, patienceForGradient: 10)
    var reason: TerminationReason?
    if let state = continuity.state, try state.count("evaluations") > 0 {
      try descent.restore(from: state)
      try pairs.restore(from: state, dimension: start.count)
      try pace.restore(from: state)
      try initial.restore(from: state)
      try objective.restore(from: state)
      if descent.isUsedUp { reason = .evaluationsUsedUp }
    } else {
      continuity.keep(RunState(numbers: ["evaluations": 0]))
      reason = try descent.start(&objective, observe: observe)
    }
    while true {
      if let end = reason {
        reason = try settle(
          end, &objective, &descent, &pairs, &initial, &pace, observe: observe)
        if reason != nil { break }
      }
      // The pairs are copied for it: only where someone keeps them.
      if let keeper = continuity.keeper {
        var state = state(descent, pairs, pace, initial)
        objective.save(to: &state)
        keeper.keep(state)
      }
      if try initial.update(at: descent.current.parameters, iteration: descent.iterations + 1) {
        pairs.removeAll()
      }
      var slope = direct(&descent, &pairs, &initial, isExact: isExact)
      if !(slope < 0) && !pairs.isEmpty {
        pairs.removeAll()
        slope = direct(&descent, &pairs, &initial, isExact: isExact)
      }
      guard slope < 0 && slope.isFinite else {
        reason = .noFurtherProgress
        continue
      }
      reason = pace.reasonToAsk(at: descent.current, predictedDecrease: -slope / 2)
      if reason != nil { continue }
      let noise = pace.noise * abs(descent.current.value)
      switch try descent.step(&objective, slope: slope, noise: noise, observe: observe) {
      case .moved: pairs.insert(from: descent.previous, to: descent.current)
      // Stale pairs may be to blame: once more without them.
      case .stuck where !pairs.isEmpty: pairs.removeAll()
      // Nor has a run diverged that came this far: its direction is of no use any more.
      case .stuck(let end): reason = descent.iterations > 0 ? .noFurtherProgress : end
      case .ended(let end): reason = end
      }
    }
    return descent.result(
      reason ?? .noFurtherProgress,
      gapEstimate: isExact ? gap(at: descent.current, &initial) : nil)
  }

  /// Asks the objective about a claim to be at the end.
  /// - Returns: the reason to end there; nil to go on, without the pairs so far where these are of less
  ///   precise evaluations or of another preconditioner.
  private func settle<Target: Objective & ~Copyable, Inverse: Preconditioner & ~Copyable>(
    _ reason: TerminationReason, _ objective: inout Target, _ descent: inout LineDescent,
    _ pairs: inout CurvatureMemory, _ initial: inout Inverse, _ pace: inout Pace,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> TerminationReason? {
    var reason = reason
    while reason.isClaim {
      let point = descent.current
      switch try objective.assess(
        at: point.parameters, value: point.value, gradient: point.gradient, because: reason)
      {
      case .end(let end): return end
      case .continued(let noise, let share):
        pace.goOn(noise: noise, toShare: share)
        return nil
      case .refined(let noise):
        pace.begin(noise: noise)
        pairs.removeAll()
        guard let again = try descent.evaluateAgain(&objective, observe: observe) else {
          return nil
        }
        reason = again
      case .short:
        if descent.isUsedUp { return .evaluationsUsedUp }
        if reason == .gapBelowTolerance {
          pace.askLater()
          return nil
        }
        guard try initial.refine(at: descent.current.parameters) else { return .noFurtherProgress }
        pairs.removeAll()
        pace.begin(noise: pace.noise)
        return nil
      }
    }
    return reason
  }

  private func state<Inverse: Preconditioner & ~Copyable>(
    _ descent: LineDescent, _ pairs: CurvatureMemory, _ pace: Pace,
    _ initial: borrowing Inverse
  ) -> RunState {
    var state = RunState()
    descent.save(to: &state)
    pairs.save(to: &state)
    pace.save(to: &state)
    initial.save(to: &state)
    return state
  }

  /// Writes −H·∇f over the direction.
  /// - Returns: its slope.
  private func direct<Inverse: Preconditioner & ~Copyable>(
    _ descent: inout LineDescent, _ pairs: inout CurvatureMemory, _ initial: inout Inverse,
    isExact: Bool
  ) -> Double {
    let gradient = descent.current.gradient
    // A first step of length 1, where nothing is known of the curvature.
    let length = dot(gradient, gradient).squareRoot()
    let size = isExact ? 1 : pairs.isEmpty ? 1 / length : pairs.newestScale
    for index in gradient.indices { descent.direction[index] = -gradient[index] }
    pairs.apply(to: &descent.direction) { vector in
      initial.apply(to: &vector)
      if size != 1 { scale(&vector, by: size) }
    }
    return dot(descent.direction, gradient)
  }

  /// ½·∇fᵀ·M⁻¹·∇f.
  private func gap<Inverse: Preconditioner & ~Copyable>(
    at point: Point, _ initial: inout Inverse
  ) -> Double? {
    var step = point.gradient
    initial.apply(to: &step)
    let gap = dot(step, point.gradient) / 2
    return gap.isFinite ? gap : nil
  }
}

/// The initial inverse Hessian where none is given.
private struct Identity: Preconditioner {
  func apply(to vector: inout [Double]) {}
}
