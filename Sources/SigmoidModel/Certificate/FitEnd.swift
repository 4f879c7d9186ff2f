import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// How a run ended, and what is known of its result.
struct FitEnd {
  var result: OptimizationResult
  /// nil where nothing was to be known.
  let certificate: Certificate?
  let isConverged: Bool
  let separation: Separation?
  let aliased: [AliasedFeature]

  /// Of a solver that runs to the optimum: its result is certified, whatever its reason to end.
  init<Features: FeatureStorage>(
    _ result: OptimizationResult, _ optimality: Optimality<Features>
  ) throws {
    let curvature = optimality.curvature
    var result = result
    result.parameters = curvature.withoutAliases(result.parameters)
    self.result = result
    let isKnown = result.termination != .diverged
    if result.termination.isClaim {
      self.result.parameters = try optimality.polished(result.parameters)
      result.parameters = self.result.parameters
    }
    certificate = isKnown ? try optimality.certify(at: result.parameters) : nil
    isConverged = certificate.map { optimality.isConverged($0) } ?? false
    if isKnown, !isConverged { curvature.searchSeparation(along: result.parameters) }
    // Some combinations may have been found just now.
    self.result.parameters = curvature.withoutAliases(self.result.parameters)
    separation = curvature.separation?.separation(curvature)
    if separation != nil { self.result.termination = .separated }
    aliased = curvature.constants + (curvature.aliases ?? [])
  }

  /// What is known already.
  init(
    _ result: OptimizationResult, _ certificate: Certificate, isConverged: Bool,
    separation: Separation?, aliased: [AliasedFeature]
  ) {
    self.result = result
    if separation != nil { self.result.termination = .separated }
    self.certificate = certificate
    self.isConverged = isConverged
    self.separation = separation
    self.aliased = aliased
  }

  /// Of a solver of the textbook, which claims the tolerance at the most.
  /// - Parameters:
  ///   - costOfConstants: the penalty of weights of features that are constant, which the coordinates
  ///     of `optimality` do not have.
  ///   - optimality: of the same examples, in the coordinates of the solvers that run to the optimum;
  ///     nil where there is nothing to prove.
  init<Features: FeatureStorage>(
    textbook result: OptimizationResult, at parameters: [Double], costOfConstants: Double = 0,
    tolerance: Double?, _ optimality: Optimality<Features>?
  ) throws {
    self.result = result
    certificate = try optimality?.certify(at: parameters).above(by: costOfConstants)
    separation = optimality.flatMap { $0.curvature.separation?.separation($0.curvature) }
    aliased = []
    guard let certificate, let optimality, separation == nil else {
      isConverged = false
      return
    }
    let isBelow =
      result.termination == .gradientBelowTolerance
      && (tolerance.map { limit in
        // Passes in float leave this much of a gradient; its other units are a check, no limit.
        certificate.rawGradientMax <= limit + 2e-7
          && certificate.standardGradientMax <= 100 * limit
      } ?? false)
    isConverged = isBelow || optimality.isConverged(certificate)
  }
}
