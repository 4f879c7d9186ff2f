/// When a run asks whether it is at the end.
struct Pace {
  /// Of a value, relative.
  private(set) var noise: Double
  private let stopping: StoppingRule
  private var stagnation: Stagnation
  /// A step that promises less than this share of the value is a reason to ask.
  private var askBelow: Double
  /// A step that promises less is a small one.
  private var leastPromise: Double
  /// The last step's, of the value.
  private var lastPromise = Double.infinity

  private let patience: (value: Int, gradient: Int)

  /// - Parameters: as of `Stagnation`.
  init(noise: Double, stopping: StoppingRule, patience: Int, patienceForGradient: Int) {
    self.noise = noise
    self.stopping = stopping
    self.patience = (patience, patienceForGradient)
    leastPromise = noise
    stagnation = Stagnation(
      leastPromise: noise, stopping: stopping, patience: patience,
      patienceForGradient: patienceForGradient)
    askBelow = stopping.gap ?? -1
  }

  func save(to state: inout RunState) {
    stagnation.save(to: &state)
    state.numbers["valueNoise"] = noise
    state.numbers["askBelow"] = askBelow
    state.numbers["leastPromise"] = leastPromise
    state.numbers["lastPromise"] = lastPromise
  }

  mutating func restore(from state: RunState) throws(RunState.Mismatch) {
    begin(
      noise: try state.number("valueNoise"), leastPromise: try state.number("leastPromise"))
    lastPromise = try state.number("lastPromise")
    try stagnation.restore(from: state)
    askBelow = try state.number("askBelow")
  }

  /// Anew, with values of another noise or another preconditioner.
  mutating func begin(noise: Double) { begin(noise: noise, leastPromise: noise) }

  private mutating func begin(noise: Double, leastPromise: Double) {
    self.noise = noise
    self.leastPromise = leastPromise
    stagnation = Stagnation(
      leastPromise: leastPromise, stopping: stopping, patience: patience.value,
      patienceForGradient: patience.gradient)
  }

  /// As before, with values whose noise is known to be this, until a step promises at most this share of
  /// what the last one did: gradients tell more than values.
  mutating func goOn(noise: Double, toShare share: Double) {
    askBelow = share * lastPromise
    begin(noise: noise, leastPromise: min(noise, askBelow / 4))
  }

  mutating func askLater() { askBelow /= 10 }

  mutating func reasonToAsk(
    at point: Point, predictedDecrease: Double
  ) -> TerminationReason? {
    lastPromise = predictedDecrease / abs(point.value)
    if stagnation.isReached(at: point, predictedDecrease: predictedDecrease) {
      return .noFurtherProgress
    }
    return predictedDecrease <= askBelow * abs(point.value) ? .gapBelowTolerance : nil
  }
}
