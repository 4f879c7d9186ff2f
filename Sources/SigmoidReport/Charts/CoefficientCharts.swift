import SigmoidModel

/// The pictures of the coefficients of a table.
package enum CoefficientCharts {
  /// A picture of more rows is not read.
  package static let mostRows = 40
  /// Of several classes beside each other.
  static let mostRowsOfMany = 20

  /// The coefficients of a class, in the order of the features with the reference levels among them; of
  /// more than fit, the largest.
  /// - Parameters:
  ///   - column: of the model's weights.
  ///   - others: columns whose pictures are to have the same scale.
  package static func forest(
    of model: LogisticModel, column: Int, most: Int = mostRows, beside others: [Int] = []
  ) -> ForestPlot {
    // References have no feature; a model of more features has too many terms anyway.
    let all = model.features <= most ? model.terms : nil
    let isWhole = all.map { $0.count <= most } ?? false
    let terms = isWhole ? all ?? [] : model.termsBySize(most, column: column)
    let separated = model.separatedFeatures
    let rows = terms.filter { !model.isOffset($0) }.map { term in
      ForestPlot.Row(
        name: term.name, estimate: model.weight(of: term, column: column),
        state: term.isReference
          ? .reference : term.feature.map(separated.contains) == true ? .noOptimum : nil)
    }
    let what = model.isBinary ? "Odds ratios" : "Coefficients"
    let rest = isWhole ? "" : ", the \(rows.count) largest of \(model.features)"
    let words = rows.filter { !$0.isReference }.map {
      "\($0.name) \($0.state == nil ? NumberText.short($0.estimate) : "no optimum")"
    }
    let covered = others.flatMap { other -> [Double] in
      let own = model.weights(ofColumn: other)
      // What has no optimum is not drawn at its weight.
      let weights = own.indices.filter { !separated.contains($0 - own.startIndex) }.map { own[$0] }
      return [weights.min() ?? 0, weights.max() ?? 0]
    }
    return ForestPlot(
      title: "\(what) for \(model.columnName(column))\(rest)",
      summary: "Each coefficient per unit of its feature, as a point right of the line where it "
        + "counts for the class and left of it where it counts against it: "
        + words.joined(separator: ", ") + ".",
      rows: rows, hasOddsRatios: model.isBinary, covering: covered)
  }
}
