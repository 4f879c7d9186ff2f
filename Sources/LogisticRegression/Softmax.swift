#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// e^z / Σ e^z for each example, shifted by the greatest score so that nothing overflows.
/// - Parameter scores: classes × examples, column-major; so is the result.
func softmax(_ scores: [Double], classes: Int) -> [Double] {
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
func softmaxLoss(_ scores: ArraySlice<Double>, of actual: Int) -> Double {
  let own = scores[scores.startIndex + actual]
  let most = scores.max() ?? 0
  let sum = scores.reduce(0) { $0 + ($1 == most ? 1 : exp($1 - most)) }
  return log(sum) + (own == most ? 0 : most - own)
}

/// The position of the greatest score, one an example; the first of equal ones.
func mostLikely(_ scores: [Double], classes: Int) -> [Int] {
  stride(from: 0, to: scores.count, by: classes).map { first in
    var best = 0
    for index in 1..<classes where scores[first + index] > scores[first + best] { best = index }
    return best
  }
}
