import SigmoidLinear

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension LogisticModel {
  /// Columns of weights, each with a score.
  public var columns: Int { link.columns(classes: classes.count) }

  /// What is added to the scores of each column: the intercepts, but for thresholds, which are compared
  /// with them.
  package var columnIntercepts: [Double] { link == .ordinal ? [0] : intercepts }

  /// Of several classes, numbers whose softmax is the probabilities: the scores themselves, or the
  /// logarithms of probabilities, which neither overflow nor round to nothing.
  /// - Parameter scores: columns × examples.
  /// - Returns: classes × examples.
  public func logits(ofScores scores: [Double]) -> [Double] {
    switch link {
    case .logistic, .softmax: scores
    case .oneVersusRest:
      scores.map { -Double.binaryLossAndResidual(score: $0, target: 1).0 }
    case .ordinal: scores.flatMap { OrdinalScore($0, thresholds: intercepts).logProbabilities }
    }
  }
}

/// A score among ascending thresholds θ.
struct OrdinalScore {
  private let score: Double
  private let thresholds: [Double]

  init(_ score: Double, thresholds: [Double]) {
    self.score = score
    self.thresholds = thresholds
  }

  /// ln P(class = k) = ln(σ(θ_k − z) − σ(θ_(k−1) − z)), as ln σ(a) + ln σ(−b) + ln(1 − e^(b − a)) with
  /// a = θ_k − z and b = θ_(k−1) − z, from which nothing is lost.
  var logProbabilities: [Double] {
    (0...thresholds.count).map { position in
      var sum = 0.0
      if position < thresholds.count {
        sum -= Double.binaryLossAndResidual(score: thresholds[position] - score, target: 1).0
      }
      if position > 0 {
        sum -= Double.binaryLossAndResidual(score: thresholds[position - 1] - score, target: 0).0
      }
      if position > 0, position < thresholds.count {
        sum += log(-expm1(thresholds[position - 1] - thresholds[position]))
      }
      return sum
    }
  }
}
