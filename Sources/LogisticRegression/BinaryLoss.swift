import LinearAlgebra

/// L = −(y log a + (1 − y) log(1 − a)) with a = σ(z), computed from z in the form that neither
/// overflows nor cancels: max(z, 0) − y·z + log1p(e^−|z|). Its derivative is a − y.
public struct BinaryLoss<Scalar: TranscendentalScalar>: ScoreLoss {
  /// 1 where the example is of the positive class, 0 elsewhere.
  public let targets: [Scalar]

  public init(targets: [Scalar]) {
    self.targets = targets
  }

  public var classes: Int { 1 }
  public var examples: Int { targets.count }

  public func replaceScoresByResiduals(
    _ scores: inout MutableSpan<Scalar>, examples: Range<Int>, intercepts: Span<Scalar>,
    residualSums: inout MutableSpan<Double>
  ) -> Double {
    precondition(
      scores.count == examples.count, "\(scores.count) scores for \(examples.count) examples")
    let intercept = intercepts[0]
    var loss = 0.0
    var residualSum = 0.0
    for (position, example) in examples.enumerated() {
      let (l, residual) = Self.lossAndResidual(
        score: scores[position] + intercept, target: targets[example])
      scores[position] = residual
      loss += Double(l)
      residualSum += Double(residual)
    }
    residualSums[0] += residualSum
    return loss
  }

  /// The loss of one example and its derivative by the score.
  @inline(__always)
  static func lossAndResidual(score z: Scalar, target y: Scalar) -> (Scalar, Scalar) {
    let e = Scalar.exponential(-abs(z))
    // Of a target of 0 or 1 this is max(z, 0) − y·z + log1p(e^−|z|), and stays right at ±∞.
    let against = (1 - 2 * y) * z
    let loss = max(against, 0) + Scalar.logarithm(onePlus: e)
    let probability = (z >= 0 ? 1 : e) / (1 + e)
    return (loss, probability - y)
  }
}

/// σ(z) = 1 / (1 + e^−z), exact in both tails.
public func logistic<Scalar: TranscendentalScalar>(_ z: Scalar) -> Scalar {
  let e = Scalar.exponential(-abs(z))
  return (z >= 0 ? 1 : e) / (1 + e)
}
