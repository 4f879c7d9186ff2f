/// A Cholesky factor of a matrix that may be singular: of unit diagonal, rows and columns scaled,
/// without those that others span.
struct Factor {
  let size: Int
  /// 1/√ of the diagonal; 0 of what takes no part.
  let scales: [Wide]
  /// The lower triangle, row after row.
  private var lower: [Wide]

  /// What is left of a diagonal of 1 when the columns before have been taken out of one that they
  /// span, is rounding.
  private static let leastPivot: Wide = 1e-16

  /// - Parameter matrix: size × size, the lower triangle of which is read, row after row.
  init(_ matrix: [Wide], size: Int) {
    self.size = size
    var scales = (0..<size).map { row -> Wide in
      let diagonal = matrix[row * size + row]
      return diagonal > 0 ? 1 / diagonal.squareRoot() : 0
    }
    var lower = [Wide](repeating: 0, count: size * size)
    lower.withUnsafeMutableBufferPointer { target in
      guard let factor = target.baseAddress else { return }
      for row in 0..<size where scales[row] > 0 {
        let own = factor + row * size
        for column in 0..<row where scales[column] > 0 {
          let other = factor + column * size
          let scaled = matrix[row * size + column] * scales[row] * scales[column]
          own[column] = (scaled - plainDot(own, other, count: column)) / other[column]
        }
        let pivot = 1 - plainDot(own, own, count: row)
        if pivot > Self.leastPivot {
          own[row] = pivot.squareRoot()
        } else {
          scales[row] = 0
          for column in 0...row { own[column] = 0 }
        }
      }
    }
    self.lower = lower
    self.scales = scales
  }

  /// How many columns take no part.
  var spanned: Int { scales.count { $0 == 0 } }

  /// L⁻¹ of the scaled right side.
  func forward(_ right: [Wide]) -> [Wide] {
    var result = [Wide](repeating: 0, count: size)
    for row in 0..<size where scales[row] > 0 {
      var rest = right[row] * scales[row]
      for column in 0..<row { rest -= lower[row * size + column] * result[column] }
      result[row] = rest / lower[row * size + row]
    }
    return result
  }

  /// The solution, 0 where nothing takes part.
  func solve(_ right: [Wide]) -> [Wide] {
    var result = forward(right)
    for row in stride(from: size - 1, through: 0, by: -1) where scales[row] > 0 {
      result[row] /= lower[row * size + row]
      for column in 0..<row { result[column] -= lower[row * size + column] * result[row] }
    }
    for row in 0..<size { result[row] *= scales[row] }
    return result
  }

  /// Of L⁻¹, the root of the sum of squares: no smaller than its largest stretch.
  var inverseNorm: Wide {
    var squares: Wide = 0
    for unit in 0..<size where scales[unit] > 0 {
      var right = [Wide](repeating: 0, count: size)
      right[unit] = 1 / scales[unit]
      for value in forward(right) { squares += value * value }
    }
    return squares.squareRoot()
  }
}
