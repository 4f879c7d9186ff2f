import SigmoidSystem
import SigmoidLinear

/// L = −(y log a + (1 − y) log(1 − a)) with a = σ(z), computed from z in the form that neither
/// overflows nor cancels: max(z, 0) − y·z + log1p(e^−|z|). Its derivative is a − y.
package struct BinaryLoss<Scalar: PassScalar>: ScoreLoss {
  /// 1 where the example is of the positive class, 0 elsewhere.
  package let targets: [Scalar]
  /// The case weight of each example; empty when all are 1.
  package let weights: [Scalar]
  package let totalWeight: Double

  package init(
    targets: [Scalar], weights: [Scalar] = [], totalWeight: Double? = nil
  ) {
    require(
      weights.isEmpty || weights.count == targets.count,
      "\(weights.count) weights for \(targets.count) examples")
    self.targets = targets
    self.weights = weights
    self.totalWeight = totalWeight ?? Scalar.total(weights, orCount: targets.count)
  }

  package var classes: Int { 1 }
  package var examples: Int { targets.count }

  package func replaceScoresByResiduals(
    _ scores: inout MutableSpan<Scalar>, examples: Range<Int>, intercepts: Span<Scalar>,
    residualSums: inout MutableSpan<Double>
  ) -> Double {
    require(
      scores.count == examples.count, "\(scores.count) scores for \(examples.count) examples")
    let (loss, residual) = Scalar.replaceByBinaryResiduals(
      &scores, targets: targets.span.extracting(examples),
      weights: weights.span.extracting(weights.isEmpty ? 0..<0 : examples),
      intercept: intercepts[0])
    residualSums[0] += residual
    return loss
  }
}
