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
    let curvature = optimality.curvature
    var objective = SparseObjective<Features, Fast>(
      curvature.isPrecise ? nil : try makeFast(), optimality, seed: regression.seed)
    return try ProximalNewton(
      valueNoise: curvature.passNoise, stopping: stopping(after: solver.evaluations)
    ).minimize(
      &objective, from: start ?? examples.start(dimension: optimality.dimension),
      continuity: continuity, observe: observe)
  }
}
