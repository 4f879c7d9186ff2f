import SigmoidSystem

/// The search for a step along a descent direction, apart from how values are computed.
///
/// With φ(a) = f(x + a·d), a step is good when it satisfies the Wolfe conditions
///
///     φ(a) ≤ φ(0) + δ·a·φ′(0)   and   φ′(a) ≥ σ·φ′(0)
///
/// or, since near an optimum φ(a) − φ(0) drowns in rounding, the approximate Wolfe conditions
///
///     φ(a) ≤ φ(0) + ε   and   (2δ − 1)·φ′(0) ≥ φ′(a) ≥ σ·φ′(0)
///
/// (William Hager, Hongchao Zhang, "A New Conjugate Gradient Method with Guaranteed Descent and
/// an Efficient Line Search", SIAM J. Optim. 16, 2005), where ε is the noise of a value. The step
/// grows by secant extrapolation until it brackets a minimum; the bracket then shrinks by secant
/// steps on slopes, which noise spares, kept off its ends. An end that stays where it is counts half
/// as much with each trial (the Illinois rule: Dowell & Jarratt, BIT 11, 1971), for a line may fall
/// steeply for a thousandth of the step and rise slowly after it. Trials are about one an iteration.
struct LineSearch {
  /// What a trial tells.
  enum Verdict {
    /// The step is good.
    case accepted
    /// Try `step`.
    case again
    /// No good step was found.
    case exhausted
  }

  /// The step to try, 1 at first.
  private(set) var step = 1.0
  /// Whether no trial had a finite value and slope yet.
  private(set) var foundNothingFinite = true

  private let value: Double
  private let slope: Double
  /// ε: a value up to this much above the first is not seen to be higher.
  private let noise: Double
  private var low: (step: Double, slope: Double)
  private var high: (step: Double, slope: Double)?
  private var trials = 0
  /// How often in a row the high end came nearer, and the low one stayed.
  private var lowStayed = 0

  private static let delta = 1e-4
  private static let sigma = 0.9
  private static let mostTrials = 20
  /// How far a step may grow in one trial.
  private static let growth = 1.5...10.0
  /// The part of a bracket, from its low end, in which the next trial lies.
  private static let inside = 0.1...0.9

  /// - Parameters:
  ///   - value: φ(0).
  ///   - slope: φ′(0), below 0.
  ///   - noise: ε, at least 0.
  init(value: Double, slope: Double, noise: Double) {
    require(slope < 0, "a search along a slope of \(slope)")
    self.value = value
    self.slope = slope
    self.noise = noise
    low = (0, slope)
  }

  /// - Parameters:
  ///   - trialValue: φ(step).
  ///   - trialSlope: φ′(step).
  mutating func judge(value trialValue: Double, slope trialSlope: Double) -> Verdict {
    trials += 1
    guard trialValue.isFinite && trialSlope.isFinite else {
      high = (step, .nan)
      return shrink()
    }
    foundNothingFinite = false
    let notSteeper = trialSlope >= Self.sigma * slope
    let lower = trialValue <= value + Self.delta * step * slope
    let level = trialValue <= value + noise
    if notSteeper && (lower || (level && trialSlope <= (2 * Self.delta - 1) * slope)) {
      return .accepted
    }
    if trialSlope >= 0 || !level {
      if high != nil { lowStayed += 1 }
      high = (step, trialSlope)
      return shrink()
    }
    low = (step, trialSlope)
    lowStayed = 0
    return high == nil ? grow() : shrink()
  }

  /// From a trial that still descends, with no minimum bracketed yet.
  private mutating func grow() -> Verdict {
    guard trials < Self.mostTrials else { return .exhausted }
    let bend = low.slope - slope
    // Where the slope would vanish if it were linear.
    let secant = bend > 0 ? -slope / bend : .infinity
    step *= min(max(secant, Self.growth.lowerBound), Self.growth.upperBound)
    return step.isFinite ? .again : .exhausted
  }

  /// Into the bracket.
  private mutating func shrink() -> Verdict {
    guard trials < Self.mostTrials, let high else { return .exhausted }
    var part = 0.5
    if high.slope.isNaN {
      part = Self.inside.lowerBound
    } else if high.slope > 0 {
      let lowSlope = low.slope * Double(sign: .plus, exponent: -lowStayed, significand: 1)
      part = -lowSlope / (high.slope - lowSlope)
    }
    part = min(max(part, Self.inside.lowerBound), Self.inside.upperBound)
    step = low.step + part * (high.step - low.step)
    return step > low.step && step < high.step ? .again : .exhausted
  }
}
