import LinearAlgebra
import Optimization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Evaluates a fit's objective in double, and tells how far it is above its optimum.
final class Optimality<Features: FeatureStorage & ~Copyable> where Features.Scalar: LossScalar {
  let curvature: Curvature<Features>
  private let examples: TrainingSet<CentredFeatures<Features>>
  private let penalty: L2Penalty
  private let units: GradientUnits
  private var meanLoss:
    StandardizedObjective<TiledObjective<CentredFeatures<Features>, AnyScoreLoss<Double>>>
  /// What a person asks: the gap, relative to J, and the largest component of the gradient.
  private let gap: Double?
  private let tolerance: Double?
  private var classSums: [Double]?
  private(set) var latest: Certificate?

  /// What is good enough where nothing is asked.
  static var usualGap: Double { 1e-6 }
  /// In double, a run goes on as long as it can do better than this.
  private static var fineGap: Double { 1e-13 }
  /// Without a penalty, a gradient by features of variance 1 that goes with an estimated gap.
  private static var smallGradient: Double { 1e-3 }

  init(_ curvature: Curvature<Features>, gap: Double?, tolerance: Double?) {
    self.curvature = curvature
    examples = curvature.examples
    penalty = curvature.penalty
    self.gap = gap
    self.tolerance = tolerance
    units = curvature.units
    meanLoss = StandardizedObjective(
      TiledObjective(examples.data, loss: examples.loss(), threads: curvature.threads),
      examples.standardization, columns: examples.columns,
      fitsIntercept: curvature.fitsIntercept)
  }

  var dimension: Int { meanLoss.dimension }

  func evaluate(at parameters: [Double], gradient: inout [Double]) throws -> Double {
    if let latest, latest.parameters == parameters {
      gradient = latest.gradient
      return latest.objective
    }
    let loss = try meanLoss.evaluate(at: parameters, gradient: &gradient)
    return loss + penalty.add(to: &gradient, at: parameters)
  }

  /// Whether what a certificate says is what was asked, or else what is usual.
  func isConverged(_ certificate: Certificate) -> Bool {
    guard curvature.separation == nil, certificate.objective.isFinite else { return false }
    if let tolerance, tolerance > 0, certificate.gradientMax <= tolerance { return true }
    guard certificate.isWithin(gap ?? Self.usualGap) else { return false }
    return penalty.l2 > 0 || certificate.standardGradientMax <= Self.smallGradient
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
    curvature.becomePrecise()
    return .refined(valueNoise: noise)
  }

  /// Whether a run goes on to the last digits.
  private var isThorough: Bool {
    curvature.isPrecise && (curvature.hasCheapHessian || noise <= Double.passNoise)
  }

  /// The gap at which a run may end; nil where it is not the gap that ends it.
  private var goal: Double? {
    gap ?? (tolerance.map { $0 > 0 } ?? false || isThorough ? nil : Self.usualGap)
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

  /// Goes on from where a run ended short of a proof: by whole Newton steps, for as long as the gap
  /// falls. Near the optimum values differ by rounding alone, and tell an optimizer nothing; gradients
  /// still do.
  func polished(_ parameters: [Double]) throws -> [Double] {
    var best = try certify(at: parameters)
    guard curvature.hasCheapHessian, curvature.isPrecise else { return parameters }
    for _ in 0..<Self.mostPolishing where !isConverged(best) && curvature.separation == nil {
      var gradient = best.parameters
      _ = try evaluate(at: best.parameters, gradient: &gradient)
      guard let step = newtonStep(at: best.parameters, gradient) else { break }
      let next = try certify(at: zip(best.parameters, step.direction).map { $0 + $1 })
      let isLower = next.objective <= best.objective + best.rounding + next.rounding
      guard isLower, let gap = next.gap, gap < best.gap ?? .infinity else { break }
      best = next
    }
    return best.parameters
  }

  private static var mostPolishing: Int { 20 }

  /// The certificate of a point: one pass, and another one or a Hessian where that is not enough.
  func certify(at parameters: [Double]) throws -> Certificate {
    if let latest, latest.parameters == parameters { return latest }
    var gradient = [Double](repeating: 0, count: parameters.count)
    let loss = try meanLoss.evaluate(at: parameters, gradient: &gradient)
    let lossGradient = gradient
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
    if penalty.l2 > 0 {
      let enough = goal.map { Swift.max(0, $0 * abs(objective) - rounding) } ?? 0
      let dual = try dualGap(
        at: parameters, lossGradient, loss: loss, objective: objective, enough: enough)
      certificate.dualityGap = dual.reduce(0) { $0 + Swift.max(0, $1) } + rounding
      let isCheap = curvature.isPrecise && curvature.hasCheapHessian
      if !certificate.isWithinButForRounding(gap ?? (isCheap ? Self.fineGap : Self.usualGap)),
        curvature.hasCheapHessian || noise <= Double.passNoise,
        let step = newtonStep(at: parameters, gradient)
      {
        // Columns that do not depend on one another have each the better of the two bounds.
        let bounds = step.bounds(gradient, loss: loss, of: examples)
        let common = costOfCommonPart(parameters)
        certificate.dualityGap =
          zip(dual, bounds).reduce(rounding) { $0 + min(Swift.max(0, $1.0), $1.1 + common) }
      }
    } else if let step = newtonStep(at: parameters, gradient) {
      let evidence = examples.separation(
        scores: examples.scores(at: parameters, threads: curvature.threads),
        slopes: examples.scores(at: step.direction, threads: curvature.threads))
      let isExact = step.slopeNoise(loss: loss, of: examples) < Self.exact
      let isShort = zip(
        step.decrementsSquared(gradient, loss: loss, of: examples), evidence.leastShares
      ).allSatisfy { $0 < $1 / 2 }
      switch evidence.verdict {
      case _ where isShort: certificate.estimate = step.decrementSquared / 2 + rounding
      case .exists where isExact: certificate.estimate = step.decrementSquared / 2 + rounding
      case .separated where isExact:
        curvature.remember(evidence.verdict, at: parameters, along: step.direction)
      default:
        try curvature.searchSeparation(from: [Double](repeating: 0, count: dimension)) {
          try self.evaluate(at: $0, gradient: &$1)
        }
      }
    } else if loss < 2 * curvature.mostLossOfSeparated {
      curvature.checkMargins(at: parameters)
    }
    latest = certificate
    return certificate
  }

  /// A step of whose slopes rounding may hide less than this tells whether an optimum exists.
  private static var exact: Double { 0.1 }

  private func newtonStep(at parameters: [Double], _ gradient: [Double]) -> NewtonStep? {
    guard let hessian = curvature.preciseHessian(at: parameters, ofRows: true) else { return nil }
    var direction = gradient.map { -$0 }
    hessian.solve(&direction)
    let decrement = -zip(direction, gradient).reduce(0) { $0 + $1.0 * $1.1 }
    guard decrement >= 0, decrement.isFinite else { return nil }
    return NewtonStep(hessian: hessian, direction: direction, decrementSquared: decrement)
  }

  /// J and J − D(q) alone, without an allowance for rounding: what the formula says.
  func dualGap(at parameters: [Double]) throws -> (objective: Double, gap: Double) {
    var gradient = [Double](repeating: 0, count: parameters.count)
    let loss = try meanLoss.evaluate(at: parameters, gradient: &gradient)
    let objective = loss + penalty.value(at: parameters)
    let gaps = try dualGap(at: parameters, gradient, loss: loss, objective: objective, enough: 0)
    return (objective, gaps.reduce(0, +))
  }

  /// One a column that does not depend on the others, or one.
  /// - Parameter enough: a gap that is known to be no larger is not computed more closely.
  private func dualGap(
    at parameters: [Double], _ gradient: [Double], loss: Double, objective: Double, enough: Double
  ) throws -> [Double] {
    let features = examples.data.features.features
    let columns = examples.columns
    let mixtures = mixtures(gradient)
    let mixes = mixtures.contains { $0.share > 0 }
    let sums = mixes ? try sumsOfClasses() : []
    func gaps(_ entropyLosses: [Double]) -> [Double] {
      mixtures.indices.map { group in
        DualBound.gap(
          parameters: parameters, gradient: gradient, penalty: penalty, features: features,
          columns: mixtures.count == columns ? group..<group + 1 : 0..<columns, of: columns,
          mixture: mixtures[group], classSums: sums, entropyLoss: entropyLosses[group])
      }
    }
    guard mixes else { return gaps(mixtures.map { _ in 0 }) }
    // By concavity H(q) ≥ (1 − t)·H(p) + t·H(s): enough where t is next to nothing.
    let products = zip(parameters, gradient).reduce(0) { $0 + $1.0 * $1.1 }
    let share = mixtures.map(\.share).max() ?? 0
    let bound = share * (loss - products)
    let loose = gaps(mixtures.map { _ in bound })
    if bound <= Self.negligible * objective || loose.reduce(0, { $0 + Swift.max(0, $1) }) <= enough {
      return loose
    }
    return gaps(examples.entropyLosses(at: parameters, mixtures, threads: curvature.threads))
  }

  /// The penalty on what is the same in all columns of a softmax, which changes no score: J without it
  /// is so much lower, and no gradient step of the loss shows it.
  private func costOfCommonPart(_ parameters: [Double]) -> Double {
    guard examples.link == .softmax else { return 0 }
    var rest = parameters
    rest.removeCommonPart(columns: examples.columns)
    return Swift.max(0, penalty.value(at: parameters) - penalty.value(at: rest))
  }

  /// Of J: so much a gap may be larger to spare a pass.
  private static var negligible: Double { 1e-10 }

  /// How probabilities become feasible, one a group of classes.
  private func mixtures(_ gradient: [Double]) -> [DualBound.Mixture] {
    let columns = examples.columns
    let shares = examples.classShares()
    let intercepts = gradient[(gradient.count - columns)...]
    guard curvature.fitsIntercept else {
      let none = DualBound.Mixture(actual: shares, excess: shares.map { _ in 0 })
      return examples.link == .oneVersusRest ? (0..<columns).map { _ in none } : [none]
    }
    switch examples.link {
    case .softmax:
      return [.init(actual: shares, excess: Array(intercepts))]
    case .logistic:
      let excess = intercepts.first ?? 0
      return [.init(actual: shares, excess: [-excess, excess])]
    case .oneVersusRest:
      return zip(shares, intercepts).map { share, excess in
        .init(actual: [1 - share, share], excess: [-excess, excess])
      }
    }
  }

  /// X y_k/Σc, features × columns: minus the gradient where all probabilities are alike, as features
  /// have mean 0.
  private func sumsOfClasses() throws -> [Double] {
    if let classSums { return classSums }
    let zero = [Double](repeating: 0, count: dimension)
    var gradient = zero
    _ = try meanLoss.evaluate(at: zero, gradient: &gradient)
    let sums = gradient.map { -$0 }
    classSums = sums
    return sums
  }

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
    // |r| ≤ 1 − e^−L ≤ L: its mean is at most the loss, and its root mean square the root of that.
    let residual = min(loss.squareRoot(), loss * Double(plan.examples).squareRoot(), 1)
    let steps = 8 + 2 * Double(features).squareRoot()
    let gradientMax = units.standardMax(of: gradient)
    var rounding = (8 + sums) * unit * loss + 8 * unit * penalty.value(at: parameters)
    for column in 0..<columns {
      var inner = abs(parameters[columns * features + column])
      var outer = inner
      for feature in 0..<features {
        let weight = abs(parameters[column * features + feature])
        inner += weight
        outer +=
          weight * (1 + abs(curvature.means[feature]) * (factors.isEmpty ? 1 : factors[feature]))
      }
      let shift = 8 * unit * outer
      rounding += steps * unit * residual * inner
      // Rounded weights are others: J changes by its gradient, and by its curvature, which of a loss is
      // at most its residual, and at most ¼.
      rounding += shift * gradientMax + shift * shift / 2 * min(residual, 0.25)
    }
    return rounding
  }
}

/// The step of the Hessian at a point.
private struct NewtonStep {
  let hessian: FactoredHessian
  let direction: [Double]
  /// λ².
  let decrementSquared: Double

  /// What J is above its optimum at most, a block each; infinite where the step is too long, or the
  /// Hessian too near to a singular one, to tell.
  func bounds<Features: FeatureStorage & ~Copyable>(
    _ gradient: [Double], loss: Double, of examples: TrainingSet<Features>
  ) -> [Double] where Features.Scalar: LossScalar {
    zip(decrementsSquared(gradient, loss: loss, of: examples), 0...).map { decrement, block in
      DecrementBound.gap(
        decrementSquared: decrement, reachSquared: reachSquared(ofBlock: block, of: examples))
        ?? .infinity
    }
  }

  /// λ² at most, a block each: infinite where the Hessian is too near to a singular one.
  func decrementsSquared<Features: FeatureStorage & ~Copyable>(
    _ gradient: [Double], loss: Double, of examples: TrainingSet<Features>
  ) -> [Double] where Features.Scalar: LossScalar {
    (0..<hessian.blockCount).map { block in
      let rounding = hessian.roundingShare(ofBlock: block)
      guard rounding < 0.5 else { return .infinity }
      let decrement = Swift.max(0, -hessian.product(ofBlock: block, gradient, direction))
      let most =
        (decrement / (1 - rounding)).squareRoot()
        + gradientNoise(ofBlock: block, loss: loss, of: examples)
      return most * most
    }
  }

  /// What rounding may hide of the change of a score by the step, at most.
  func slopeNoise<Features: FeatureStorage & ~Copyable>(
    loss: Double, of examples: TrainingSet<Features>
  ) -> Double where Features.Scalar: LossScalar {
    (0..<hessian.blockCount).reduce(0) { most, block in
      let share = hessian.roundingShare(ofBlock: block)
      let noise = gradientNoise(ofBlock: block, loss: loss, of: examples)
      let reach = reachSquared(ofBlock: block, of: examples).squareRoot()
      return Swift.max(most, share * 4, reach * noise)
    }
  }

  /// ρ² = max x̃ᵀH⁻¹x̃ ≤ max Σ x̃_j²/H_jj · condition over the examples that count; a softmax moves two
  /// scores.
  private func reachSquared<Features: FeatureStorage & ~Copyable>(
    ofBlock block: Int, of examples: TrainingSet<Features>
  ) -> Double where Features.Scalar: LossScalar {
    let features = examples.data.features.features
    let columns = examples.columns
    var inverse = [Double](repeating: 0, count: features + 1)
    hessian.forEachDiagonal(ofBlock: block) { place, diagonal in
      let feature = place < features * columns ? place % features : features
      inverse[feature] = Swift.max(inverse[feature], 1 / diagonal)
    }
    return (examples.link == .softmax ? 2 : 1) * hessian.condition(ofBlock: block)
      * examples.greatestNorm(weights: inverse)
  }

  /// What rounding of the gradient adds to λ: each component is a mean of residuals times features, whose
  /// squares have means of at most the loss and 1.
  private func gradientNoise<Features: FeatureStorage & ~Copyable>(
    ofBlock block: Int, loss: Double, of examples: TrainingSet<Features>
  ) -> Double where Features.Scalar: LossScalar {
    var inverses = 0.0
    hessian.forEachDiagonal(ofBlock: block) { inverses += 1 / $1 }
    let squares = 2 * min(1, loss) * inverses
    return Double.ulpOfOne * (squares * hessian.condition(ofBlock: block)).squareRoot()
  }
}

extension TrainingSet where Features: ~Copyable, Features.Scalar: LossScalar {
  /// The greatest Σ weight·x̃² of an example that counts, x̃ in the coordinates of the solvers with a one
  /// behind it.
  fileprivate func greatestNorm(weights: [Double]) -> Double {
    let features = data.features.features
    let scale = data.features.scale
    let means = standardization?.means ?? [Double](repeating: 0, count: features)
    let factors = standardization?.factors ?? [Double](repeating: 1, count: features)
    let one = [1.0]
    var values = [Double](repeating: 0, count: features)
    var most = 0.0
    data.features.inPieces(0..<data.examples) { piece in
      for example in piece where relativeWeight(of: example) > 0 {
        var span = values.mutableSpan
        data.features.gather([example], less: Span(), times: one.span, into: &span)
        var norm = weights[features]
        for feature in 0..<features {
          let x = (values[feature] * scale - means[feature]) * factors[feature]
          norm += weights[feature] * x * x
        }
        most = max(most, norm)
      }
    }
    return data.partition.exchange.allGather(most).max() ?? most
  }

  /// mean H(p) − mean H(q), one a group.
  fileprivate func entropyLosses(
    at parameters: [Double], _ mixtures: [DualBound.Mixture], threads: Int
  ) -> [Double] {
    let scores = scores(at: parameters, threads: threads)
    let all = link == .softmax ? probabilities(ofScores: scores) : []
    let count = link == .softmax ? columns : 2
    let sums = data.partition.sum(mixtures.count, threads: threads) { range, sums in
      var (p, q) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
      for example in range {
        let weight = relativeWeight(of: example)
        for group in mixtures.indices {
          let first = example * columns + (link == .softmax ? 0 : group)
          if link == .softmax {
            for place in 0..<count { p[place] = all[first + place] }
          } else {
            p[0] = logistic(-scores[first])
            p[1] = logistic(scores[first])
          }
          let (share, classes) = (mixtures[group].share, mixtures[group].classes)
          for place in 0..<count { q[place] = p[place] + share * (classes[place] - p[place]) }
          sums[group] += weight * (entropy(p) - entropy(q))
        }
      }
    }
    return sums.map { $0 / Double(data.partition.examples) }
  }
}

/// −Σ p·ln p of probabilities; of the greatest by what it lacks to 1, which may be next to nothing.
private func entropy(_ probabilities: [Double]) -> Double {
  var most = 0
  for index in probabilities.indices where probabilities[index] > probabilities[most] {
    most = index
  }
  var (rest, entropy) = (0.0, 0.0)
  for index in probabilities.indices where index != most && probabilities[index] > 0 {
    rest += probabilities[index]
    entropy -= probabilities[index] * log(probabilities[index])
  }
  return entropy - (1 - rest) * log1p(-rest)
}
