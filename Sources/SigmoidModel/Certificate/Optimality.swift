import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// Evaluates a fit's objective in double, and tells how far it is above its optimum.
final class Optimality<Features: FeatureStorage> {
  let curvature: Curvature<Features>
  let examples: TrainingSet<CentredFeatures<Features>>
  private(set) var penalty: any Penalty
  /// Whether the penalty has some: then J has no Hessian, and no Newton step bounds it.
  private(set) var hasKinks: Bool
  private let units: GradientUnits
  /// Whose gradient counts in the bound by duality alone.
  let offset: Offset?
  var meanLoss:
    StandardizedObjective<TiledObjective<CentredFeatures<Features>, AnyScoreLoss<Double>>>
  /// What a person asks: the gap, relative to J, and the largest component of the gradient.
  private var gap: Double?
  private let tolerance: Double?
  var classSums: [Double]?
  private(set) var latest: Certificate?

  /// What is good enough where nothing is asked.
  static var usualGap: Double { 1e-6 }
  /// In double, a run goes on as long as it can do better than this.
  static var fineGap: Double { 1e-13 }
  /// Without a penalty, a gradient by features of variance 1 that goes with an estimated gap.
  private static var smallGradient: Double { 1e-3 }

  init(_ curvature: Curvature<Features>, gap: Double?, tolerance: Double?) {
    self.curvature = curvature
    examples = curvature.examples
    penalty = curvature.penalty
    hasKinks = penalty.hasKinks
    self.gap = gap
    self.tolerance = tolerance
    units = curvature.units
    offset = curvature.examples.offset
    meanLoss = curvature.loss.objective(curvature.scoreLoss)
  }

  var dimension: Int { meanLoss.dimension }

  /// Another penalty and gap from now on, of the same examples.
  func begin(_ penalty: any Penalty, gap: Double?) {
    self.penalty = penalty
    self.gap = gap
    hasKinks = penalty.hasKinks
    curvature.penalty = penalty
    latest = nil
    gapBefore = .infinity
  }

  func evaluate(at parameters: [Double], gradient: inout [Double]) throws -> Double {
    if let latest, latest.parameters == parameters {
      gradient = latest.gradient
      return latest.objective
    }
    let loss = try meanLoss.evaluate(at: parameters, gradient: &gradient)
    if let offset { gradient[offset.feature] = 0 }
    return loss + penalty.add(to: &gradient, at: parameters)
  }

  /// The mean loss alone, and its gradient, by a pass in double: with that by the weight of an offset, which is
  /// fixed, and counts in the bound by duality.
  func meanLoss(at parameters: [Double], gradient: inout [Double]) throws -> Double {
    try meanLoss.evaluate(at: parameters, gradient: &gradient)
  }

  /// Whether what a certificate says is what was asked, or else what is usual.
  func isConverged(_ certificate: Certificate) -> Bool {
    guard curvature.separation == nil, certificate.objective.isFinite else { return false }
    if let tolerance, tolerance > 0, certificate.gradientMax <= tolerance { return true }
    guard certificate.isWithin(gap ?? Self.usualGap) else { return false }
    return !penalty.isZero || certificate.standardGradientMax <= Self.smallGradient
  }

  /// What to do where an optimizer would end.
  /// - Parameters:
  ///   - value: J there as it was evaluated, and its gradient.
  func assess(
    at parameters: [Double], value: Double, gradient: [Double], because reason: TerminationReason
  ) throws -> Assessment {
    let certificate = try certify(at: parameters)
    if curvature.separation != nil { return .end(.separated) }
    if let tolerance, tolerance > 0, certificate.gradientMax <= tolerance {
      return .end(.gradientBelowTolerance)
    }
    if let gap, certificate.isWithin(gap) { return .end(.gapBelowTolerance) }
    if isThorough {
      if reason == .gapBelowTolerance { return .short }
      return certificate.isWithinButForRounding(Self.fineGap) ? .end(.noFurtherProgress) : .short
    }
    // Over few features passes in double are cheap beside what more digits of the weights are worth.
    if !curvature.hasCheapHessian {
      if goal != nil, isConverged(certificate) { return .end(.gapBelowTolerance) }
      if let assessment = continued(certificate, value: value, gradient: gradient) {
        return assessment
      }
      if reason == .gapBelowTolerance, curvature.isPrecise { return .short }
    }
    // Passes in double over much data take their time: to no more digits than are needed.
    noise = curvature.hasCheapHessian ? Double.passNoise : max(noise / 100, Double.passNoise)
    curvature.becomePrecise(with: latestStep?.plainHessian(at: parameters), at: parameters)
    return .refined(valueNoise: noise)
  }

  /// Whether a run goes on to the last digits.
  private var isThorough: Bool {
    curvature.isPrecise && (curvature.hasCheapHessian || noise <= Double.passNoise)
  }

  /// The gap at which a run may end; nil where it is not the gap that ends it.
  var goal: Double? {
    gap ?? (tolerance.map { $0 > 0 } ?? false || isThorough ? nil : Self.usualGap)
  }

  /// What to do where proximal Newton would end: passes of the engine go on until they tell no more.
  func verdict(on certificate: Certificate, because reason: TerminationReason) -> Assessment {
    if let tolerance, tolerance > 0, certificate.gradientMax <= tolerance {
      return .end(.gradientBelowTolerance)
    }
    if let gap, certificate.isWithin(gap) { return .end(.gapBelowTolerance) }
    if curvature.isPrecise {
      if certificate.isWithinButForRounding(Self.fineGap) { return .end(.noFurtherProgress) }
      if !curvature.hasCheapHessian, goal != nil, isConverged(certificate) {
        return .end(.gapBelowTolerance)
      }
      return .short
    }
    if !curvature.hasCheapHessian {
      if goal != nil, isConverged(certificate) { return .end(.gapBelowTolerance) }
      if reason == .gapBelowTolerance { return .short }
    }
    curvature.becomePrecise()
    return .refined(valueNoise: Double.passNoise)
  }

  /// To go on with evaluations as they are, if these can bring the gap down to the goal: beside those in
  /// double at the same point it is seen how much noise they have. The gap falls as the square of the
  /// gradient does, and with it what a step promises.
  private func continued(
    _ certificate: Certificate, value: Double, gradient: [Double]
  ) -> Assessment? {
    guard let goal, let dual = certificate.dualityGap, dual < gapBefore / 2 else { return nil }
    gapBefore = dual
    let squares = zip(gradient, certificate.gradient).reduce((all: 0.0, noise: 0.0)) {
      let difference = $1.0 - $1.1
      return ($0.all + $1.1 * $1.1, $0.noise + difference * difference)
    }
    let share = goal * abs(certificate.objective) / dual / 2
    guard squares.noise * Self.clear <= share * squares.all else { return nil }
    let valueNoise = abs(value - certificate.objective) / abs(certificate.objective)
    return .continued(
      valueNoise: Swift.max(4 * valueNoise, Double.passNoise), share: share)
  }

  /// The gap where a run last went on as it was.
  private var gapBefore = Double.infinity
  /// A gradient is above its noise where its square is so many times as large.
  private static var clear: Double { 10 }

  /// Of a value, relative: what an optimizer takes for noise.
  private var noise = 1e-6

  func save(to state: inout RunState) {
    state.numbers["assessedNoise"] = noise
    state.numbers["gapBefore"] = gapBefore
  }

  func restore(from state: RunState) throws(RunState.Mismatch) {
    noise = try state.number("assessedNoise")
    gapBefore = try state.number("gapBefore")
  }

  /// Goes on from where a run ended short of a proof: by whole Newton steps, for as long as the gap
  /// falls. Near the optimum values differ by rounding alone, and tell an optimizer nothing; gradients
  /// still do.
  func polished(_ parameters: [Double]) throws -> [Double] {
    var best = try certify(at: parameters)
    guard !hasKinks, curvature.hasCheapHessian, curvature.isPrecise else { return parameters }
    for _ in 0..<Self.mostPolishing
    where !isConverged(best) && curvature.separation == nil && !curvature.isInterrupted() {
      guard let step = newtonStep(at: best.parameters, best.gradient, loss: best.loss) else {
        break
      }
      let next = try certify(at: zip(best.parameters, step.direction).map { $0 + $1 })
      let isLower = next.objective <= best.objective + best.rounding + next.rounding
      guard isLower, let gap = next.gap, gap < best.gap ?? .infinity else { break }
      best = next
    }
    return best.parameters
  }

  private static var mostPolishing: Int { 20 }

  /// The certificate of a point: one pass, and another one or a Hessian where that is not enough.
  /// - Parameter known: the mean loss there and its gradient, by a pass in double.
  func certify(
    at parameters: [Double], known: (loss: Double, gradient: [Double])? = nil
  ) throws -> Certificate {
    if let latest, latest.parameters == parameters { return latest }
    var gradient = known?.gradient ?? [Double](repeating: 0, count: parameters.count)
    let loss = try known?.loss ?? meanLoss.evaluate(at: parameters, gradient: &gradient)
    let lossGradient = gradient
    if let offset { gradient[offset.feature] = 0 }
    let objective = loss + penalty.add(to: &gradient, at: parameters)
    let rounding = rounding(of: loss, gradient, at: parameters)
    var certificate = Certificate(
      parameters: parameters, gradient: gradient, objective: objective, loss: loss,
      gradientMax: units.max(of: gradient), standardGradientMax: units.standardMax(of: gradient),
      rawGradientMax: units.rawMax(of: gradient), rounding: rounding)
    guard objective.isFinite, certificate.gradientMax.isFinite else {
      latest = certificate
      return certificate
    }
    if !penalty.isZero {
      let enough = goal.map { Swift.max(0, $0 * abs(objective) - rounding) } ?? 0
      let dual = try dualGap(
        at: parameters, lossGradient, penalty, loss: loss, objective: objective, enough: enough)
      certificate.dualityGap = dual.reduce(0) { $0 + Swift.max(0, $1) } + rounding
      let isCheap = curvature.isPrecise && curvature.hasCheapHessian
      if !hasKinks,
        !certificate.isWithinButForRounding(gap ?? (isCheap ? Self.fineGap : Self.usualGap)),
        curvature.hasCheapHessian || noise <= Double.passNoise,
        let step = newtonStep(at: parameters, gradient, loss: loss)
      {
        // Columns that do not depend on one another have each the better of the two bounds.
        let common = costOfCommonPart(parameters)
        certificate.dualityGap =
          zip(dual, step.bounds).reduce(rounding) { $0 + min(Swift.max(0, $1.0), $1.1 + common) }
      }
    } else if let step = newtonStep(at: parameters, gradient, loss: loss) {
      if try isOptimumKnown(to: step, at: parameters) {
        certificate.estimate = step.decrementSquared / 2 + rounding
      }
    } else if loss < 2 * curvature.mostLossOfSeparated {
      curvature.checkMargins(at: parameters)
    }
    latest = certificate
    return certificate
  }

  /// Whether there is an optimum, without a penalty, that a step at a point leads to; what it tells of
  /// separation is remembered.
  private func isOptimumKnown(to step: NewtonStep, at parameters: [Double]) throws -> Bool {
    let isExact = step.slopeNoise < Self.exact
    if isExact, curvature.search.isRuledOut { return true }
    let evidence = curvature.separationEvidence(at: parameters, along: step.direction)
    let isShort = zip(step.decrementsSquared, evidence.leastShares).allSatisfy { $0 < $1 / 2 }
    switch evidence.verdict {
    case _ where isShort: curvature.search.isRuledOut = true
    case .exists where isExact: curvature.search.isRuledOut = true
    case .separated
    where isExact && curvature.remember(evidence.verdict, at: parameters, along: step.direction):
      return false
    default:
      // Without the offset: on it separation does not depend.
      try curvature.searchSeparation(from: [Double](repeating: 0, count: dimension)) {
        try self.evaluate(at: $0, gradient: &$1)
      }
      return false
    }
    return true
  }

  /// A step of whose slopes rounding may hide less than this tells whether an optimum exists.
  private static var exact: Double { 0.1 }

  private func newtonStep(
    at parameters: [Double], _ gradient: [Double], loss: Double
  ) -> NewtonStep? {
    if let latestStep, latestStep.parameters == parameters { return latestStep.step }
    latestStep = nil
    guard let hessian = curvature.preciseHessian(at: parameters, ofRows: true) else { return nil }
    let step = NewtonStep(
      hessian, gradient: gradient, loss: loss, of: examples, threads: curvature.threads)
    latestStep = ProvedPoint(
      parameters: parameters, gradient: gradient,
      scores: curvature.preciseScores(at: parameters), step: step, hessian: hessian)
    return step
  }

  /// The last point that was proved by a Hessian.
  private(set) var latestStep: ProvedPoint?

  /// Σc/c of the example that counts least.
  private lazy var leastShare =
    Double(examples.data.partition.examples) / examples.leastRelativeWeight()

  /// What rounding may hide of a gap: in the scores, in the sums, and in the weights and intercepts of
  /// the model, which are those of features as they are.
  private func rounding(
    of loss: Double, _ gradient: [Double], at parameters: [Double]
  ) -> Double {
    let unit = Double.ulpOfOne / 2
    let columns = examples.columns
    let features = examples.data.features.features
    let factors = examples.standardization?.factors ?? []
    let plan = examples.data.partition.plan
    let chunk = plan.examples / plan.chunks + 1
    // A sum of losses is made of tiles, a chunk of tiles, and all of chunks.
    let sums = Double(min(plan.tile, chunk) + chunk / plan.tile + plan.chunks)
    // |r| ≤ 1 − e^−L ≤ L: its mean is at most the loss, and its root mean square the root of that, or the
    // loss times the root of how many times the example that counts least fits into all.
    let residual = min(loss.squareRoot(), loss * leastShare.squareRoot(), 1)
    let steps = 8 + 2 * Double(features).squareRoot()
    let gradientMax = units.standardMax(of: gradient)
    var rounding = (8 + sums) * unit * loss + 8 * unit * penalty.value(at: parameters)
    for column in 0..<columns {
      var inner = abs(parameters[columns * features + column])
      var intercept = parameters[columns * features + column]
      for feature in 0..<features {
        let weight = parameters[column * features + feature]
        inner += abs(weight) * (feature == offset?.feature ? offset?.spread ?? 1 : 1)
        intercept -=
          weight * curvature.means[feature] * (factors.isEmpty ? 1 : factors[feature])
      }
      // Weights and intercept of the model are rounded once each.
      let shift = 2 * unit * (inner + abs(intercept))
      rounding += steps * unit * residual * inner
      // Rounded weights are others: J changes by its gradient, and by its curvature, which of a loss is
      // at most its residual, and at most ¼.
      rounding += shift * gradientMax + shift * shift / 2 * min(residual, 0.25)
    }
    return rounding
  }
}
