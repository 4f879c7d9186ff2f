import SigmoidOptimization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// e^z / Σ e^z for each example, shifted by the greatest score so that nothing overflows.
/// - Parameter scores: classes × examples, column-major; so is the result.
package func softmax(_ scores: [Double], classes: Int) -> [Double] {
  var result = scores
  for first in stride(from: 0, to: scores.count, by: classes) {
    let most = scores[first..<first + classes].max() ?? 0
    var sum = 0.0
    for index in first..<first + classes {
      result[index] = scores[index] == most ? 1 : exp(scores[index] - most)  // no ∞ − ∞
      sum += result[index]
    }
    for index in first..<first + classes { result[index] /= sum }
  }
  return result
}

/// log Σ e^z − z_y over one example's scores, y the position of its class.
package func softmaxLoss(_ scores: ArraySlice<Double>, of actual: Int) -> Double {
  let own = scores[scores.startIndex + actual]
  var most = scores.startIndex
  for index in scores.indices where scores[index] > scores[most] { most = index }
  // Σ e^(z − most) without its largest term, which is 1: exact where the rest is small.
  var rest = 0.0
  for index in scores.indices where index != most { rest += exp(scores[index] - scores[most]) }
  return log1p(rest) + (own == scores[most] ? 0 : scores[most] - own)
}

/// The position of the greatest score, one an example; the first of equal ones.
package func mostLikely(_ scores: [Double], classes: Int) -> [Int] {
  stride(from: 0, to: scores.count, by: classes).map { first in
    var best = 0
    for index in 1..<classes where scores[first + index] > scores[first + best] { best = index }
    return best
  }
}
