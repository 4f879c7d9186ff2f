import LinearAlgebra

/// L = −(y log a + (1 − y) log(1 − a)) with a = σ(z), computed from z in the form that neither
/// overflows nor cancels: max(z, 0) − y·z + log1p(e^−|z|). Its derivative is a − y.
public struct BinaryLoss<Scalar: LossScalar>: ScoreLoss {
  /// 1 where the example is of the positive class, 0 elsewhere.
  public let targets: [Scalar]
  /// The case weight of each example; empty when all are 1.
  public let weights: [Scalar]
  public let totalWeight: Double

  public init(
    targets: [Scalar], weights: [Scalar] = [], totalWeight: Double? = nil
  ) {
    precondition(
      weights.isEmpty || weights.count == targets.count,
      "\(weights.count) weights for \(targets.count) examples")
    self.targets = targets
    self.weights = weights
    self.totalWeight = totalWeight ?? Scalar.total(weights, orCount: targets.count)
  }

  public var classes: Int { 1 }
  public var examples: Int { targets.count }

  public func replaceScoresByResiduals(
    _ scores: inout MutableSpan<Scalar>, examples: Range<Int>, intercepts: Span<Scalar>,
    residualSums: inout MutableSpan<Double>
  ) -> Double {
    precondition(
      scores.count == examples.count, "\(scores.count) scores for \(examples.count) examples")
    let (loss, residual) = Scalar.replaceByBinaryResiduals(
      &scores, targets: targets.span.extracting(examples),
      weights: weights.span.extracting(weights.isEmpty ? 0..<0 : examples),
      intercept: intercepts[0])
    residualSums[0] += residual
    return loss
  }
}
