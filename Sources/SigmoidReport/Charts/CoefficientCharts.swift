import SigmoidModel

/// The pictures of the coefficients of a table.
package enum CoefficientCharts {
  /// A picture of more rows is not read.
  package static let mostRows = 40
  /// Of several classes beside each other.
  static let mostRowsOfMany = 20

  /// The coefficients of a class, in the order of the features with the reference levels among them; of
  /// more than fit, the largest.
  /// - Parameter column: of the model's weights.
  package static func forest(
    of model: LogisticModel, column: Int, most: Int = mostRows
  ) -> ForestPlot {
    let isWhole = model.terms.count <= most
    let terms = isWhole ? model.terms : Array(model.termsBySize(column: column).prefix(most))
    let rows = terms.map { term in
      ForestPlot.Row(
        name: term.name, estimate: model.weight(of: term, column: column),
        isReference: term.isReference)
    }
    let what = model.isBinary ? "Odds ratios" : "Coefficients"
    let rest = isWhole ? "" : ", the \(rows.count) largest of \(model.features)"
    let words = rows.filter { !$0.isReference }.map {
      "\($0.name) \(NumberText.short($0.estimate))"
    }
    return ForestPlot(
      title: "\(what) for \(model.columnName(column))\(rest)",
      summary: "Each coefficient per unit of its feature, as a point right of the line where it "
        + "counts for the class and left of it where it counts against it: "
        + words.joined(separator: ", ") + ".",
      rows: rows, hasOddsRatios: model.isBinary)
  }
}
