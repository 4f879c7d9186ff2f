/// What to do about a fit that is not at the optimum.
extension Solver {
  /// What to do about a fit that has not converged; nil where it has.
  public func advice(on summary: FitSummary) -> String? {
    guard !summary.isConverged else { return nil }
    if summary.separation != nil {
      return "use a penalty, such as an l2 of 1e-3: with a penalty there is an optimum"
    }
    return switch summary.termination {
    case .diverged: adviceOnDivergence
    case .interrupted: "continue from this model"
    case .evaluationsUsedUp where isConditioned:
      "allow more than \(evaluations) evaluations, or use a larger \(summary.penaltyName)"
    case .gradientBelowTolerance, .gapBelowTolerance:
      "use a smaller tolerance, or the solver auto"
    case _ where !isConditioned: "use the solver auto, or more epochs than \(evaluations)"
    // Separation that was not found ends so too.
    default:
      "use a larger \(summary.penaltyName), or leave out features that are nearly linear combinations of others, or that "
        + "nearly separate the classes"
    }
  }

  /// What to do about a run that diverged.
  var adviceOnDivergence: String {
    learningRate.map {
      "use the solver auto, standardize the features, or use a smaller learning rate than \($0)"
    } ?? "use a larger l2"
  }
}

extension FitSummary {
  /// That of its solver.
  fileprivate var penaltyName: String {
    solver == Solver.Kind.proximal.rawValue ? "l1 or l2" : "l2"
  }
}
