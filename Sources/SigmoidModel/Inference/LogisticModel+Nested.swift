extension LogisticModel {
  /// The ratio of likelihoods with a smaller model, which lacks some of the columns of this one.
  /// - Throws: `HypothesisError` where the two cannot be compared so.
  public func likelihoodRatio(
    against smaller: LogisticModel
  ) throws(HypothesisError) -> Inference.Test {
    guard let own = inference, let other = smaller.inference else { throw .noInference }
    func require(_ isSo: Bool, _ why: @autoclosure () -> String) throws(HypothesisError) {
      if !isSo { throw .notNested(why()) }
    }
    try require(classes == smaller.classes, "one of other classes")
    try require(
      !own.isPenalised && !other.isPenalised, "a penalty, with which there is no such test")
    try require(
      own.firth == nil && other.firth == nil, "Firth's penalty, with which there is no such test")
    try require(
      own.weightKind == .frequency && other.weightKind == .frequency,
      "sampling weights, with which there is no such test")
    try require(
      own.examples == other.examples,
      "\(other.examples.formattedCount) examples beside \(own.examples.formattedCount)")
    try require(
      own.hasIntercept || !other.hasIntercept, "an intercept that the larger model lacks")
    // Without features both are one model, if the rows are the same.
    try require(
      own.hasIntercept != other.hasIntercept
        || abs(own.nullDeviance - other.nullDeviance) <= 1e-9 * abs(own.nullDeviance),
      "other labels or offsets")
    let (all, some) = (contents, smaller.contents)
    for (name, levels) in some.sorted(by: { $0.key < $1.key }) {
      try require(all[name] != nil, "the column \(name), which the larger model lacks")
      try require(all[name] == levels, "other levels of \(name)")
    }
    let degrees = own.estimated - other.estimated
    try require(degrees > 0, "as many coefficients, \(other.estimated)")
    let chiSquared = other.deviance - own.deviance
    // Both are at their optimum: what is below 0 is rounding.
    try require(
      chiSquared >= -1e-9 * own.deviance, "a deviance that is lower by \(-chiSquared)")
    return Inference.Test(
      term: "the larger model", chiSquared: max(0, chiSquared), degrees: degrees)
  }

  /// Each column, or feature, with its levels, whatever they are compared with.
  private var contents: [String: [String]] {
    var result: [String: [String]] = [:]
    for term in terms where !isOffset(term) {
      result[term.column?.name ?? term.name, default: []].append(term.level ?? "")
    }
    return result
  }
}
