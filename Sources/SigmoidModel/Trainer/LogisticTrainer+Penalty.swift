import SigmoidOptimization

/// The one place where the hyperparameters become a penalty; all else knows `Penalty` alone.
extension LogisticTrainer {
  /// - Parameters:
  ///   - weights: how many are penalised, features × columns; intercepts, behind them, are not.
  ///   - factors: of a feature's weight in the coordinates of the solver; empty for ones.
  func penalty(onWeights weights: Int, factors: [Double]) -> any Penalty {
    L2Penalty(l2: regression.l2, penalized: weights, factors: factors)
  }

  /// Whether that penalty is more than zero.
  var isPenalized: Bool { regression.l2 > 0 }

  func validatePenalty() throws(InvalidHyperparameter) {
    guard regression.l2 >= 0 && regression.l2.isFinite else {
      throw InvalidHyperparameter(.l2, expected: "a number of at least 0", regression.l2)
    }
  }

  /// For the model's file, and for who resumes a run.
  var penaltyDescription: [String: String] { ["l2": "\(regression.l2)"] }
}
