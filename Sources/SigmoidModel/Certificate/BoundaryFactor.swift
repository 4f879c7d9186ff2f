import SigmoidLinear
import SigmoidOptimization

/// The columns of a boundary that are no combinations of those before them, as an orthogonal basis.
struct BoundaryFactor {
  private let rows: [Double]
  private let width: Int
  private var basis: [[Double]] = []
  /// Of each kept column: where it is, its length, and its products with the basis.
  private var kept: [(column: Int, size: Double, products: [Double])] = []

  /// A column that is so near to a combination of others, as a share of itself, is one; and a share of it
  /// that is no greater is rounding.
  private static let dependent = 1e-10
  /// Each takes off nearly all that rounding has left of the one before.
  private static let mostCorrections = 4

  init(rows: [Double], width: Int) {
    self.rows = rows
    self.width = width
  }

  private var count: Int { rows.count / max(1, width) }

  /// Keeps a column, or returns it as a combination of those that are kept.
  mutating func combination(ofNext column: Int) -> [(column: Int, coefficient: Double)]? {
    var rest = (0..<count).map { rows[$0 * width + column] }
    let size = dot(rest, rest).squareRoot()
    var products = [Double](repeating: 0, count: basis.count)
    // Twice is enough (Giraud, Langou, Rozložník, "On the loss of orthogonality in the Gram-Schmidt
    // orthogonalization process", Computers & Mathematics with Applications 50, 2005).
    for _ in 0..<2 {
      for (index, vector) in basis.enumerated() {
        let product = dot(rest, vector)
        products[index] += product
        addScaled(-product, vector, to: &rest)
      }
    }
    let length = dot(rest, rest).squareRoot()
    guard length <= Self.dependent * size else {
      basis.append(rest.map { $0 / length })
      kept.append((column, size, products + [length]))
      return nil
    }
    return solved(products).filter { index, coefficient in
      abs(coefficient) * kept[index].size > Self.dependent * size
    }.map { (kept[$0].column, $1) }
  }

  /// Coefficients of the kept columns whose sum has these products with the basis.
  private func solved(_ products: [Double]) -> [(index: Int, coefficient: Double)] {
    var products = products
    return kept.indices.reversed().map { index in
      let coefficient = products[index] / kept[index].products[index]
      for below in 0..<index { products[below] -= coefficient * kept[index].products[below] }
      return (index, coefficient)
    }
  }

  /// Shares of the columns, corrected until they move no row by more than their own rounding; nil where
  /// they do.
  func exact(_ shares: [Double]) -> [Double]? {
    var shares = shares
    for _ in 0..<Self.mostCorrections {
      var rest = [Double](repeating: 0, count: count)
      var isExact = true
      for row in 0..<count {
        var sum = CompensatedSum(0)
        var size = 0.0
        for column in 0..<width {
          let number = rows[row * width + column]
          sum.add(-shares[column], times: number)
          size += abs(number * shares[column])
        }
        rest[row] = sum.value
        if abs(sum.value) > Double.ulpOfOne * size { isExact = false }
      }
      if isExact { return shares }
      // What takes no part stays out: its share would be rounding, and never exact.
      for (index, correction) in solved(basis.map({ dot(rest, $0) }))
      where shares[kept[index].column] != 0 {
        shares[kept[index].column] += correction
      }
    }
    return nil
  }
}
