import SigmoidLinear
import TestSupport
import Testing

@Suite struct SymmetricEigenvaluesTests {
  /// The second difference: 2 − 2·cos(kπ/(n + 1)).
  @Test(arguments: [1, 2, 5, 40]) func knownValues(order: Int) throws {
    var matrix = Matrix<Double>(rows: order, columns: order)
    for index in 0..<order {
      matrix[index, index] = 2
      if index > 0 { matrix[index, index - 1] = -1 }
      // The upper triangle is nobody's business.
      for row in 0..<index { matrix[row, index] = 7 }
    }
    let found = try #require(matrix.symmetricEigenvalues())
    #expect(found.count == order)
    for (index, value) in found.enumerated() {
      let angle = Double(index + 1) * Double.pi / Double(order + 1)
      #expect(abs(value - (2 - 2 * cosine(angle))) < 1e-13)
    }
  }

  /// cos x = 1 − 2·sin²(x/2) by its series: enough for angles up to π.
  private func cosine(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for k in 1...20 {
      term *= -x * x / Double((2 * k - 1) * 2 * k)
      sum += term
    }
    return sum
  }

  @Test func sumAndSquaresAreThoseOfTheMatrix() throws {
    var random = RandomValues()
    let order = 30
    let numbers: [Double] = random.array(order * order)
    var matrix = Matrix<Double>(rows: order, columns: order)
    var (trace, squares) = (0.0, 0.0)
    for j in 0..<order {
      for i in 0..<order {
        matrix[i, j] = numbers[i * order + j] + numbers[j * order + i]
        squares += matrix[i, j] * matrix[i, j]
      }
      trace += matrix[j, j]
    }
    let found = try #require(matrix.symmetricEigenvalues())
    #expect(abs(found.reduce(0, +) - trace) < 1e-11)
    #expect(abs(found.reduce(0) { $0 + $1 * $1 } - squares) < 1e-10 * squares)
    #expect(found == found.sorted())
  }

  @Test func noneOfWhatIsNotFinite() {
    #expect(Matrix<Double>(rows: 0, columns: 0).symmetricEigenvalues() == [])
    for value in [Double.nan, .infinity] {
      #expect(Matrix(rows: 1, columns: 1, elements: [value]).symmetricEigenvalues() == nil)
    }
  }
}
