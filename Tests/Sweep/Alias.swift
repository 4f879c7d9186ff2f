/// A feature that a fit says is a combination of others, to the rounding of the numbers as they are.
struct Alias: Sendable {
  let feature: Int
  let combination: [Int: Double]
  let constant: Double

  /// How far an example is from what is said: no further than all its numbers may be rounded.
  func isTrue(of problem: Problem) -> Bool {
    (0..<problem.examples).allSatisfy { example in
      let x = problem.values[example * problem.features..<(example + 1) * problem.features]
      let first = x.startIndex
      var rest = CompensatedSum()
      rest.add(Wide(x[first + feature]))
      rest.add(-Wide(constant))
      var size = abs(x[first + feature]) + abs(constant)
      for (other, coefficient) in combination {
        rest.add(-coefficient, times: x[first + other])
        size += abs(coefficient * x[first + other])
      }
      return abs(rest.value) <= Wide(8 * Double.ulpOfOne * size)
    }
  }
}

extension Problem {
  /// The same without some features.
  func without(_ left: Set<Int>) -> Problem {
    let kept = (0..<features).filter { !left.contains($0) }
    return Problem(
      task: task, classes: classes, storage: storage, examples: examples, features: kept.count,
      values: (0..<examples).flatMap { example in kept.map { values[example * features + $0] } },
      labels: labels, weights: weights, l2: l2, standardizes: standardizes,
      fitsIntercept: fitsIntercept, isEasy: isEasy)
  }
}
