/// When a run asks whether it is at the end.
struct Pace {
  /// Of a value, relative.
  private(set) var noise: Double
  private let stopping: StoppingRule
  private var stagnation: Stagnation
  /// A step that promises less than this share of the value is a reason to ask.
  private var askBelow: Double

  private let patience: (value: Int, gradient: Int)

  /// - Parameters: as of `Stagnation`.
  init(noise: Double, stopping: StoppingRule, patience: Int, patienceForGradient: Int) {
    self.noise = noise
    self.stopping = stopping
    self.patience = (patience, patienceForGradient)
    stagnation = Stagnation(
      noise: noise, stopping: stopping, patience: patience,
      patienceForGradient: patienceForGradient)
    askBelow = stopping.gap ?? -1
  }

  func save(to state: inout RunState) {
    stagnation.save(to: &state)
    state.numbers["valueNoise"] = noise
    state.numbers["askBelow"] = askBelow
  }

  mutating func restore(from state: RunState) throws(RunState.Mismatch) {
    begin(noise: try state.number("valueNoise"))
    try stagnation.restore(from: state)
    askBelow = try state.number("askBelow")
  }

  /// Anew, with values of another noise or another preconditioner.
  mutating func begin(noise: Double) {
    self.noise = noise
    stagnation = Stagnation(
      noise: noise, stopping: stopping, patience: patience.value,
      patienceForGradient: patience.gradient)
  }

  mutating func askLater() { askBelow /= 10 }

  mutating func reasonToAsk(
    at point: Evaluated, predictedDecrease: Double
  ) -> TerminationReason? {
    if stagnation.isReached(at: point, predictedDecrease: predictedDecrease) {
      return .noFurtherProgress
    }
    return predictedDecrease <= askBelow * abs(point.value) ? .gapBelowTolerance : nil
  }
}
