import LogisticRegression

/// How the scores z of an example become probabilities of classes.
enum ScoreLink: String {
  /// One score: σ(z) is the probability of the class at position 1.
  case logistic
  /// One score a class: e^z / Σ e^z.
  case softmax
  /// One score a class: σ(z) / Σ σ(z), which is the softmax of log σ(z).
  case oneVersusRest = "one-versus-rest"

  init(_ model: LogisticModel) {
    self = model.isBinary ? .logistic : .softmax
  }
}
