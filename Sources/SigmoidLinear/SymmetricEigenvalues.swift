import SigmoidSystem

extension Matrix<Double> {
  /// The eigenvalues of this symmetric matrix, ascending, by LAPACK `syev` on one thread: the same bits
  /// wherever it runs. Each is right to the rounding of the greatest.
  ///
  /// Only the lower triangle is read.
  /// - Returns: nil where the matrix holds a NaN or an infinity, or the iteration does not converge.
  package func symmetricEigenvalues() -> [Double]? {
    require(rows == columns, "eigenvalues of a \(rows) × \(columns) matrix")
    let order = rows
    guard order > 0 else { return [] }
    for column in 0..<order {
      for row in column..<order where !self[row, column].isFinite { return nil }
    }
    var work = self
    var values = [Double](repeating: 0, count: order)
    var span = work.mutableSpan
    let info = BLASThreads.scoped(1) {
      span.withUnsafeMutableBufferPointer { matrix in
        values.withUnsafeMutableBufferPointer { values in
          guard let a = matrix.baseAddress, let values = values.baseAddress else { return 0 }
          return Double.syev(order: order, a: a, values: values)
        }
      }
    }
    return info == 0 ? values : nil
  }
}
