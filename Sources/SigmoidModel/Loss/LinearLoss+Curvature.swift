import SigmoidExamples
import SigmoidLinear

/// What the curvature of a loss is made of, at some scores.
struct ScoreCurvature: Sendable {
  /// p, columns × examples.
  let probabilities: [Double]
  /// 1 − p, of as many digits as p has.
  let complements: [Double]
}

extension LinearLoss {
  func curvature(ofScores scores: [Double]) -> ScoreCurvature {
    let probabilities = examples.probabilities(ofScores: scores, threads: threads)
    return ScoreCurvature(
      probabilities: probabilities,
      complements: examples.complements(ofScores: scores, probabilities, threads: threads))
  }

  /// |h_kl|·c/Σc of the examples here: what each gives to block (k, l), without its sign.
  func weightedCurvatures(_ k: Int, _ l: Int, _ curvature: ScoreCurvature) -> [Double] {
    let (examples, columns, mean) = (examples, columns, mean)
    let others = k == l ? curvature.complements : curvature.probabilities
    let probabilities = curvature.probabilities
    return parallelNumbers(examples.data.examples, width: 1, threads: threads) { some, result in
      for (position, example) in some.enumerated() {
        let first = example &* columns
        result[unchecked: position] = probabilities[first &+ k] * others[first &+ l] * mean
      }
      guard !examples.weights.isEmpty else { return }
      for (position, example) in some.enumerated() {
        result[unchecked: position] *= examples.relativeWeights[example]
      }
    }
  }

  /// h_kk times the relative weights of the examples here, columns × examples: for samples, which need
  /// no digits of what is next to nothing.
  func samplingCurvatures(at parameters: [Double]) -> [Double] {
    samplingCurvatures(ofScores: scores(at: parameters))
  }

  func samplingCurvatures(ofScores scores: [Double]) -> [Double] {
    var values = examples.probabilities(ofScores: scores, threads: threads)
    for index in values.indices { values[index] *= 1 - values[index] }
    guard !examples.weights.isEmpty else { return values }
    for index in values.indices {
      values[index] *= examples.relativeWeights[index / columns]
    }
    return values
  }

  /// The columns whose parameters depend on one another: the Hessian has no other blocks.
  var groups: [Range<Int>] { isSoftmax ? [0..<columns] : (0..<columns).map { $0..<$0 + 1 } }

  /// Where the parameters of a group of columns are, one column after the other.
  /// - Parameter rows: features, and `features` for the intercept.
  func places(of columns: Range<Int>, rows: [Int]) -> [Int] {
    columns.flatMap { column in
      rows.map { $0 == features ? features * self.columns + column : column * features + $0 }
    }
  }

  /// The lower triangle of the Hessian of a group of columns, in the order of `places`.
  func hessian(
    of columns: Range<Int>, rows: [Int], _ curvature: ScoreCurvature
  ) -> Matrix<Double> {
    let order = rows.count
    var result = Matrix<Double>(rows: order * columns.count, columns: order * columns.count)
    for l in columns {
      for k in columns.lowerBound...l {
        let gram = examples.gram(
          curvatures: weightedCurvatures(k, l, curvature), threads: threads)
        let (down, across) = ((l - columns.lowerBound) * order, (k - columns.lowerBound) * order)
        let (height, side) = (result.rows, gram.rows)
        var elements = result.mutableSpan
        let products = gram.span
        for (j, column) in rows.enumerated() {
          for (i, row) in rows.enumerated() where k < l || i >= j {
            let value = products[min(row, column) * side + max(row, column)]
            elements[(across + j) * height + down + i] = k == l ? value : -value
          }
        }
      }
    }
    return result
  }

  /// ∇²F as it is written above, all of it: dimension². Where it is to be factored, its groups do.
  package func hessian(at parameters: [Double]) -> Matrix<Double> {
    let curvature = curvature(ofScores: scores(at: parameters))
    let rows = Array(0..<(fitsIntercept ? features + 1 : features))
    var result = Matrix<Double>(rows: dimension, columns: dimension)
    for group in groups {
      let part = hessian(of: group, rows: rows, curvature)
      let places = places(of: group, rows: rows)
      for column in places.indices {
        for row in column..<places.count {
          result[places[row], places[column]] = part[row, column]
          result[places[column], places[row]] = part[row, column]
        }
      }
    }
    return result
  }

  /// ∇²F·d by two passes over X, without the Hessian: for algorithms that need nothing else of it.
  /// - Parameter direction: of which the intercepts count only where they are fitted.
  package func hessianProduct(at parameters: [Double], direction: [Double]) -> [Double] {
    var direction = direction
    fixIntercepts(of: &direction)
    let curvature = curvature(ofScores: scores(at: parameters))
    var numbers = scores(at: direction)
    for example in 0..<examples.data.examples {
      let all = example * columns..<(example + 1) * columns
      let weight = mean * examples.relativeWeights[example]
      let common =
        isSoftmax ? all.reduce(0) { $0 + curvature.probabilities[$1] * numbers[$1] } : 0
      for index in all {
        let share =
          isSoftmax ? numbers[index] - common : curvature.complements[index] * numbers[index]
        numbers[index] = weight * curvature.probabilities[index] * share
      }
    }
    var product = BLASThreads.scoped(1) {
      examples.products(with: numbers, columns: columns, threads: threads)
    }
    fixIntercepts(of: &product)
    return product
  }

  /// Zeros where parameters have intercepts that are not fitted.
  private func fixIntercepts(of vector: inout [Double]) {
    guard !fitsIntercept else { return }
    for index in features * columns..<dimension { vector[index] = 0 }
  }
}
