import Optimization

/// How the objective is minimised, with the hyperparameters of the algorithm.
public enum Solver: Equatable, Sendable {
  /// Full-batch gradient descent: each epoch is one evaluation and one step of
  /// `learningRate · ∇J`.
  case gradientDescent(epochs: Int, learningRate: Double)
  /// Nesterov's accelerated gradient descent, restarted where the objective rises: each epoch is
  /// one evaluation and one step.
  case momentum(epochs: Int, learningRate: Double)
  /// Limited-memory BFGS on top of the curvature of a sample of the examples, to the optimum.
  case lbfgs(evaluations: Int = 1000)
  /// Newton's method with the Hessian of all examples, for binary tasks: few steps, each of
  /// features² · examples operations.
  case newton(evaluations: Int = 100)

  public var name: String {
    switch self {
    case .gradientDescent: "gd"
    case .momentum: "momentum"
    case .lbfgs: "lbfgs"
    case .newton: "newton"
    }
  }

  /// The most evaluations it makes.
  public var evaluations: Int {
    switch self {
    case .gradientDescent(let epochs, _), .momentum(let epochs, _): epochs
    case .lbfgs(let evaluations), .newton(let evaluations): evaluations
    }
  }

  /// Whether the last point it accepted is its result, with the value computed there; else the
  /// result is one step beyond the last evaluation.
  var endsAtAnEvaluation: Bool {
    switch self {
    case .gradientDescent, .momentum: false
    case .lbfgs, .newton: true
    }
  }

  /// What the model file says of it.
  var hyperparameters: [String: String] {
    switch self {
    case .gradientDescent(let epochs, let learningRate), .momentum(let epochs, let learningRate):
      ["solver": name, "epochs": "\(epochs)", "learningRate": "\(learningRate)"]
    case .lbfgs(let evaluations), .newton(let evaluations):
      ["solver": name, "evaluationLimit": "\(evaluations)"]
    }
  }

  /// - Throws: `InvalidHyperparameter` for the first that is out of its range.
  func validate() throws(InvalidHyperparameter) {
    guard evaluations >= 1 else {
      throw InvalidHyperparameter("epochs", expected: "at least 1", evaluations)
    }
    switch self {
    case .gradientDescent(_, let learningRate), .momentum(_, let learningRate):
      guard learningRate > 0 && learningRate.isFinite else {
        throw InvalidHyperparameter("learning rate", expected: "a number above 0", learningRate)
      }
    case .lbfgs, .newton: break
    }
  }

  /// What to do about a run that diverged.
  var adviceOnDivergence: String {
    switch self {
    case .gradientDescent(_, let learningRate), .momentum(_, let learningRate):
      "use a smaller learning rate than \(learningRate), a tenth of it say"
    case .lbfgs, .newton: "scale the features to a common size, or use a larger l2"
    }
  }
}
