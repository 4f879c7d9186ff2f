import SigmoidExamples
import SigmoidLinear

extension FeatureStorage {
  /// Numbers that are written out at a time: they stay in a cache.
  private var blockNumbers: Int { 1 << 15 }

  /// x̃ᵀA x̃ of each example here, x̃ being (value − mean)·factor of its features with a one behind them.
  /// - Parameters:
  ///   - matrix: A, symmetric, in the order of `rows`.
  ///   - rows: features, and their number for the one.
  ///   - means: one a feature, as `factors` are; both empty for the values themselves.
  func quadraticForms(
    _ matrix: Matrix<Double>, rows: [Int], means: [Double] = [], factors: [Double] = [],
    threads: Int
  ) -> [Double] {
    let (features, order) = (features, rows.count)
    let block = max(1, min(examples, blockNumbers / max(1, max(features, order))))
    return BLASThreads.scoped(1) {
      parallelNumbers(examples, width: 1, threads: threads) { examples, result in
        var values = [Double](repeating: 0, count: features * block)
        var columns = Matrix<Double>(rows: order, columns: block)
        for start in stride(from: examples.lowerBound, to: examples.upperBound, by: block) {
          let some = start..<min(start + block, examples.upperBound)
          write(some, means, factors, to: &values)
          var target = columns.mutableSpan
          for position in 0..<some.count {
            for (index, row) in rows.enumerated() {
              target[position * order + index] =
                row == features ? 1 : values[position * features + row]
            }
          }
          let products = matrix.product(with: columns)
          let (x, y) = (columns.span, products.span)
          for position in 0..<some.count {
            var sum = 0.0
            for index in position * order..<(position + 1) * order { sum += x[index] * y[index] }
            result[start - examples.lowerBound + position] = sum
          }
        }
      }
    }
  }

  /// (value − mean)·factor of some examples, features × examples; means and factors both empty for the values
  /// themselves.
  func write(
    _ examples: Range<Int>, _ means: [Double], _ factors: [Double], to values: inout [Double]
  ) {
    let scales = [Double](repeating: scale, count: examples.count)
    values.withPart(0..<features * examples.count) { part in
      gather(ArraySlice(examples), less: Span(), times: scales.span, into: &part)
      guard !factors.isEmpty else { return }
      for position in 0..<examples.count {
        Double.shift(
          &part, at: position * features, by: means.span, times: 1, scales: factors.span)
      }
    }
  }
}

extension TrainingSet {
  /// factor·x̃ᵀA x̃ of each example here, in the coordinates of the solvers.
  /// - Parameter weights: the factors, one an example.
  func quadraticForms(
    _ matrix: Matrix<Double>, rows: [Int], times weights: [Double], threads: Int
  ) -> [Double] {
    let forms = data.features.quadraticForms(
      matrix, rows: rows, means: standardization?.means ?? [],
      factors: standardization?.factors ?? [], threads: threads)
    return zip(forms, weights).map { $0 * $1 }
  }
}
