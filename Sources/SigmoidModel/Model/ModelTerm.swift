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

  /// Whether the weight of a term is not fitted.
  package func isOffset(_ term: ModelTerm) -> Bool {
    term.feature != nil && term.feature == schema.offsetFeature
  }

  /// The weight of a term in a column of weights.
  package func weight(of term: ModelTerm, column: Int) -> Double {
    term.feature.map { weights[column * features + $0] } ?? 0
  }

  /// The terms that have a feature, the largest first; of equal ones the first.
  /// - Parameters:
  ///   - most: how many; nil for all. Of a million features few have to be named.
  ///   - column: of the weights, by whose sizes alone they are ordered; nil for the largest of all.
  package func termsBySize(_ most: Int? = nil, column: Int? = nil) -> [ModelTerm] {
    let columns = column.map { [$0] } ?? Array(0..<self.columns)
    var sizes = [Double](repeating: 0, count: features)
    for column in columns {
      let first = column * features
      for feature in sizes.indices {
        sizes[feature] = max(sizes[feature], weights[first + feature].magnitude)
      }
    }
    let largest = Self.largest(most ?? features, of: sizes)
    guard schema.columns == nil else {
      var termOfFeature: [Int: ModelTerm] = [:]
      for term in terms { if let feature = term.feature { termOfFeature[feature] = term } }
      return largest.compactMap { termOfFeature[$0] }
    }
    let names = schema.featureNames
    return largest.map { feature in
      ModelTerm(
        name: names?[feature] ?? "feature\(feature)", feature: feature, column: nil, level: nil)
    }
  }

  /// The positions of the largest, in descending order.
  private static func largest(_ most: Int, of sizes: [Double]) -> [Int] {
    guard most < sizes.count else {
      return sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    }
    // Candidates are cut back when there are twice as many: each is sorted a few times, the rest never.
    var kept: [Int] = []
    var least = -1.0
    func cut() {
      kept.sort { (sizes[$1], $0) < (sizes[$0], $1) }
      kept.removeLast(max(0, kept.count - most))
      if kept.count == most, let last = kept.last { least = sizes[last] }
    }
    for position in sizes.indices where sizes[position] > least {
      kept.append(position)
      if kept.count >= 2 * most { cut() }
    }
    cut()
    return kept
  }
}
