@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
@testable import SigmoidOptimization

/// The curvature in the features as they are.
func plainCurvature<Features: FeatureStorage>(
  of set: TrainingSet<Features>, _ penalty: L2Penalty
) -> Curvature<Features> {
  let features = set.data.features.features
  let plain = Standardization(
    means: [Double](repeating: 0, count: features), factors: [Double](repeating: 1, count: features)
  )
  return Curvature(
    fast: set, examples: set.centred(plain), penalty: penalty, fitsIntercept: true,
    isPrecise: true, threads: 2)
}
