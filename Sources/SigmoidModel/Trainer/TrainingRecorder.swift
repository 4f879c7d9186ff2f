import SigmoidOptimization

/// Turns an optimizer's iterates into progress, and keeps the times of them.
struct TrainingRecorder {
  let penalty: any Penalty
  let evaluationLimit: Int
  private let start: ContinuousClock.Instant
  /// Of the run that is resumed.
  private let secondsBefore: Double
  private var previous: ContinuousClock.Instant
  private var epochSeconds: [Double]
  private var loss: Double

  /// - Parameter history: of the run that is resumed; empty of a new one.
  init(
    start: ContinuousClock.Instant, penalty: any Penalty, evaluationLimit: Int,
    history: [TrainingProgress] = []
  ) {
    self.start = start
    secondsBefore = history.last?.seconds ?? 0
    loss = history.last?.loss ?? .nan
    let times = history.map(\.seconds)
    epochSeconds = zip(times, [0] + times).map { $0 - $1 }
    self.penalty = penalty
    self.evaluationLimit = evaluationLimit
    previous = .now
    epochSeconds.reserveCapacity(min(evaluationLimit, 100_000))
  }

  /// - Parameter before: evaluations of a solver that ran before this one.
  mutating func record(
    _ iterate: borrowing Iterate, after before: Int = 0
  ) -> TrainingProgress {
    let now = ContinuousClock.now
    epochSeconds.append((now - previous).seconds)
    previous = now
    loss = iterate.value - penalty.value(at: iterate.parameters)
    return TrainingProgress(
      evaluation: before + iterate.evaluation, evaluationLimit: evaluationLimit,
      seconds: secondsBefore + (now - start).seconds, loss: loss, objective: iterate.value,
      gradientMax: iterate.gradientMax, stepSize: iterate.stepSize)
  }

  /// Of a path, a point in place of an evaluation.
  func progress(
    _ iterate: borrowing Iterate, of penalty: any Penalty, point: Int, of plan: PathPlan
  ) -> TrainingProgress {
    TrainingProgress(
      evaluation: point + 1, evaluationLimit: plan.points,
      seconds: secondsBefore + (ContinuousClock.now - start).seconds,
      loss: iterate.value - penalty.value(at: iterate.parameters), objective: iterate.value,
      gradientMax: iterate.gradientMax, stepSize: iterate.stepSize)
  }

  func summary(
    of end: FitEnd, solver: Solver, solverName: String, engine: String, threads: Int, features: Int,
    examples: Int,
    memory: FitMemory
  ) -> FitSummary {
    let result = end.result
    let certificate = end.certificate
    // What was computed in double at the result itself stands, where the result is what was evaluated.
    let exact = solver.isConditioned ? certificate : nil
    return FitSummary(
      solver: solverName, engine: engine, threads: threads, features: features, examples: examples,
      expectedPeakBytes: memory.peak,
      termination: result.termination, evaluations: result.evaluations,
      iterations: result.iterations, isConverged: end.isConverged,
      // One that is larger than what there is to lose says nothing.
      gapEstimate: end.separation == nil
        ? (certificate?.estimate
          // An optimizer's own may be far too small: it stands beside a bound alone.
          ?? certificate?.dualityGap.flatMap { bound in result.gapEstimate.map { min($0, bound) } })
          .flatMap { $0 <= result.value ? $0 : nil }
        : nil,
      dualityGap: certificate?.dualityGap,
      lowerBound: certificate.flatMap { one in one.dualityGap.map { one.objective - $0 } },
      gapIs: end.separation != nil
        ? nil
        : certificate?.dualityGap != nil
          ? .proved : certificate?.estimate != nil ? .estimated : nil,
      separation: end.separation, aliased: end.aliased, notes: result.notes,
      loss: exact?.loss
        ?? (solver.endsAtAnEvaluation
          ? result.value - penalty.value(at: result.parameters) : loss),
      objective: exact?.objective ?? result.value,
      gradientMax: exact?.gradientMax ?? result.gradientMax,
      secondsPerEpochMedian: median(epochSeconds),
      secondsTraining: secondsBefore + (ContinuousClock.now - start).seconds)
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}

/// The middle value, or the mean of the two in the middle; NaN of nothing.
func median(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return .nan }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
