extension LogisticModel {
  /// The ratio of likelihoods with a smaller model, whose features are combinations of those of this one.
  ///
  /// The two tell by names what their features were made of, and their rows by how many there are and how
  /// many of each class. Where these do not prove that one is nested in the other there is no test.
  /// - Throws: `HypothesisError` where the two cannot be compared so.
  public func likelihoodRatio(
    against smaller: LogisticModel
  ) throws(HypothesisError) -> Inference.Test {
    guard let own = inference else { throw lackOfInference }
    guard let other = smaller.inference else { throw smaller.lackOfInference }
    func require(_ isSo: Bool, _ why: @autoclosure () -> String) throws(HypothesisError) {
      if !isSo { throw .notNested(why()) }
    }
    try require(classes == smaller.classes, "one of other classes")
    try require(link == smaller.link, "one whose scores become probabilities in another way")
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
      training[Self.seedKey] == smaller.training[Self.seedKey],
      "another seed, by which other rows may have been held out")
    try require(
      own.hasIntercept || !other.hasIntercept, "an intercept that the larger model lacks")
    let lacking = schema.lacking(
      of: smaller.schema, hasIntercept: own.hasIntercept, features: smaller.features)
    try require(lacking == nil, lacking ?? "")
    // Without features both are one model, if the rows are the same.
    try require(
      own.hasIntercept != other.hasIntercept
        || abs(own.nullDeviance - other.nullDeviance) <= 1e-9 * abs(own.nullDeviance),
      "other labels, weights or offsets")
    let degrees = own.estimated - other.estimated
    try require(degrees > 0, "as many coefficients, \(other.estimated)")
    let chiSquared = other.deviance - own.deviance
    // Both are at their optimum: what is below 0 is rounding.
    try require(
      chiSquared >= -1e-9 * own.deviance, "a deviance that is lower by \(-chiSquared)")
    return Inference.Test(
      term: "the larger model", chiSquared: max(0, chiSquared), degrees: degrees)
  }

  private static var seedKey: String { "seed" }
}
