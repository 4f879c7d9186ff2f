import SigmoidExamples
import SigmoidOptimization

/// The examples where a fit ended, computed once: covariances, the deviance, Tjur's R² and what there is to
/// say of single examples are all made of it.
struct FittedPoint: Sendable {
  /// p and 1 − p of the examples here.
  let curvature: ScoreCurvature
  /// z of the examples here.
  let scores: [Double]
  /// −2 times the log-likelihood.
  let deviance: Double

  init<Features: FeatureStorage>(_ fitted: FittedLoss<Features>) {
    scores = fitted.provedHere?.scores ?? fitted.loss.scores(at: fitted.parameters)
    curvature = fitted.loss.curvature(ofScores: scores)
    deviance = 2 * fitted.count * fitted.line(at: scores).valueAndSlope(atStep: 0).value
  }

  /// Tue Tjur's coefficient of discrimination: the mean probability of the positive class over its own
  /// examples, less that over the others.
  func tjur<Features: FeatureStorage>(_ fitted: FittedLoss<Features>) -> Double {
    let examples = fitted.examples
    let (weights, classOfExample, p) = (
      examples.weights, examples.classOfExample, curvature.probabilities
    )
    // Of both classes: Σ c·p, and then Σ c.
    let sums = examples.data.partition.sum(4, threads: fitted.loss.threads) { range, sums in
      for example in range {
        let label = Int(classOfExample[example])
        let weight = weights.isEmpty ? 1 : weights[example]
        sums[label] += weight * p[example]
        sums[2 + label] += weight
      }
    }
    return sums[1] / sums[3] - sums[0] / sums[2]
  }
}
