import SigmoidOptimization

/// The one place where the hyperparameters become a penalty; all else knows `Penalty` alone.
extension LogisticTrainer {
  /// - Parameters:
  ///   - weights: how many are penalised, features × columns; intercepts, behind them, are not.
  ///   - factors: of the square of a feature's weight in the coordinates of the solver; empty for ones.
  func penalty(onWeights weights: Int, factors: [Double]) -> any Penalty {
    guard regression.l1 > 0 else {
      return L2Penalty(l2: regression.l2, penalized: weights, factors: factors)
    }
    return ElasticNetPenalty(
      l1: regression.l1, l2: regression.l2, penalized: weights,
      scales: factors.map { $0.squareRoot() })
  }

  /// Whether that penalty is more than zero.
  var isPenalized: Bool { regression.l1 > 0 || regression.l2 > 0 }

  func validatePenalty() throws(InvalidHyperparameter) {
    if let path { try path.validate() }
    for (name, value) in [(InvalidHyperparameter.Name.l1, regression.l1), (.l2, regression.l2)] {
      guard value >= 0 && value.isFinite else {
        throw InvalidHyperparameter(name, expected: "a number of at least 0", value)
      }
    }
    let kind = regression.solver.kind
    if path != nil {
      guard kind == .auto || kind == .proximal, run.optimizer == nil else {
        throw InvalidHyperparameter(.solver, expected: "auto or proximal for a path", kind.rawValue)
      }
      return
    }
    guard regression.l1 > 0 else {
      guard kind != .proximal else {
        throw InvalidHyperparameter(
          .solver, expected: "auto, or an l1 above 0, which proximal is for", kind.rawValue)
      }
      return
    }
    guard run.optimizer == nil, kind == .auto || kind == .proximal else {
      throw InvalidHyperparameter(
        .solver, expected: "auto or proximal with an l1, whose kinks other algorithms do not know",
        run.optimizer.map { "\(type(of: $0))" } ?? kind.rawValue)
    }
  }

  /// For the model's file, and for who resumes a run.
  var penaltyDescription: [String: String] {
    var known = ["l2": "\(regression.l2)"]
    if regression.l1 > 0 { known["l1"] = "\(regression.l1)" }
    return known
  }
}
