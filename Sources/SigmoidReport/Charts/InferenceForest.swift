import SigmoidModel

/// The terms of a model with what its fit says of them: those that are drawn first, and the rest.
package struct InferenceForest: Sendable {
  /// More in one picture are not read.
  package static let mostRows = 40
  /// Rows of the picture of the rest.
  package static let mostOfRest = 400

  private let model: LogisticModel
  private let inference: Inference
  /// All terms with a weight of their own and the references between them, in the order of the model.
  package let terms: [ModelTerm]
  /// Those that are drawn: all, or those of the largest |z|, in the order of the model.
  package let chosen: [ModelTerm]
  /// The others.
  package let rest: [ModelTerm]
  private let said: [Int: Inference.Coefficient]
  private let separated: Set<Int>

  package init(_ model: LogisticModel, _ inference: Inference) {
    self.model = model
    self.inference = inference
    let terms = model.terms.filter { !model.isOffset($0) }
    self.terms = terms
    var said: [Int: Inference.Coefficient] = [:]
    for line in inference.coefficients { if let feature = line.feature { said[feature] = line } }
    self.said = said
    separated = model.separatedFeatures
    guard terms.count > Self.mostRows else {
      (chosen, rest) = (terms, [])
      return
    }
    let sizes = terms.map { [said] term in
      term.feature.flatMap { said[$0]?.z }.map { $0.isNaN ? -1 : abs($0) } ?? -1
    }
    let order = terms.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    let largest = Set(order.prefix(Self.mostRows))
    chosen = terms.indices.filter(largest.contains).map { terms[$0] }
    rest = terms.indices.filter { !largest.contains($0) }.map { terms[$0] }
  }

  package func coefficient(of term: ModelTerm) -> Inference.Coefficient? {
    term.feature.flatMap { said[$0] }
  }

  package func state(of term: ModelTerm) -> ForestPlot.Row.State? {
    guard let feature = term.feature else { return .reference }
    if separated.contains(feature) { return .noOptimum }
    return said[feature]?.standardError == nil ? .notEstimated : nil
  }

  /// - Parameter title: besides what is drawn.
  package func plot(of terms: [ModelTerm], _ title: String) -> ForestPlot {
    let rows = terms.map { term in
      let line = coefficient(of: term)
      return ForestPlot.Row(
        name: term.name, estimate: model.weight(of: term, column: 0), lower: line?.lower,
        upper: line?.upper, state: state(of: term))
    }
    func plot(_ summary: String) -> ForestPlot {
      var plot = ForestPlot(
        title: "Odds ratios for \(model.columnName(0)), with intervals of "
          + "\(InferenceWords.level(inference.level))\(title)",
        summary: summary, rows: rows, hasOddsRatios: true)
      plot.width = 680
      plot.isSortable = true
      return plot
    }
    let texts = plot("")
    return plot(
      "The odds ratio of each term for one unit of its feature, with its interval: "
        + rows.map { "\($0.name) \(texts.text($0))" }.joined(separator: "; ") + ".")
  }
}
