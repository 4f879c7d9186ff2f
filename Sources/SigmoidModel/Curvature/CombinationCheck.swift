import SigmoidOptimization
import SigmoidExamples
import SigmoidLinear

/// A feature as a combination of others: value = constant + Σ coefficient·(value of the other).
struct Combination {
  var coefficients: [Int: Double]
  var constant: Double
  /// Between features of mean 0 and variance 1.
  var standardized: [Int: Double]
}

/// Tells whether a feature is a combination of others in every example, to the rounding of the numbers
/// that are stored. What is left of it is computed to twice the digits of a double: in double alone it
/// would be the rounding of the sum.
struct CombinationCheck<Features: FeatureStorage> {
  let examples: TrainingSet<CentredFeatures<Features>>
  /// Of the features' values; the means are zeros where there is no intercept.
  let means: [Double]
  let factors: [Double]
  let fitsIntercept: Bool
  let threads: Int

  private static var mostCorrections: Int { 4 }

  /// The combination whose coefficients, given to half the digits, are corrected by what is left.
  /// - Returns: nil where the feature is none.
  func confirmed(
    _ feature: Int, _ standardized: [Int: Double], _ elimination: Elimination
  ) -> Combination? {
    let total = Double(examples.data.partition.examples)
    let deviation = 1 / factors[feature]
    var sum = CompensatedSum(means[feature])
    var combination = Combination(coefficients: [:], constant: 0, standardized: standardized)
    for (other, coefficient) in standardized {
      let value = coefficient * deviation * factors[other]
      combination.coefficients[other] = value
      sum.add(-value, times: means[other])
    }
    combination.constant = fitsIntercept ? sum.value : 0
    for _ in 0..<Self.mostCorrections {
      let whole = rest(of: feature, combination)
      let mean = fitsIntercept ? self.sum { whole[$0] } / total : 0
      combination.constant += mean
      let rest = whole.map { $0 - mean }
      let square = self.sum { rest[$0] * rest[$0] } / total
      let bound = bound(of: feature, combination)
      if square.squareRoot() <= bound {
        if abs(combination.constant) <= bound { combination.constant = 0 }
        return withoutConstant(feature, combination, elimination) ?? combination
      }
      let products = products(rest)
      for (other, correction) in elimination.solve({ products[$0] / total * factors[feature] }) {
        combination.standardized[other, default: 0] += correction
        combination.coefficients[other, default: 0] += correction * deviation * factors[other]
      }
    }
    return nil
  }

  /// A coefficient that is off by its last place leaves a multiple of the mean of its feature as a constant.
  /// The coefficients that need no constant, and move the feature least beside its mean, are as good where
  /// what they leave is rounding all the same.
  /// - Returns: nil where they are not, or there is no constant.
  private func withoutConstant(
    _ feature: Int, _ combination: Combination, _ elimination: Elimination
  ) -> Combination? {
    let (constant, bound) = (combination.constant, bound(of: feature, combination))
    guard constant != 0, abs(constant) <= Self.mostBounds * bound else { return nil }
    // min sᵀRs with Σ s·mean/deviation = constant, R being the correlations.
    let pulls = elimination.solve { means[$0] * factors[$0] }.sorted { $0.key < $1.key }
    let whole = pulls.reduce(0) { $0 + $1.value * means[$1.key] * factors[$1.key] }
    guard whole > 0 else { return nil }
    var result = combination
    result.constant = 0
    for (other, pull) in pulls {
      let step = pull * constant / whole
      result.standardized[other, default: 0] += step * factors[feature]
      result.coefficients[other, default: 0] += step * factors[other]
    }
    let rest = rest(of: feature, result)
    let square =
      self.sum { rest[$0] * rest[$0] } / Double(examples.data.partition.examples)
    // The coefficients are rounded, too, to half of their last places.
    return square.squareRoot() <= 2 * self.bound(of: feature, result) ? result : nil
  }

  /// Beyond so many, a constant is none of rounding: not worth another pass.
  private static var mostBounds: Double { 1e6 }

  /// What rounding the stored numbers, each to half a unit of its last place, can leave: less would be
  /// a combination of other numbers.
  private func bound(of feature: Int, _ combination: Combination) -> Double {
    let own = 1 / factors[feature] + abs(means[feature])
    return Double.ulpOfOne / 2
      * combination.coefficients.reduce(own) {
        $0 + abs($1.value) * (1 / factors[$1.key] + abs(means[$1.key]))
      }
  }

  /// Of each example here.
  private func rest(of feature: Int, _ combination: Combination) -> [Double] {
    let scale = examples.data.features.scale
    let others = combination.coefficients.sorted { $0.key < $1.key }
    let data = examples.data
    return parallelMap(data.examples / Self.block + 1, threads: threads) { index -> [Double] in
      let first = index * Self.block
      var values = [Double](repeating: 0, count: data.features.features)
      return (first..<max(first, min(first + Self.block, data.examples))).map { example in
        var span = values.mutableSpan
        data.features.writeStored(example, to: &span)
        var rest = CompensatedSum(-combination.constant)
        rest.add(values[feature] * scale)
        for (other, coefficient) in others {
          rest.add(-coefficient, times: values[other] * scale)
        }
        return rest.value
      }
    }.flatMap(\.self)
  }

  private static var block: Int { 1024 }

  /// Σ c·number over the examples of all processes.
  private func sum(_ number: @Sendable (_ example: Int) -> Double) -> Double {
    examples.data.partition.sum(1, threads: threads) { range, sums in
      for example in range { sums[0] += examples.relativeWeights[example] * number(example) }
    }[0]
  }

  /// Σ c·x̃·number over the examples, one a feature.
  private func products(_ numbers: [Double]) -> [Double] {
    examples.products(
      with: numbers.indices.map { numbers[$0] * examples.relativeWeights[$0] }, columns: 1,
      threads: threads)
  }
}
