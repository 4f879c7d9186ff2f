import SigmoidExamples

extension Inference {
  /// A term that was to be tested and is not, and why.
  public struct UntestedTerm: Equatable, Sendable {
    /// A column of a table, or a feature.
    public let term: String
    /// Why there is no number.
    public let reason: Reason

    /// Why a term has no test.
    public enum Reason: String, Sendable {
      /// It has no coefficient: it is constant, or a combination of others.
      case notEstimated
      /// Without it others would be estimated that are not now.
      case entangled
      /// The fit without it did not converge.
      case notConverged
    }
  }

  /// Names the terms that `tests` lacks.
  /// - Parameter aliased: the features that are not estimated.
  mutating func nameUntested(of model: LogisticModel, _ aliased: [AliasedFeature]) {
    let shown = Set(coefficients.compactMap(\.feature))
    let estimated = Set(coefficients.filter { $0.standardError != nil }.compactMap(\.feature))
    let entangled = Set(aliased.flatMap(\.combination.keys))
    let tested = Set(tests.map(\.term))
    let columns = model.testedTerms { shown.contains($0) && $0 != model.inputs.offsetFeature }
    untested = columns.filter { !tested.contains($0.term) }.map { term, own in
      let reason: UntestedTerm.Reason =
        estimated.isDisjoint(with: own)
        ? .notEstimated
        : entangled.isDisjoint(with: own) && estimated.isSuperset(of: own)
          ? .notConverged : .entangled
      return UntestedTerm(term: term, reason: reason)
    }
  }
}
