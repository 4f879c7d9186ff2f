import Optimization

/// How the objective is minimised, with the hyperparameters of the algorithm.
public enum Solver: Equatable, Sendable {
  /// Full-batch gradient descent: each epoch is one evaluation and one step of
  /// `learningRate · ∇J`.
  case gradientDescent(epochs: Int, learningRate: Double)

  public var name: String {
    switch self {
    case .gradientDescent: "gd"
    }
  }

  /// The most evaluations it makes.
  public var evaluations: Int {
    switch self {
    case .gradientDescent(let epochs, _): epochs
    }
  }

  /// What the model file says of it.
  var hyperparameters: [String: String] {
    switch self {
    case .gradientDescent(let epochs, let learningRate):
      ["solver": name, "epochs": "\(epochs)", "learningRate": "\(learningRate)"]
    }
  }

  func optimizer(tolerance: Double?) throws(InvalidHyperparameter) -> any Optimizer {
    if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw InvalidHyperparameter("tolerance", expected: "a number of at least 0", tolerance)
    }
    switch self {
    case .gradientDescent(let epochs, let learningRate):
      guard epochs >= 1 else {
        throw InvalidHyperparameter("epochs", expected: "at least 1", epochs)
      }
      guard learningRate > 0 && learningRate.isFinite else {
        throw InvalidHyperparameter(
          "learning rate", expected: "a number above 0", learningRate)
      }
      return GradientDescent(
        learningRate: learningRate,
        stopping: StoppingRule(evaluations: epochs, tolerance: tolerance))
    }
  }

  /// What to do about a run that diverged.
  var adviceOnDivergence: String {
    switch self {
    case .gradientDescent(_, let learningRate):
      "use a smaller learning rate than \(learningRate), a tenth of it say"
    }
  }
}
