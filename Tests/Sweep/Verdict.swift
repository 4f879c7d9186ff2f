import Foundation

/// What one fit is worth against the truth.
struct Verdict: Sendable {
  /// What the fit says that is not so; empty of an honest one.
  var falseClaims: [String] = []
  /// The oracle cannot tell whether a claim holds.
  var isUnsure = false
  var converged = false
  /// What the model is at least above the optimum.
  var gap: Wide = 0
  /// The same relative to the optimum.
  var relativeGap: Wide = 0
  /// Of a gap that is claimed: the true one divided by it.
  var gapRatio: Wide?

  /// A fit that says it has converged is this close to the optimum, relatively.
  static let allowed: Wide = 1e-6
  /// What doubles cannot resolve of a value of 1.
  static let slack: Wide = 1e-15
  /// What the oracle cannot.
  static let gapSlack: Wide = 1e-18

  /// A fit that leaves features out, as combinations of others, claims the optimum of those that are
  /// left: it is judged by that, and the combinations by themselves.
  init(_ fit: Fit, _ problem: Problem, _ whole: Truth) {
    var truth = whole
    if problem.l2 == 0, !fit.aliases.isEmpty {
      for alias in fit.aliases where !alias.isTrue(of: problem) {
        falseClaims.append("feature \(alias.feature) is a combination, which it is not")
      }
      truth = Truth(problem.without(Set(fit.aliases.map(\.feature))))
    }
    let value = problem.objective(weights: fit.weights, intercepts: fit.intercepts)
    converged = fit.converged
    judgeSeparation(fit, problem, truth)
    let isSeparated = problem.l2 == 0 && truth.separation.isSeparated
    if isSeparated && fit.converged {
      falseClaims.append("converged, of classes with \(truth.separation.rawValue) separation")
    }
    // The infimum of separated classes is only bounded from above: too high is too high there too.
    let slack = Self.slack * max(1, value)
    let highest = value - truth.lower
    gap = max(0, value - truth.upper)
    relativeGap = gap / max(truth.upper, .leastNormalMagnitude)
    if fit.converged && !isSeparated {
      if !(gap <= Self.allowed * truth.upper + slack) {
        falseClaims.append("converged, \(gap.short) above an optimum of \(truth.upper.short)")
      } else if !(highest <= Self.allowed * truth.lower + slack)
        || problem.l2 == 0 && truth.separation == .unknown
      {
        isUnsure = true
      }
    }
    if let claimed = fit.dualityGap, !(gap <= Wide(claimed) + Self.gapSlack * max(1, value)) {
      falseClaims.append("a gap of at most \(claimed), \(gap.short) above the optimum")
    }
    if let bound = fit.lowerBound, !(Wide(bound) <= truth.upper * (1 + 1e-17)) {
      falseClaims.append("a lower bound of \(bound), above an optimum of \(truth.upper.short)")
    }
    if let claimed = fit.claimedGap, !isSeparated {
      gapRatio = gap / (Wide(claimed) + Self.gapSlack)
    }
  }

  private mutating func judgeSeparation(_ fit: Fit, _ problem: Problem, _ truth: Truth) {
    guard let claimed = fit.separation else { return }
    var found = truth.separation
    if problem.l2 > 0 {
      var unpenalised = problem
      unpenalised.l2 = 0
      found = Truth(unpenalised).separation
    }
    if found == .unknown {
      isUnsure = true
      return
    }
    // Of one-versus-rest a kind is that of one of several problems.
    let isAnyKind = problem.task == .oneVersusRest || claimed == .either
    let isSame = isAnyKind ? found.isSeparated : found == claimed
    if !isSame {
      falseClaims.append("separation \(claimed.rawValue), which is \(found.rawValue)")
    }
  }
}

extension Wide {
  /// Seven digits.
  var short: String { Double(self).short }
}

extension Double {
  var short: String {
    guard isFinite, self != 0 else { return "\(self)" }
    return String(format: "%.7g", self)
  }
}
