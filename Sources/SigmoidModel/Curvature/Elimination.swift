import SigmoidOptimization
import SigmoidLinear

/// A Cholesky factor row by row, of the rows that are kept.
struct Elimination {
  /// Features, and of each the row of the factor: as many numbers as were kept before it, and its
  /// pivot.
  private var kept: [Int] = []
  private var rows: [[Double]] = []

  init(order: Int) { rows.reserveCapacity(order) }

  /// Of these features alone, which do not depend on one another.
  init(keeping features: [Int], of gram: Matrix<Double>) {
    for feature in features { keep(feature, row(of: feature, in: gram), gram[feature, feature]) }
  }

  /// The part of a feature's row that belongs to the features kept so far.
  func row(of feature: Int, in gram: Matrix<Double>) -> [Double] {
    var row: [Double] = []
    row.reserveCapacity(kept.count + 1)
    for (index, other) in kept.enumerated() {
      var sum = gram[max(feature, other), min(feature, other)]
      for k in 0..<index { sum -= row[k] * rows[index][k] }
      row.append(sum / rows[index][index])
    }
    return row
  }

  /// The share of the diagonal that is not explained.
  func rest(of row: [Double], _ diagonal: Double) -> Double {
    1 - row.reduce(0) { $0 + $1 * $1 } / diagonal
  }

  mutating func keep(_ feature: Int, _ row: [Double], _ diagonal: Double) {
    let rest = max(diagonal - row.reduce(0) { $0 + $1 * $1 }, diagonal * Double.ulpOfOne)
    kept.append(feature)
    rows.append(row + [rest.squareRoot()])
  }

  /// The combination of kept features that a row stands for.
  func coefficients(of row: [Double]) -> [Int: Double] {
    var x = row
    for index in kept.indices.reversed() {
      for k in (index + 1)..<kept.count { x[index] -= rows[k][index] * x[k] }
      x[index] /= rows[index][index]
    }
    return Dictionary(uniqueKeysWithValues: zip(kept, x))
  }

  /// The combination whose products with the kept features these are.
  func solve(_ product: (_ feature: Int) -> Double) -> [Int: Double] {
    var row: [Double] = []
    for (index, feature) in kept.enumerated() {
      var sum = product(feature)
      for k in 0..<index { sum -= row[k] * rows[index][k] }
      row.append(sum / rows[index][index])
    }
    return coefficients(of: row)
  }
}
