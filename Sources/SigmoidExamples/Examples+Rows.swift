import SigmoidLinear

extension Examples {
  /// Examples of plain numbers, a row an example, in double precision.
  /// - Parameters:
  ///   - rows: examples × features.
  ///   - labels: one an example; nil of examples to predict.
  ///   - featureNames: one a feature.
  /// - Throws: `TableShapeError` for rows of different lengths, and for labels or names of another
  ///   number.
  public init(
    rows: [[Double]], labels: Labels? = nil, featureNames: [String]? = nil
  ) throws(TableShapeError) {
    let features = rows.first?.count ?? featureNames?.count ?? 0
    if let row = rows.firstIndex(where: { $0.count != features }) {
      throw TableShapeError(
        expected: "rows of \(features) numbers, as the first one has",
        found: "\(rows[row].count) in row \(row) (counted from 0)",
        remedy: "give all rows the same features")
    }
    var matrix = Matrix<Double>(rows: features, columns: rows.count)
    var elements = matrix.mutableSpan
    for (index, row) in rows.enumerated() {
      for (feature, value) in row.enumerated() { elements[index * features + feature] = value }
    }
    try self.init(matrix, labels: labels, featureNames: featureNames)
  }
}

/// Numbers of a table that do not fit together.
public struct TableShapeError: Error, Equatable, CustomStringConvertible {
  /// What fits the rest of the table, in words.
  public let expected: String
  /// What the table has instead, in words.
  public let found: String
  /// What to do about it, in words.
  public let remedy: String

  init(expected: String, found: String, remedy: String) {
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  public var description: String { "expected \(expected), found \(found); \(remedy)" }
}
