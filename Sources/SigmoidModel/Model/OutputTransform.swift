/// How a model's scores become the probabilities of its classes, and so which loss fits them.
public enum OutputTransform: String, Codable, Sendable {
  /// Two classes, one column of weights: σ(z) is the probability of the class at position 1.
  case logistic
  /// One column a class: e^z / Σ e^z.
  case softmax
  /// One column a class, each a binary model of that class against all others: σ(z) / Σ σ(z).
  case oneVersusRest = "one-vs-rest"
  /// Classes in an order, one column of weights and, in place of an intercept, a threshold between each
  /// class and the next: σ(θ_k − z) is the probability of class k or one below it (proportional odds; Peter
  /// McCullagh, "Regression models for ordinal data", J. Royal Statistical Society B 42, 1980).
  case ordinal

  /// Columns of weights for so many classes.
  public func columns(classes: Int) -> Int { self == .logistic || self == .ordinal ? 1 : classes }

  /// Intercepts, or thresholds, for so many classes.
  public func intercepts(classes: Int) -> Int {
    self == .ordinal ? classes - 1 : columns(classes: classes)
  }
}
