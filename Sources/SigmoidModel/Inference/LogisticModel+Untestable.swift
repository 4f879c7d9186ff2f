import SigmoidExamples

extension LogisticModel {
  /// What a hypothesis may name by mistake: terms of the model that have no coefficient to be tested, and
  /// what they are. Empty of a model without inference.
  package var untestableTerms: [String: String] {
    guard let inference else { return [:] }
    let tested = Set(inference.coefficients.filter { $0.standardError != nil }.map(\.term))
    let classes = inference.coefficients.reduce(into: [String]()) { all, line in
      if let name = line.className, all.last != name { all.append(name) }
    }
    var result: [String: String] = [:]
    func add(_ name: String, _ what: String) {
      for whole in [name] + classes.map({ "\($0): \(name)" }) { result[whole] = what }
    }
    let terms = terms
    for term in terms where !tested.contains(term.name) { add(term.name, what(term, inference)) }
    // A column of which no level has one.
    for case let column? in terms.map(\.column)
    where terms.allSatisfy({ $0.column?.name != column.name || !tested.contains($0.name) }) {
      add(column.name, result[column.name] ?? "a column that is not estimated")
    }
    if let reference = inference.reference {
      let others = classes.joined(separator: ", ")
      for name in tested {
        result["\(reference): \(name)"] =
          "of the class that \(others) \(classes.count == 1 ? "is" : "are") compared with"
      }
    }
    return result
  }

  private func what(_ term: ModelTerm, _ inference: Inference) -> String {
    if isOffset(term) { return "an offset, whose coefficient is 1" }
    guard let feature = term.feature else {
      let others = terms.filter { $0.column?.name == term.column?.name && !$0.isReference }
      return "the reference level, with which \(others.map(\.name).joined(separator: ", ")) "
        + "\(others.count == 1 ? "is" : "are") compared; these have coefficients"
    }
    guard let line = inference.coefficients.first(where: { $0.feature == feature }) else {
      return "a term that --terms left out"
    }
    guard let combination = line.combination else { return "a term that is not estimated" }
    guard !combination.factors.isEmpty else {
      return "a term that is not estimated, as it is constant"
    }
    let names = featureNames
    let few = combination.factors.keys.sorted().prefix(Self.mostNamed).map { names[$0] }
    return "a term that is not estimated, as it is a combination of "
      + few.joined(separator: ", ") + (combination.factors.count > few.count ? ", …" : "")
  }

  private static var mostNamed: Int { 8 }
}
