import SigmoidSystem

/// Products of small matrices, by BLAS.
extension Matrix<Double> {
  /// Rows as columns.
  package func transposed() -> Matrix {
    var result = Matrix(rows: columns, columns: rows)
    let elements = span
    var target = result.mutableSpan
    for column in 0..<columns {
      for row in 0..<rows { target[row * columns + column] = elements[column * rows + row] }
    }
    return result
  }

  /// A·Aᵀ, both triangles.
  package func squared() -> Matrix {
    product(with: transposed())
  }

  /// A·B.
  package func product(with other: Matrix) -> Matrix {
    require(
      columns == other.rows, "\(rows) × \(columns) times \(other.rows) × \(other.columns)")
    var result = Matrix(rows: rows, columns: other.columns)
    guard rows > 0, columns > 0, other.columns > 0 else { return result }
    var target = result.mutableSpan
    span.withUnsafeBufferPointer { a in
      other.span.withUnsafeBufferPointer { b in
        target.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          Double.gemm(
            transposeA: false, transposeB: false, m: rows, n: other.columns, k: columns, alpha: 1,
            a: a, aStride: rows, b: b, bStride: columns, beta: 0, c: c, cStride: rows)
        }
      }
    }
    return result
  }

  /// A·factor.
  package func times(_ factor: Double) -> Matrix {
    var result = self
    var target = result.mutableSpan
    for index in target.indices { target[index] *= factor }
    return result
  }
}
