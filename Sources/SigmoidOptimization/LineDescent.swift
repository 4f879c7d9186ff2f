/// Steps along directions by `LineSearch`, each trial a full evaluation: the part of a run that
/// does not depend on where the direction comes from. Its arrays are allocated once.
struct LineDescent {
  /// What came of a step.
  enum Outcome {
    case moved
    /// No point was found that is better; this is why.
    case stuck(TerminationReason)
    case ended(TerminationReason)
  }

  /// The point that was last accepted.
  private(set) var current: Point
  /// After a step, the point before `current`.
  private(set) var previous: Point
  /// Of the step to be made.
  var direction: [Double]
  private(set) var iterations = 0
  private var best: Point
  private var count: EvaluationBudget

  init(from start: [Double], stopping: StoppingRule) {
    current = Point(start)
    previous = current
    best = current
    direction = current.gradient
    count = EvaluationBudget(stopping: stopping)
  }

  func save(to state: inout RunState) {
    current.save(to: &state)
    count.save(to: &state)
    state.numbers["iterations"] = Double(iterations)
  }

  mutating func restore(from state: RunState) throws(RunState.Mismatch) {
    try current.restore(from: state)
    try count.restore(from: state)
    iterations = try state.count("iterations")
  }

  /// Whether no more evaluations may be made.
  var isUsedUp: Bool { count.isUsedUp }

  /// Evaluates the start.
  /// - Returns: the reason to end there.
  mutating func start<Target: Objective & ~Copyable>(
    _ objective: inout Target, observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> TerminationReason? {
    let end = try count.evaluate(&objective, &current, stepSize: 0, observe: observe)
    guard current.isFinite else { return .diverged }
    return count.isBelowTolerance(current) ? .gradientBelowTolerance : end
  }

  /// Evaluates once more where it is, after the objective has become more precise.
  /// - Returns: the reason to end there.
  mutating func evaluateAgain<Target: Objective & ~Copyable>(
    _ objective: inout Target, observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> TerminationReason? {
    guard !isUsedUp else { return .evaluationsUsedUp }
    return try start(&objective, observe: observe)
  }

  /// Searches along `direction` and moves to the point accepted, or, when the search is cut short,
  /// to the lowest one tried.
  /// - Parameters:
  ///   - slope: of the value along `direction`, below 0.
  ///   - noise: of the value.
  mutating func step<Target: Objective & ~Copyable>(
    _ objective: inout Target, slope: Double, noise: Double,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> Outcome {
    var search = LineSearch(value: current.value, slope: slope, noise: noise)
    // `previous` holds the trial until it is accepted.
    best.value = .infinity
    while true {
      sum(current.parameters, search.step, direction, into: &previous.parameters)
      guard previous.parameters.allSatisfy(\.isFinite) else {
        if search.judge(value: .infinity, slope: .nan) == .again { continue }
        return settle(search, noise: noise)
      }
      let end = try count.evaluate(&objective, &previous, stepSize: search.step, observe: observe)
      if count.isBelowTolerance(previous) && previous.value <= current.value + noise {
        accept()
        return .ended(.gradientBelowTolerance)
      }
      let trialSlope = dot(previous.gradient, direction)
      let verdict = search.judge(value: previous.value, slope: trialSlope)
      if verdict == .accepted && previous.isFinite {
        accept()
        return end.map { .ended($0) } ?? .moved
      }
      if previous.isFinite && previous.value < best.value { swap(&previous, &best) }
      if let end {
        _ = settle(search, noise: noise)
        return .ended(end)
      }
      if verdict != .again { return settle(search, noise: noise) }
    }
  }

  /// The result at `current`.
  func result(_ reason: TerminationReason, gapEstimate: Double?) -> OptimizationResult {
    OptimizationResult(
      parameters: current.parameters, termination: reason, evaluations: count.evaluations,
      iterations: iterations, value: current.value, gradientMax: current.gradientMax,
      gapEstimate: gapEstimate)
  }

  private mutating func accept() {
    swap(&current, &previous)
    iterations += 1
  }

  /// Moves to the best trial if it is lower than `current`; by less than noise is no progress.
  private mutating func settle(_ search: LineSearch, noise: Double) -> Outcome {
    let decrease = current.value - best.value
    if decrease > 0 {
      swap(&previous, &best)
      accept()
    }
    if decrease > noise { return .moved }
    return .stuck(search.foundNothingFinite ? .diverged : .noFurtherProgress)
  }
}
