@testable import SigmoidLinear
import TestSupport
import Testing

@Suite struct CholeskyTests {
  @Test(arguments: [1, 2, 7, 40, 129]) func solvesInDouble(order: Int) throws {
    try check(Double.self, order, tolerance: 1e-10)
  }

  @Test(arguments: [1, 2, 7, 40]) func solvesInFloat(order: Int) throws {
    try check(Float.self, order, tolerance: 1e-3)
  }

  /// A = BBᵀ + n·I is well conditioned: the residual is some ulps times the order.
  private func check<Scalar: PassScalar>(
    _: Scalar.Type, _ order: Int, tolerance: Double
  ) throws {
    var random = RandomValues()
    let b: [Double] = random.array(order * order)
    var a = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for column in 0..<order {
        for k in 0..<order { a[column * order + row] += b[k * order + row] * b[k * order + column] }
      }
      a[row * order + row] += Double(order)
    }
    var matrix = Matrix(rows: order, columns: order, elements: a.map(Scalar.init))
    // The upper triangle is nobody's business.
    for row in 0..<order {
      for column in row + 1..<max(order, row + 1) { matrix[row, column] = .nan }
    }
    let right: [Scalar] = random.array(order)
    var solution = right
    let factor = try Cholesky(matrix)
    var span = solution.mutableSpan
    factor.solve(&span)
    for row in 0..<order {
      let product = (0..<order).reduce(0.0) { $0 + a[$1 * order + row] * Double(solution[$1]) }
      #expect(abs(product - Double(right[row])) < tolerance)
    }
  }

  @Test func refusesWhatIsNotPositiveDefinite() {
    #expect(throws: NotPositiveDefinite(leadingMinor: 2)) {
      _ = try Cholesky(Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, 2, 1]))
    }
    #expect(throws: NotPositiveDefinite(leadingMinor: nil)) {
      _ = try Cholesky(Matrix<Double>(rows: 1, columns: 1, elements: [.nan]))
    }
  }

  @Test func ofNothingIsNothing() throws {
    let factor = try Cholesky(Matrix<Double>(rows: 0, columns: 0))
    var empty: [Double] = []
    var span = empty.mutableSpan
    factor.solve(&span)
    #expect(factor.order == 0)
  }
}
