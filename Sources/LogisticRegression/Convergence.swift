import Optimization

/// Whether a fit is at the optimum, and what to do about one that is not.
extension FitSummary {
  /// At the optimum, as far as the solver can tell: the gradient is below the tolerance, or the
  /// precision of the objective allows no progress and the estimated gap is small.
  public var isConverged: Bool {
    switch termination {
    case .gradientBelowTolerance: true
    case .noFurtherProgress: gapEstimate.map { $0 <= Self.smallGap } ?? true
    case .evaluationsUsedUp, .diverged, .interrupted: false
    }
  }

  /// Of the mean loss, in nats.
  private static let smallGap = 1e-6
}

extension Solver {
  /// What to do about a fit that has not converged; nil where it has.
  public func advice(on summary: FitSummary) -> String? {
    guard !summary.isConverged else { return nil }
    let goOn = "start from this model"
    return switch (summary.termination, self) {
    case (.diverged, _): adviceOnDivergence
    case (.interrupted, _): goOn
    case (.noFurtherProgress, .gradientDescent), (.noFurtherProgress, .momentum):
      "use the solver lbfgs"
    case (.noFurtherProgress, _): "standardize the features, or use a larger l2"
    case (_, .lbfgs), (_, .newton):
      "allow more than \(evaluations) evaluations, standardize the features, or use a larger l2"
    default: "use the solver lbfgs, or more epochs than \(evaluations)"
    }
  }

  /// What to do about a run that diverged.
  var adviceOnDivergence: String {
    learningRate.map { "use a smaller learning rate than \($0), a tenth of it say" }
      ?? "scale the features to a common size, or use a larger l2"
  }
}
