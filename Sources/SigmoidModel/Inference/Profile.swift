import SigmoidExamples

/// Intervals from the likelihood itself: a coefficient is held, all others are fitted anew, and the bounds
/// are where the signed root of the loss of deviance is the normal bound. That root is nearly linear in the
/// coefficient, so that a few fits find each of them.
struct Profile<Features: FeatureStorage> {
  let fitted: FittedLoss<Features>
  /// From the features as they are to the coordinates of the solvers; nil where they are the same.
  let standardization: Standardization?
  /// −2 times the log-likelihood of the fit, with what a penalty or a prior takes.
  private let least: Double
  let bound: Double

  private static var mostFits: Int { 80 }
  /// Of the root of the deviance, relative.
  private static var tolerance: Double { 1e-12 }
  /// In standard errors: with a coefficient so far off that has lost no more, there is no bound.
  private static var farthest: Double { 1e4 }

  init(
    _ fitted: FittedLoss<Features>, _ standardization: Standardization?, least: Double,
    bound: Double
  ) {
    self.fitted = fitted
    self.standardization = standardization
    self.least = 2 * least
    self.bound = bound
  }

  /// - Parameters:
  ///   - feature: nil for the intercept.
  ///   - estimate: in units of the feature, as the bounds are.
  func bounds(
    of feature: Int?, estimate: Double, error: Double
  ) throws -> (lower: Double?, upper: Double?) {
    (
      try bound(of: feature, estimate: estimate, error: -error),
      try bound(of: feature, estimate: estimate, error: error)
    )
  }

  /// - Parameter error: negative for the lower bound.
  func bound(of feature: Int?, estimate: Double, error: Double) throws -> Double? {
    try root(HeldCoefficient(fitted, standardization, feature), estimate, error)
  }

  /// By the ratio of likelihoods: twice what is lost with the coefficient held at 0; nil where that was not
  /// found.
  func chiSquared(of feature: Int?) throws -> Double? {
    let held = HeldCoefficient(fitted, standardization, feature)
    let found = try held.minimum(at: 0, from: held.start)
    return found.isConverged ? max(0, 2 * found.objective - least) : nil
  }

  /// - Parameter error: negative for the lower bound.
  private func root(
    _ held: HeldCoefficient<Features>, _ estimate: Double, _ error: Double
  ) throws -> Double? {
    var inner = (value: estimate, excess: -bound)
    var outer: (value: Double, excess: Double)?
    var value = estimate + bound * error
    var start = held.start
    // Where the last fit was.
    var last = estimate
    var wasInner = true
    for _ in 0..<Self.mostFits {
      var found = try held.minimum(at: value, from: held.moved(start, by: value - last))
      // Far off a tangent leads astray.
      if !found.isConverged { found = try held.minimum(at: value, from: start) }
      guard found.isConverged else { return nil }
      (start, last) = (found.parameters, value)
      let excess = max(0, 2 * found.objective - least).squareRoot() - bound
      if abs(excess) <= Self.tolerance * bound { return value }
      // Illinois: an end that stays for a second time counts half.
      if excess < 0 {
        if wasInner, let kept = outer { outer = (kept.value, kept.excess / 2) }
        inner = (value, excess)
      } else {
        if !wasInner, outer != nil { inner.excess /= 2 }
        outer = (value, excess)
      }
      wasInner = excess < 0
      guard let outer else {
        guard abs(value - estimate) <= Self.farthest * abs(error) else {
          return error < 0 ? -.infinity : .infinity
        }
        let root = excess + bound
        let ratio = root > 0 ? min(max(bound / root, 1.1), 4) : 4
        value = estimate + (value - estimate) * ratio
        continue
      }
      let next =
        inner.value
        - inner.excess * (outer.value - inner.value) / (outer.excess - inner.excess)
      if next == value || abs(outer.value - inner.value) <= 4 * next.ulp { return next }
      value = next
    }
    return nil
  }
}

/// A fit with one coefficient held.
struct HeldCoefficient<Features: FeatureStorage> {
  private let fitted: FittedLoss<Features>
  private let loss: LinearLoss<CentredFeatures<Features>>
  private let takesPart: [Bool]
  /// Where the coefficient is among the parameters, and what it is multiplied by there.
  private let place: Int
  private let unit: Double
  /// The parameters of the fit, in the coordinates of `loss`.
  let start: [Double]
  /// What the others change by, to first order, for one unit of the coefficient: −H⁻¹·h, H being the
  /// Hessian of the others and h theirs with it. Where a bound is far off, the others are too.
  private let tangent: [Double]

  init(_ fitted: FittedLoss<Features>, _ standardization: Standardization?, _ feature: Int?) {
    self.fitted = fitted
    var start = fitted.parameters
    if let feature {
      loss = fitted.loss
      var takesPart = fitted.takesPart
      takesPart[feature] = false
      self.takesPart = takesPart
      place = feature
      unit = 1 / (standardization?.factors[feature] ?? 1)
    } else {
      // The intercept is that of features whose mean is not taken off.
      var examples = fitted.examples
      if let standardization, let own = examples.standardization {
        examples = examples.inCoordinates(
          of: Standardization(
            means: zip(own.means, standardization.means).map { $0 - $1 }, factors: own.factors))
        let raw = standardization.rawParameters(start, columns: 1)
        start[fitted.features] = raw[fitted.features]
      }
      loss = LinearLoss(examples, fitsIntercept: false, threads: fitted.loss.threads)
      takesPart = fitted.takesPart
      place = fitted.features
      unit = 1
    }
    self.start = start
    let unit = unit
    tangent = Self.tangent(fitted, loss, takesPart, place).map { $0 * unit }
  }

  private static func tangent(
    _ fitted: FittedLoss<Features>, _ loss: LinearLoss<CentredFeatures<Features>>,
    _ takesPart: [Bool], _ place: Int
  ) -> [Double] {
    var result = [Double](repeating: 0, count: fitted.parameters.count)
    guard takesPart.contains(true) || loss.fitsIntercept else { return result }
    let scores = fitted.loss.scores(at: fitted.parameters)
    let hessian = FactoredHessian(
      loss, scores: scores, penalty: fitted.penalty, takesPart: takesPart, ofRows: true)
    guard let hessian else { return result }
    var own = result
    own[place] = 1
    let changes = zip(
      loss.scores(at: own), fitted.variances(loss.curvature(ofScores: scores))
    ).map { $0 * $1 }
    result = loss.examples.products(with: changes, columns: 1, threads: loss.threads)
    hessian.solve(&result)
    for index in result.indices {
      let isFree = index < takesPart.count ? takesPart[index] : loss.fitsIntercept
      result[index] = isFree && result[index].isFinite ? -result[index] / fitted.count : 0
    }
    return result
  }

  /// Where to begin with a coefficient that is held farther on.
  func moved(_ start: [Double], by change: Double) -> [Double] {
    zip(start, tangent).map { $0 + change * $1 }
  }

  func minimum(at value: Double, from start: [Double]) throws -> FittedLoss<Features>.Minimum {
    var start = start
    start[place] = value * unit
    return try fitted.minimum(from: start, takesPart: takesPart, of: loss)
  }
}
