import SigmoidExamples
import SigmoidLinear

extension TrainingSet where Features.Scalar == Double {
  /// Numbers that are written out at a time: they stay in a cache.
  private static var blockNumbers: Int { 1 << 15 }

  /// factor·x̃ᵀA x̃ of each example here, x̃ in the coordinates of the solvers with a one behind it.
  /// - Parameters:
  ///   - matrix: A, symmetric, in the order of `rows`.
  ///   - rows: features, and their number for the one.
  ///   - factors: one an example.
  func quadraticForms(
    _ matrix: Matrix<Double>, rows: [Int], times factors: [Double], threads: Int
  ) -> [Double] {
    let (features, order) = (data.features.features, rows.count)
    let block = max(1, Self.blockNumbers / max(1, max(features, order)))
    return BLASThreads.scoped(1) {
      parallelNumbers(data.examples, width: 1, threads: threads) { examples, result in
        var values = [Double](repeating: 0, count: features * block)
        var columns = Matrix<Double>(rows: order, columns: block)
        for start in stride(from: examples.lowerBound, to: examples.upperBound, by: block) {
          let some = start..<min(start + block, examples.upperBound)
          write(some, to: &values)
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
            result[start - examples.lowerBound + position] = factors[start + position] * sum
          }
        }
      }
    }
  }

  /// Some examples in the coordinates of the solvers, features × examples.
  private func write(_ examples: Range<Int>, to values: inout [Double]) {
    let features = data.features.features
    let scales = [Double](repeating: data.features.scale, count: examples.count)
    values.withPart(0..<features * examples.count) { part in
      data.features.gather(ArraySlice(examples), times: scales.span, into: &part)
      guard let standardization else { return }
      let (means, factors) = (standardization.means, standardization.factors)
      for position in 0..<examples.count {
        Double.shift(
          &part, at: position * features, by: means.span, times: 1, scales: factors.span)
      }
    }
  }
}
