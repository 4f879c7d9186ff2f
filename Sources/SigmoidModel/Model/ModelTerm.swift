import SigmoidExamples

/// A line of a model as a person reads it: a feature, or the level that the others of its column are
/// compared with.
package struct ModelTerm: Equatable, Sendable {
  /// Of the feature; of a reference what it would be called, `race=white`.
  package let name: String
  /// Nil of a reference, whose weight is 0.
  package let feature: Int?
  /// The column of a table that it belongs to; nil where columns are numbers as they are.
  package let column: TableColumn?
  /// Of a categorical column; nil of others, and where it says that a cell is missing.
  package let level: String?

  package var isReference: Bool { feature == nil }
}

extension LogisticModel {
  /// All terms but the intercepts, in the order of the features; a reference is where its level is among
  /// those of its column.
  package var terms: [ModelTerm] {
    let names = featureNames
    guard let columns = schema.columns else {
      return names.enumerated().map {
        ModelTerm(name: $1, feature: $0, column: nil, level: nil)
      }
    }
    var terms: [ModelTerm] = []
    var next = 0
    func append(_ column: TableColumn, level: String? = nil) {
      terms.append(ModelTerm(name: names[next], feature: next, column: column, level: level))
      next += 1
    }
    for column in columns {
      if case .categorical(let categories) = column.kind {
        for (position, level) in categories.levels.enumerated() {
          guard position == categories.reference else {
            append(column, level: level)
            continue
          }
          terms.append(
            ModelTerm(
              name: "\(column.name)=\(level)", feature: nil, column: column, level: level))
        }
      } else {
        append(column)
      }
      if column.indicatesMissing { append(column) }
    }
    return terms
  }

  /// The weight of a term in a column of weights.
  package func weight(of term: ModelTerm, column: Int) -> Double {
    term.feature.map { weights[column * features + $0] } ?? 0
  }

  /// The largest |weight| of a term over the columns of weights.
  package func size(of term: ModelTerm) -> Double {
    intercepts.indices.map { weight(of: term, column: $0).magnitude }.max() ?? 0
  }

  /// The terms that have a feature, the largest first; of equal ones the first.
  package func termsBySize(column: Int? = nil) -> [ModelTerm] {
    let terms = terms.filter { !$0.isReference }
    let sizes = terms.map { term in
      column.map { weight(of: term, column: $0).magnitude } ?? size(of: term)
    }
    return terms.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }.map { terms[$0] }
  }
}
