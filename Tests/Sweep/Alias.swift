/// A feature that a fit says is a combination of others, to the rounding of the numbers as they are.
struct Alias: Sendable {
  let feature: Int
  let combination: [Int: Double]
  let constant: Double

  /// Whether what is left of the feature is rounding: of the numbers as they are stored, and of the
  /// coefficients, which a combination of many features has to fewer digits.
  func isTrue(of problem: Problem) -> Bool {
    let shares = problem.shares
    func deviation(_ feature: Int) -> Double {
      Double(FeatureMoments(problem, feature: feature, shares: shares).variance).squareRoot()
    }
    let spread = combination.reduce(deviation(feature)) { $0 + abs($1.value) * deviation($1.key) }
    var (rests, sizes) = (0.0, 0.0)
    for example in 0..<problem.examples {
      let first = example * problem.features
      let own = problem.values[first + feature]
      var rest = CompensatedSum()
      rest.add(Wide(own))
      rest.add(-Wide(constant))
      var size = abs(own) + abs(constant)
      for (other, coefficient) in combination {
        rest.add(-coefficient, times: problem.values[first + other])
        size += abs(coefficient * problem.values[first + other])
      }
      let share = Double(shares[example])
      rests += share * Double(rest.value) * Double(rest.value)
      sizes += share * size * size
    }
    return rests.squareRoot() <= 1e-9 * spread + 8 * Double.ulpOfOne * sizes.squareRoot()
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
