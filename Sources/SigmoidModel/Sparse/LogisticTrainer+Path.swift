import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension LogisticTrainer {
  /// Fits one penalty after the other, each from where the one before it ended, with its curvature.
  /// - Parameters:
  ///   - problem: of any penalty with the scales of this one.
  ///   - makeFast: the mean loss by passes of the engine.
  ///   - observe: called once an evaluation, with the position of the point.
  /// - Returns: the path, and how its last fit ended.
  func follow<Features: FeatureStorage, Fast: Objective & ~Copyable>(
    _ plan: PathPlan, _ problem: FitProblem<Features>, _ optimality: Optimality<Features>,
    makeFast: () throws -> Fast,
    observe: (borrowing Iterate, _ point: Int) -> ObserverDecision
  ) throws -> (path: PenaltyPath.Fits, last: OptimizationResult) {
    let unit = problem.penalty
    func penalty(l1: Double, l2: Double) -> ElasticNetPenalty {
      ElasticNetPenalty(
        l1: l1, l2: l2, penalized: unit.penalized, scales: problem.penaltyScales)
    }
    var objective = SparseObjective<Features, Fast>(
      optimality.curvature.isPrecise ? nil : try makeFast(), optimality, seed: regression.seed)
    let stopping = stopping(after: regression.solver.evaluations)
    func minimize(
      from start: [Double], _ point: Int, to stopping: StoppingRule
    ) throws -> OptimizationResult {
      try ProximalNewton(valueNoise: optimality.curvature.passNoise, stopping: stopping)
        .minimize(&objective, from: start) { observe($0, point) }
    }
    // No gradient by a feature of variance 1 is above 1: nothing is chosen. All λs come from this fit, whatever
    // gap is asked of the others.
    let scales = (0..<unit.penalized).map { penalty(l1: 1, l2: 0).kink(of: $0) }
    let gapOfNone = PathPlan.gapOfNone
    objective.begin(
      penalty(l1: 2 / (scales.filter { $0 > 0 }.min() ?? 1), l2: 0), gap: gapOfNone, lookahead: 1)
    var result = try minimize(
      from: problem.examples.start(dimension: optimality.dimension), 0,
      to: StoppingRule(evaluations: regression.solver.evaluations, gap: gapOfNone))
    let none = try optimality.certify(at: result.parameters)
    var gradient = result.parameters
    _ = try objective.evaluate(at: result.parameters, gradient: &gradient)
    let most = scales.indices.reduce(0) {
      scales[$1] > 0 ? max($0, abs(gradient[$1]) / scales[$1]) : $0
    }
    let lambdaMax = most / max(plan.l1Ratio, PathPlan.leastRatio)
    var path = PenaltyPath.Fits(
      l1Ratio: plan.l1Ratio, lambdaMax: lambdaMax, nullLoss: none.loss)
    let lambdas = plan.lambdas(
      from: lambdaMax, examples: problem.examples.data.partition.examples,
      features: problem.examples.data.features.features)
    guard lambdaMax > 0 else {
      path.points = [
        point(0, result, none, isConverged: optimality.isConverged(none), problem)
      ]
      return (path, result)
    }
    for (index, lambda) in lambdas.enumerated() {
      // The features of some penalties ahead come in together.
      let ahead = lambdas[min(index + PathPlan.ahead, lambdas.count - 1)]
      objective.begin(
        penalty(l1: lambda * plan.l1Ratio, l2: lambda * (1 - plan.l1Ratio)),
        gap: regression.gap, lookahead: ahead / lambda)
      result = try minimize(from: result.parameters, index, to: stopping)
      guard result.termination != .diverged else { break }
      let certificate = try optimality.certify(at: result.parameters)
      path.points.append(
        point(
          lambda, result, certificate, isConverged: optimality.isConverged(certificate), problem))
      if result.termination == .interrupted
        || plan.endsEarly && path.explainsEnough
      {
        path.endedEarly = index + 1 < lambdas.count
        break
      }
    }
    return (path, result)
  }

  private func point<Features: FeatureStorage>(
    _ lambda: Double, _ result: OptimizationResult, _ certificate: Certificate, isConverged: Bool,
    _ problem: FitProblem<Features>
  ) -> PenaltyPath.Point {
    let examples = problem.examples
    let (features, columns) = (examples.data.features.features, examples.columns)
    var raw =
      examples.standardization?.rawParameters(result.parameters, columns: columns)
      ?? result.parameters
    if examples.link == .softmax { raw.centreIntercepts(columns: columns) }
    let chosen = (0..<features).filter { feature in
      (0..<columns).contains { raw[$0 * features + feature] != 0 }
    }
    return PenaltyPath.Point(
      lambda: lambda, features: chosen,
      weights: (0..<columns).flatMap { column in chosen.map { raw[column * features + $0] } },
      intercepts: Array(raw[(features * columns)...]), loss: certificate.loss,
      objective: certificate.objective, dualityGap: certificate.dualityGap ?? .infinity,
      isConverged: isConverged, evaluations: result.evaluations)
  }
}

extension PathPlan {
  /// A ratio below counts as this where λmax is made: no λ leaves all weights of a ridge at 0.
  fileprivate static var leastRatio: Double { 1e-3 }
  fileprivate static var ahead: Int { 8 }
  /// λmax is then known to six digits and more.
  fileprivate static var gapOfNone: Double { 1e-13 }

  /// From λmax to a share of it, each the same share of the one before it.
  fileprivate func lambdas(from most: Double, examples: Int, features: Int) -> [Double] {
    guard most > 0 else { return [0] }
    let least = leastShare ?? (examples < features ? 0.01 : 1e-4)
    guard points > 1 else { return [most] }
    return (0..<points).map { most * pow(least, Double($0) / Double(points - 1)) }
  }
}

extension PenaltyPath.Fits {
  /// glmnet's rule: 99.9 % of the deviance, or less than 0.001 % of it more than at the point before.
  fileprivate var explainsEnough: Bool {
    guard points.count > 5, let last = points.last else { return false }
    let (now, before) = (
      1 - last.loss / nullLoss, 1 - points[points.count - 2].loss / nullLoss
    )
    return now > 0.999 || now - before < 1e-5
  }
}
