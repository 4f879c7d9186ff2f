import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

extension LogisticTrainer {
  /// Runs proximal Newton to the optimum.
  /// - Parameters:
  ///   - start: in the coordinates of `examples`; nil is zero.
  ///   - makeFast: the mean loss, without the penalty, by passes of the engine.
  func minimizeSparse<Features: FeatureStorage, Fast: Objective & ~Copyable>(
    _ optimality: Optimality<Features>, _ solver: Solver, from start: [Double]?,
    _ examples: TrainingSet<Features>, continuity: Resumption, makeFast: () throws -> Fast,
    observe: (borrowing Iterate) -> ObserverDecision
  ) throws -> OptimizationResult {
    let isPrecise = optimality.curvature.isPrecise
    var objective = SparseObjective<Features, Fast>(
      isPrecise ? nil : try makeFast(), optimality, seed: regression.seed)
    let stopping = StoppingRule(
      evaluations: solver.evaluations,
      tolerance: regression.tolerance.flatMap { $0 > 0 ? $0 : nil }, gap: regression.gap)
    return try ProximalNewton(
      valueNoise: isPrecise ? Double.passNoise : Features.Scalar.passNoise, stopping: stopping
    ).minimize(
      &objective, from: start ?? examples.start(dimension: optimality.dimension),
      continuity: continuity, observe: observe)
  }
}
