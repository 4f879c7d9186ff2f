import Foundation

/// What came of one problem.
struct SweepResult: Sendable {
  enum Judged: Sendable {
    case verdict(Verdict)
    case noModel
    case failure(String)

    var isConverged: Bool {
      if case .verdict(let verdict) = self { verdict.converged } else { false }
    }
  }

  struct Entry: Sendable {
    let method: Fit.Method
    let judged: Judged
    let seconds: Double
  }

  let index: Int
  var fits: [Entry] = []
  var isSeparated = false
  /// Whether the classes are separated and a penalty alone makes an optimum: a weak one far out.
  var isSeparatedButForPenalty = false
  /// Whether doubles can be at the optimum at all.
  var isInReach = true
  var oracleSeconds = 0.0
  /// Whether a claim could not be judged, or the kind of the problem could not.
  var isUnsure = false

  /// Solves the problem of a number by the oracle and by every method.
  /// - Parameter say: called with what there is to tell of each step.
  init(seed: UInt64, index: Int, say: (String) -> Void = { _ in }) {
    self.index = index
    let problem = Problem(seed: seed, index: index)
    say(problem.summary)
    let start = ContinuousClock.now
    var truth = Truth(problem)
    oracleSeconds = (ContinuousClock.now - start) / .seconds(1)
    isSeparated = problem.l2 == 0 && truth.separation.isSeparated
    if problem.l2 > 0 {
      var unpenalised = problem
      unpenalised.l2 = 0
      isSeparatedButForPenalty = Truth(unpenalised).separation.isSeparated
    }
    isInReach = truth.isInReach
    isUnsure = problem.l2 == 0 && truth.separation == .unknown
    say(
      "optimum \(truth.upper), \((truth.upper - truth.lower).short) above its lower bound; "
        + "separation \(truth.separation.rawValue); as doubles \(truth.roundingGap.short) above it"
        + (isInReach ? "" : ", out of reach")
        + (isSeparatedButForPenalty ? ", separated but for the penalty" : "")
        + "; \(oracleSeconds.short) s")
    for optimum in truth.optima {
      say(
        "  piece: \(optimum.upper), lower bound by \(optimum.source), \(optimum.steps) steps, "
          + (optimum.isReached ? "to the end" : "not to the end")
          + ", separation \(optimum.separation.rawValue)")
    }
    let outcomes = Fit.methods(for: problem).map { method in
      let start = ContinuousClock.now
      let outcome = Fit.outcome(of: problem, by: method)
      return (
        method: method, outcome: outcome, seconds: (ContinuousClock.now - start) / .seconds(1)
      )
    }
    if truth.separation == .quasiComplete, problem.task != .oneVersusRest {
      // The oracle takes margins of next to nothing for none. A model that tells all apart is a proof.
      let isComplete = outcomes.contains { $0.outcome.tellsApart(problem) }
      if isComplete { truth.separation = .complete }
    }
    for (method, outcome, seconds) in outcomes {
      let judged = judge(outcome, method, problem, truth, say)
      fits.append(Entry(method: method, judged: judged, seconds: seconds))
    }
  }

  private mutating func judge(
    _ outcome: Fit.Outcome, _ method: Fit.Method, _ problem: Problem, _ truth: Truth,
    _ say: (String) -> Void
  ) -> Judged {
    switch outcome {
    case .failed(let message):
      say("\(method.rawValue): failed: \(message)")
      return .failure(message)
    case .noModel(let message):
      say("\(method.rawValue): no model: \(message)")
      return .noModel
    case .fit(let fit):
      let verdict = Verdict(fit, problem, truth)
      if verdict.isUnsure { isUnsure = true }
      say(
        "\(method.rawValue): \(fit.converged ? "converged" : "not converged"), \(fit.note); "
          + "duality gap \(fit.dualityGap.words), lower bound \(fit.lowerBound.words), "
          + "claimed gap \(fit.claimedGap.words)\(fit.isProved ? " (proved)" : ""), separation "
          + "\(fit.separation?.rawValue ?? "not named"); true gap \(verdict.gap.short), relative "
          + "\(verdict.relativeGap.short)\(verdict.isUnsure ? ", oracle unsure" : "")")
      for claim in verdict.falseClaims { say("  FALSE: says \(claim)") }
      return .verdict(verdict)
    }
  }
}

extension Double? {
  fileprivate var words: String { map { "\($0)" } ?? "none" }
}

extension Fit.Outcome {
  fileprivate func tellsApart(_ problem: Problem) -> Bool {
    guard case .fit(let fit) = self else { return false }
    return problem.isToldApart(by: fit.weights, fit.intercepts)
  }
}
