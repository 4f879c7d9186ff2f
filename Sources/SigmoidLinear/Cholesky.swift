import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The factor L of a symmetric positive definite matrix A = L·Lᵀ, by LAPACK `potrf`.
package struct Cholesky<Element: PassScalar>: Sendable {
  /// n × n; L in the lower triangle, whatever A held in the upper one.
  private let factor: Matrix<Element>

  package var order: Int { factor.rows }

  /// Factors in the memory of `matrix` where nothing else shares it; only the lower triangle is read.
  /// - Throws: `NotPositiveDefinite`.
  package init(_ matrix: consuming Matrix<Element>) throws(NotPositiveDefinite) {
    require(
      matrix.rows == matrix.columns, "Cholesky of a \(matrix.rows) × \(matrix.columns) matrix")
    let order = matrix.rows
    var info = 0
    if order > 0 {
      var span = matrix.mutableSpan
      info = span.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.map { Element.potrf(order: order, a: $0) } ?? 0
      }
    }
    // LAPACKE screens its input and answers with a negative number when it holds a NaN.
    guard info == 0 else { throw NotPositiveDefinite(leadingMinor: info > 0 ? info : nil) }
    factor = matrix
  }

  fileprivate init(factor: consuming Matrix<Element>) { self.factor = factor }

  /// The least ratio of a pivot to the diagonal element that it was: how much of a row is not a
  /// combination of those before it. 1 of a diagonal matrix; 0 where a diagonal element is 0.
  /// - Parameter diagonal: of the matrix, before it was factored.
  package func leastPivotShare(diagonal: [Element]) -> Element {
    require(diagonal.count == order, "a diagonal of \(diagonal.count) for order \(order)")
    var least: Element = 1
    for index in diagonal.indices {
      let pivot = factor[index, index] * factor[index, index]
      least = min(least, diagonal[index] > 0 ? pivot / diagonal[index] : 0)
    }
    return least
  }

  /// right ← A⁻¹·right, in place. By two triangles of one vector: LAPACK's `potrs` is made for many
  /// vectors, copies the factor about, and screens it for NaN each time.
  package func solve(_ right: inout MutableSpan<Element>) {
    let order = self.order
    require(right.count == order, "\(right.count) numbers for a right side of order \(order)")
    factor.span.withUnsafeBufferPointer { factor in
      right.withUnsafeMutableBufferPointer { right in
        guard order > 0, let factor = factor.baseAddress, let right = right.baseAddress else {
          return
        }
        Element.trsv(transposed: false, order: order, factor: factor, x: right)
        Element.trsv(transposed: true, order: order, factor: factor, x: right)
      }
    }
  }
}

extension Cholesky<Double> {
  /// L with L·Lᵀ = AᵀA, by Householder's triangularisation of A (LAPACK `geqrf`): to twice the digits
  /// that a factor of the product has, as that squares what is small.
  /// - Parameter rows: A, of at least as many rows as columns; those of the greatest numbers first.
  /// - Throws: `NotPositiveDefinite` where A holds a NaN or a column depends on those before it.
  package init(ofRows rows: consuming Matrix<Double>) throws(NotPositiveDefinite) {
    let (count, order) = (rows.rows, rows.columns)
    require(count >= order, "\(count) rows for \(order) columns")
    var scales = [Double](repeating: 0, count: order)
    var info = 0
    if order > 0 {
      var span = rows.mutableSpan
      info = span.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.map { a in
          scales.withUnsafeMutableBufferPointer { scales in
            scales.baseAddress.map { Double.geqrf(rows: count, columns: order, a: a, scales: $0) }
              ?? 0
          }
        } ?? 0
      }
    }
    guard info == 0 else { throw NotPositiveDefinite(leadingMinor: nil) }
    var lower = Matrix<Double>(rows: order, columns: order)
    for column in 0..<order {
      for row in 0...column { lower[column, row] = rows[row, column] }
      guard lower[column, column] != 0, lower[column, column].isFinite else {
        throw NotPositiveDefinite(leadingMinor: column + 1)
      }
    }
    self.init(factor: lower)
  }

  /// ln|A|.
  package var logDeterminant: Double {
    (0..<order).reduce(0) { $0 + 2 * log(factor[$1, $1]) }
  }

  /// x ← L⁻¹·x for some right sides, order × columns.
  package func whiten(_ x: inout MutableSpan<Double>, columns: Int) {
    let order = self.order
    require(x.count == order * columns, "\(x.count) numbers for \(columns) of order \(order)")
    factor.span.withUnsafeBufferPointer { factor in
      x.withUnsafeMutableBufferPointer { x in
        guard let factor = factor.baseAddress, let x = x.baseAddress else { return }
        Double.trsm(order: order, columns: columns, factor: factor, stride: order, x: x)
      }
    }
  }

  /// A⁻¹ = L⁻ᵀL⁻¹, both triangles.
  package func inverse() -> Matrix<Double> {
    let order = self.order
    var root = Matrix<Double>(rows: order, columns: order)
    for index in 0..<order { root[index, index] = 1 }
    var span = root.mutableSpan
    whiten(&span, columns: order)
    return root.transposed().squared()
  }

  /// The diagonal of A⁻¹: the squared lengths of the columns of L⁻¹, which are 0 above its diagonal. In
  /// order³/3 operations, some columns at a time.
  package func inverseDiagonal() -> [Double] {
    let order = self.order
    let most = 64
    var result: [Double] = []
    result.reserveCapacity(order)
    var columns = [Double](repeating: 0, count: most * order)
    for first in stride(from: 0, to: order, by: most) {
      let (count, height) = (min(most, order - first), order - first)
      for index in 0..<count * height { columns[index] = 0 }
      for column in 0..<count { columns[column * height + column] = 1 }
      factor.span.withUnsafeBufferPointer { factor in
        columns.withUnsafeMutableBufferPointer { columns in
          guard let factor = factor.baseAddress, let columns = columns.baseAddress else { return }
          Double.trsm(
            order: height, columns: count, factor: factor + first * order + first, stride: order,
            x: columns)
        }
      }
      for column in 0..<count {
        let own = columns.span.extracting(column * height..<(column + 1) * height)
        result.append(squaredLength(own))
      }
    }
    return result
  }
}

/// A matrix that has no Cholesky factor.
package struct NotPositiveDefinite: Error, Equatable, CustomStringConvertible {
  /// The order of the first leading minor that is not positive; nil when the matrix holds a NaN.
  package let leadingMinor: Int?

  package init(leadingMinor: Int?) { self.leadingMinor = leadingMinor }

  package var description: String {
    guard let leadingMinor else { return "the matrix holds a NaN: it has no Cholesky factor" }
    return "the matrix is not positive definite: its leading minor of order \(leadingMinor) is not"
  }
}
