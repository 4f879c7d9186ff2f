import SigmoidExamples
import SigmoidLinear

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension LogisticModel {
  /// See `logitErrors`: of P = σ(a) − σ(b), a and b being thresholds less the score.
  func ordinalLogitErrors<Features: FeatureStorage>(
    of inputs: Features, scores: [Double], predicted: [Int]
  ) throws(HypothesisError) -> [Double] {
    guard let inference else { throw .noInference }
    guard !inference.covarianceOfEstimates.isEmpty else { throw .noCovariance }
    let lines = inference.coefficients.filter { $0.standardError != nil }
    let count = intercepts.count
    let order = lines.count - count
    let rows = lines.compactMap(\.feature)
    // Thresholds stand first.
    let all = Matrix(
      rows: lines.count, columns: lines.count, elements: inference.covarianceOfEstimates)
    func block(_ threshold: Int?) -> Matrix<Double> {
      let size = order + (threshold == nil ? 0 : 1)
      var result = Matrix<Double>(rows: size, columns: size)
      func place(_ index: Int) -> Int { index < order ? count + index : threshold ?? 0 }
      for column in 0..<size {
        for row in 0..<size { result[row, column] = all[place(row), place(column)] }
      }
      return result
    }
    let squares = inputs.quadraticForms(block(nil), rows: rows, threads: 1)
    // x̃ᵀ·cov(w, θ_k), from the variance of the score plus the threshold.
    let products = (0..<count).map { k in
      let forms = inputs.quadraticForms(block(k), rows: rows + [features], threads: 1)
      return forms.indices.map { (forms[$0] - squares[$0] - all[k, k]) / 2 }
    }
    let logits = logits(ofScores: scores)
    return scores.indices.map { example in
      let own = predicted[example]
      let first = example * (count + 1)
      let p = exp(logits[first + own])
      let rest = (0...count).reduce(0) { $0 + ($1 == own ? 0 : exp(logits[first + $1])) }
      func slope(_ k: Int) -> Double {
        guard (0..<count).contains(k) else { return 0 }
        let a = intercepts[k] - scores[example]
        return logistic(a) * logistic(-a) / (p * rest)
      }
      let (upper, lower) = (slope(own), slope(own - 1))
      let byScore = lower - upper
      var variance = byScore * byScore * squares[example]
      for (k, slope) in [(own, upper), (own - 1, -lower)] where (0..<count).contains(k) {
        variance += 2 * byScore * slope * products[k][example]
        for (l, other) in [(own, upper), (own - 1, -lower)] where (0..<count).contains(l) {
          variance += slope * other * all[k, l]
        }
      }
      return max(0, variance).squareRoot()
    }
  }
}
