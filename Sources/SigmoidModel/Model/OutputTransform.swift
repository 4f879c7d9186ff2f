import SigmoidLinear

/// How a model's scores become the probabilities of its classes, and so which loss fits them.
public enum OutputTransform: String, Codable, Sendable {
  /// Two classes, one column of weights: σ(z) is the probability of the class at position 1.
  case logistic
  /// One column a class: e^z / Σ e^z.
  case softmax
  /// One column a class, each a binary model of that class against all others: σ(z) / Σ σ(z).
  case oneVersusRest = "one-vs-rest"

  /// Columns of weights for so many classes.
  public func columns(classes: Int) -> Int { self == .logistic ? 1 : classes }

  /// Of several classes, numbers whose softmax is the probabilities: the scores themselves, or
  /// log σ(z), which neither overflows nor rounds to nothing.
  /// - Parameter scores: classes × examples.
  public func logits(ofScores scores: [Double]) -> [Double] {
    self == .oneVersusRest
      ? scores.map { -Double.binaryLossAndResidual(score: $0, target: 1).0 } : scores
  }
}
