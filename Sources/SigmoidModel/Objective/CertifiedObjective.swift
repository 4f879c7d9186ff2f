import SigmoidExamples
import SigmoidOptimization

/// The objective of a fit as solvers see it: passes of the engine to begin with, passes in double
/// from where those have no more to tell, and an answer to whether the optimum is reached.
struct CertifiedObjective<
  Features: FeatureStorage, Fast: Objective & ~Copyable
>: Objective, ~Copyable {
  /// In the storage's scalar; nil where all passes are in double.
  private var fast: Fast?
  private let optimality: Optimality<Features>
  private let units: GradientUnits

  init(_ fast: consuming Fast?, _ optimality: Optimality<Features>) {
    self.optimality = optimality
    units = optimality.curvature.units
    self.fast = fast
  }

  var dimension: Int { optimality.dimension }

  mutating func evaluate(at parameters: [Double], gradient: inout [Double]) throws -> Double {
    if !optimality.curvature.isPrecise,
      let value = try fast?.evaluate(at: parameters, gradient: &gradient)
    {
      return value
    }
    return try optimality.evaluate(at: parameters, gradient: &gradient)
  }

  func gradientMax(of gradient: [Double]) -> Double { units.max(of: gradient) }

  mutating func assess(
    at parameters: [Double], value: Double, gradient: [Double], because reason: TerminationReason
  ) throws -> Assessment {
    try optimality.assess(at: parameters, value: value, gradient: gradient, because: reason)
  }

  func save(to state: inout RunState) {
    state.numbers["passesInDouble"] = optimality.curvature.isPrecise ? 1 : 0
    optimality.save(to: &state)
    state.numbers["aliasesKnown"] = optimality.curvature.aliases == nil ? 0 : 1
  }

  mutating func restore(from state: RunState) throws {
    try optimality.restore(from: state)
    if state.numbers["passesInDouble"] == 1 { optimality.curvature.becomePrecise() }
    if state.numbers["aliasesKnown"] == 1 { optimality.curvature.findAliases() }
  }
}
