import SigmoidExamples

/// Coefficients that are asked for by name, where not all are.
struct ChosenTerms: Equatable, Sendable {
  /// Those of all columns and features that are named.
  private(set) var features: Set<Int> = []
  private(set) var hasIntercept = false

  /// - Parameter feature: nil for the intercept.
  func contains(_ feature: Int?) -> Bool { feature.map { features.contains($0) } ?? hasIntercept }

  /// - Parameters:
  ///   - names: of columns of a table, whose levels are all meant, of features, and `(intercept)`.
  ///   - terms: of the model.
  ///   - fitsIntercept: whether there is one to be named.
  /// - Throws: `InferenceError.unknownTerm` for another name, or none at all.
  init(_ names: [String], among terms: [ModelTerm], fitsIntercept: Bool) throws(InferenceError) {
    for name in names {
      if fitsIntercept, name == Inference.interceptName {
        hasIntercept = true
        continue
      }
      let own = terms.filter { $0.name == name || $0.column?.name == name }.compactMap(\.feature)
      guard !own.isEmpty else { throw Self.unknown(name, terms, fitsIntercept) }
      features.formUnion(own)
    }
    guard !names.isEmpty else { throw Self.unknown("", terms, fitsIntercept) }
  }

  private static func unknown(
    _ name: String, _ terms: [ModelTerm], _ fitsIntercept: Bool
  ) -> InferenceError {
    var known = fitsIntercept ? [Inference.interceptName] : []
    for term in terms where known.count <= mostNamed {
      let name = term.column?.name ?? term.name
      if known.last != name { known.append(name) }
    }
    let isMore = known.count > mostNamed
    return .unknownTerm(name, known: Array(known.prefix(mostNamed)) + (isMore ? ["…"] : []))
  }

  private static var mostNamed: Int { 8 }
}

extension LogisticModel {
  /// Whether these name terms of a model of these features: before it is fitted.
  /// - Throws: `InferenceError.unknownTerm` for one that does not.
  package static func checkTerms(
    _ names: [String], of schema: Schema, features: Int, fitsIntercept: Bool
  ) throws {
    let model = LogisticModel(
      features: features, weights: [Double](repeating: 0, count: features), intercepts: [0],
      classes: ["0", "1"].map { ModelClass(name: $0, labels: [$0]) }, schema: schema)
    _ = try ChosenTerms(names, among: model.terms, fitsIntercept: fitsIntercept)
  }
}
