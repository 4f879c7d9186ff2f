import SigmoidSystem

/// x ← x − a·H⁻¹·∇f(x), H the Hessian at x: damped Newton.
///
/// Stephen Boyd, Lieven Vandenberghe, "Convex Optimization", 2004, algorithm 9.5: the step a is 1,
/// halved until f falls by at least `sufficientDecrease`·a·(slope) (Larry Armijo, "Minimization
/// of functions having Lipschitz continuous first partial derivatives", Pacific J. Math. 16, 1966).
/// Half the squared Newton decrement, ½·∇fᵀH⁻¹∇f, estimates the gap.
///
/// A factored Hessian serves for a few further steps while each brings the decrement down: they
/// cost a solve in place of a Hessian (V. E. Shamanskii, "A modification of Newton's method",
/// Ukrainian Math. J. 19, 1967).
///
/// Trials of a step cost no evaluation: the objective gives the values along a line by itself.
/// Where the Hessian is not positive definite, the step is of a damped one or, without any, along
/// −∇f, and the result has a note.
package struct Newton: Sendable {
  /// The relative noise of a value: float passes leave about 1e-7.
  package let valueNoise: Double
  package let stopping: StoppingRule

  private static let sufficientDecrease = 1e-4
  private static let mostHalvings = 40
  private static let mostRenewals = 5

  package init(valueNoise: Double = 1e-7, stopping: StoppingRule) {
    require(valueNoise >= 0 && valueNoise < 1, "a value noise of \(valueNoise)")
    self.valueNoise = valueNoise
    self.stopping = stopping
  }

  /// - Parameters:
  ///   - start: where the first evaluation is made.
  ///   - observe: called once per evaluation, before the step that follows it.
  ///   - continuity: resumes from its state instead, and keeps the states of this run.
  /// - Throws: what the objective throws; `RunState.Mismatch` for a state of another run.
  package func minimize<Target: NewtonObjective & ~Copyable>(
    _ objective: inout Target, from start: [Double], continuity: Resumption = Resumption(),
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    require(
      start.count == objective.dimension,
      "a start of \(start.count) for an objective of \(objective.dimension) parameters")
    var count = EvaluationBudget(stopping: stopping)
    var pace = Pace(
      noise: valueNoise, stopping: stopping, patience: 2, patienceForGradient: 2)
    var current = Point(start)
    var trial = current
    var direction = current.gradient
    var gap: Double?
    var damped: [Int] = []
    var fallbacks: [Int] = []
    var hessian = HessianInUse()
    var iterations = 0
    var renewals = 0
    var size = 0.0

    var reason: TerminationReason?
    if let state = continuity.state, try state.count("evaluations") > 0 {
      try count.restore(from: state)
      try current.restore(from: state)
      try pace.restore(from: state)
      try objective.restore(from: state)
      iterations = try state.count("iterations")
      renewals = try state.count("renewals")
      damped = try state.vector("damped").compactMap { Int(exactly: $0) }
      fallbacks = try state.vector("fallbacks").compactMap { Int(exactly: $0) }
      try hessian.restore(from: state, &objective, scratch: &direction)
      if count.isUsedUp { reason = .evaluationsUsedUp }
    } else {
      continuity.keep(RunState(numbers: ["evaluations": 0]))
      reason = try count.evaluate(&objective, &current, stepSize: size, observe: observe)
    }
    if !current.isFinite { reason = .diverged }
    run: while reason != .diverged {
      if count.isBelowTolerance(current) { reason = reason ?? .gradientBelowTolerance }
      if let end = reason {
        guard end.isClaim else { break }
        switch try objective.assess(
          at: current.parameters, value: current.value, gradient: current.gradient, because: end)
        {
        case .end(let end):
          reason = end
          break run
        case .refined(let noise):
          pace.begin(noise: noise)
          reason =
            count.isUsedUp
            ? .evaluationsUsedUp
            : try count.evaluate(&objective, &current, stepSize: 0, observe: observe)
          guard current.isFinite else {
            reason = .diverged
            break run
          }
          if reason != nil { continue }
        case .continued(let noise, let share):
          pace.goOn(noise: noise, toShare: share)
          reason = nil
        case .short:
          reason = count.isUsedUp ? .evaluationsUsedUp : nil
          if reason != nil { break run }
          if end == .gapBelowTolerance {
            pace.askLater()
          } else if hessian.reuses > 0 && renewals < Self.mostRenewals {
            // One of this very point may promise more than the one at hand.
            renewals += 1
            hessian.drop()
            pace.begin(noise: pace.noise)
          } else {
            reason = .noFurtherProgress
            break run
          }
        }
      }
      var state: RunState {
        var state = RunState(
          vectors: ["damped": damped.map(Double.init), "fallbacks": fallbacks.map(Double.init)],
          numbers: ["iterations": Double(iterations), "renewals": Double(renewals)])
        count.save(to: &state)
        current.save(to: &state)
        pace.save(to: &state)
        hessian.save(to: &state)
        objective.save(to: &state)
        return state
      }
      continuity.keep(state)
      let noise = pace.noise * abs(current.value)
      let kind = try hessian.direct(&objective, at: current, noise: noise, into: &direction)
      if kind == .unbounded {
        reason = .separated
        break
      }
      var slope = dot(direction, current.gradient)
      if kind == .damped { damped.append(iterations + 1) }
      if kind == .none || slope > 0 || !slope.isFinite {
        fallbacks.append(iterations + 1)
        for index in direction.indices { direction[index] = -current.gradient[index] }
        slope = dot(direction, current.gradient)
        gap = nil
      } else {
        gap = -slope / 2
      }
      guard slope < 0 else {
        reason = .noFurtherProgress
        continue
      }
      reason = pace.reasonToAsk(at: current, predictedDecrease: -slope / 2)
      if reason != nil { continue }
      guard
        let found = try search(
          &objective, at: current, along: direction, slope: slope, noise: noise)
      else {
        reason = .noFurtherProgress
        continue
      }
      size = found
      sum(current.parameters, size, direction, into: &trial.parameters)
      guard trial.parameters.allSatisfy(\.isFinite) else {
        reason = .diverged
        break
      }
      reason = try count.evaluate(&objective, &trial, stepSize: size, observe: observe)
      // The line said that the step is good; it is not committed if the pass says otherwise.
      guard trial.isFinite else {
        reason = .diverged
        break
      }
      guard trial.value <= current.value + noise else {
        reason = reason ?? .noFurtherProgress
        continue
      }
      swap(&current, &trial)
      gap = nil
      iterations += 1
    }
    return OptimizationResult(
      parameters: current.parameters, termination: reason ?? .noFurtherProgress,
      evaluations: count.evaluations, iterations: iterations, value: current.value,
      gradientMax: current.gradientMax,
      gapEstimate: try gap
        ?? gapEstimate(&objective, at: current, scratch: &direction, hasHessian: hessian.isThere),
      notes: notes(damped, "more on its diagonal") + notes(fallbacks, "gradient steps instead"))
  }

  /// Halves a step of 1 until it is good; nil if none is.
  private func search<Target: NewtonObjective & ~Copyable>(
    _ objective: inout Target, at point: Point, along direction: [Double], slope: Double,
    noise: Double
  ) throws -> Double? {
    try objective.prepareLine(from: point.parameters, along: direction)
    var size = 1.0
    for _ in 0..<Self.mostHalvings {
      let (value, trialSlope) = try objective.valueAndSlope(atStep: size)
      if value.isFinite {
        if value <= point.value + Self.sufficientDecrease * size * slope { return size }
        // Where values differ by noise alone, slopes still tell.
        if value <= point.value + noise && abs(trialSlope) <= 0.9 * abs(slope) { return size }
      }
      size /= 2
    }
    return nil
  }

  /// Half the squared Newton decrement at a point that has none yet, by the Hessian at hand: a
  /// new one would cost as much as a step.
  private func gapEstimate<Target: NewtonObjective & ~Copyable>(
    _ objective: inout Target, at point: Point, scratch: inout [Double],
    hasHessian: Bool
  ) throws -> Double? {
    guard hasHessian,
      try objective.newtonDirection(
        at: point.parameters, gradient: point.gradient, reusingHessian: true,
        direction: &scratch) != .none
    else { return nil }
    let gap = -dot(scratch, point.gradient) / 2
    return gap >= 0 && gap.isFinite ? gap : nil
  }

  /// - Parameter iterations: those in which the Hessian was not positive definite.
  private func notes(_ iterations: [Int], _ remedy: String) -> [String] {
    guard !iterations.isEmpty else { return [] }
    let steps = iterations.prefix(5).map(String.init).joined(separator: ", ")
    let more = iterations.count > 5 ? ", …" : ""
    return ["the Hessian was not positive definite: \(remedy) (step \(steps)\(more))"]
  }
}

/// The Hessian that steps are made with, and for how long.
private struct HessianInUse {
  private(set) var isThere = false
  /// Where it was computed.
  private var place: [Double] = []
  /// Steps with it after the first.
  private(set) var reuses = 0
  /// What the last step promised.
  private var decrease = Double.nan

  /// It is kept while it brings the promised decrease down to this share.
  private static let fall = 0.25
  private static let mostReuses = 3

  func save(to state: inout RunState) {
    state.numbers["hasHessian"] = isThere ? 1 : 0
    state.numbers["reuses"] = Double(reuses)
    state.numbers["decrease"] = decrease
    state.vectors["hessianPlace"] = place
  }

  /// The next step is made with a new one.
  mutating func drop() { isThere = false }

  /// Computes it once more where it was computed then: the same bits.
  mutating func restore<Target: NewtonObjective & ~Copyable>(
    from state: RunState, _ objective: inout Target, scratch: inout [Double]
  ) throws {
    reuses = try state.count("reuses")
    decrease = try state.number("decrease")
    guard try state.count("hasHessian") > 0 else { return }
    place = try state.vector("hessianPlace", count: scratch.count)
    isThere =
      try objective.newtonDirection(
        at: place, gradient: place, reusingHessian: false, direction: &scratch) != .none
  }

  /// Writes a direction of this Hessian, or of a new one where it has served, over `direction`.
  /// - Parameter noise: of the value; a step that promises less is worth no new Hessian.
  mutating func direct<Target: NewtonObjective & ~Copyable>(
    _ objective: inout Target, at point: Point, noise: Double, into direction: inout [Double]
  ) throws -> HessianKind {
    if isThere && (reuses < Self.mostReuses || decrease <= noise) {
      let kind = try objective.newtonDirection(
        at: point.parameters, gradient: point.gradient, reusingHessian: true,
        direction: &direction)
      let promised = -dot(direction, point.gradient) / 2
      if promised <= max(Self.fall * decrease, noise) {
        reuses += 1
        decrease = promised
        return kind
      }
    }
    let kind = try objective.newtonDirection(
      at: point.parameters, gradient: point.gradient, reusingHessian: false,
      direction: &direction)
    isThere = kind != .none
    place = point.parameters
    reuses = 0
    decrease = -dot(direction, point.gradient) / 2
    return kind
  }
}
