import SigmoidOptimization

/// The features as the oracle sees them: columns of about size 1 whose span is that of the features
/// (and of the intercept), so that neither offsets nor scales cost any precision.
struct Design: Sendable {
  /// Those that count something.
  let rows: [Int]
  /// What each of `rows` counts as a share of all.
  let shares: [Wide]
  /// Column after column; with an intercept the first is all ones.
  let values: [Wide]
  let hasIntercept: Bool
  /// What half the square of a column's weight costs under an l2 of 1; 0 of the intercept.
  let costs: [Wide]
  /// Without an intercept, of features far from zero: what they have in common is one column, in the
  /// place of the farthest of them.
  let common: Common?
  /// Of each column but the intercept, what it is made of.
  private let origins: [Origin]

  /// A column is (feature − centre)/scale.
  private struct Origin {
    let feature: Int
    let centre: Double
    let scale: Wide
  }

  struct Common: Sendable {
    let column: Int
    /// Of each column, in the units of the columns.
    let offsets: [Wide]
  }

  var examples: Int { rows.count }
  var columns: Int { costs.count }

  /// From so many spreads on, a column is shifted: the difference of two doubles so close is exact.
  private static let farOffset: Wide = 4

  init(_ problem: Problem) {
    let all = problem.shares
    rows = problem.labels.indices.filter { all[$0] > 0 }
    shares = rows.map { all[$0] }
    hasIntercept = problem.fitsIntercept
    var values: [[Wide]] = []
    var (costs, offsets, spreads): ([Wide], [Wide], [Wide]) = ([], [], [])
    var origins: [Origin] = []
    if hasIntercept {
      values.append([Wide](repeating: 1, count: rows.count))
      costs.append(0)
      offsets.append(0)
      spreads.append(1)
    }
    for feature in 0..<problem.features {
      let moments = FeatureMoments(problem, feature: feature, shares: all)
      let isFar = abs(moments.mean) > Double(Self.farOffset) * moments.reach
      let centre = isFar ? moments.mean : 0
      // A constant is a multiple of the intercept, or without one a column like any other; one of
      // zeros is nothing, and standardized none takes part.
      if moments.reach == 0 && (hasIntercept || problem.standardizes || moments.mean == 0) {
        continue
      }
      let size =
        isFar
        ? (moments.reach > 0 ? moments.reach : abs(centre))
        : max(moments.reach, abs(moments.mean))
      let scale = Wide(sign: .plus, exponent: Wide(size).exponent, significand: 1)
      values.append(
        rows.map { (Wide(problem.values[$0 * problem.features + feature]) - Wide(centre)) / scale })
      costs.append((problem.standardizes ? moments.variance : 1) / (scale * scale))
      offsets.append(Wide(centre) / scale)
      spreads.append(Wide(moments.reach) / scale)
      origins.append(Origin(feature: feature, centre: centre, scale: scale))
    }
    self.costs = costs
    self.origins = origins
    common = hasIntercept ? nil : Self.merge(&values, offsets: offsets, spreads: spreads)
    self.values = values.flatMap { $0 }
  }

  /// Takes the common column out of the others: Σ β·(u + γ) is α·(1 + u_k/γ_k) + Σ β·(u −
  /// u_k·γ/γ_k), α being Σ β·γ.
  private static func merge(
    _ values: inout [[Wide]], offsets: [Wide], spreads: [Wide]
  ) -> Common? {
    func distance(_ column: Int) -> Wide {
      if offsets[column] == 0 { return 0 }
      return spreads[column] > 0 ? abs(offsets[column]) / spreads[column] : .infinity
    }
    guard let pivot = offsets.indices.max(by: { distance($0) < distance($1) }),
      offsets[pivot] != 0
    else { return nil }
    let shared = values[pivot].map { $0 / offsets[pivot] }
    for column in values.indices where column != pivot && offsets[column] != 0 {
      for row in shared.indices { values[column][row] -= shared[row] * offsets[column] }
    }
    values[pivot] = shared.map { 1 + $0 }
    return Common(column: pivot, offsets: offsets)
  }

  func column(_ index: Int) -> ArraySlice<Wide> {
    values[index * examples..<(index + 1) * examples]
  }

  /// Parameters as the weights that are penalised.
  func weights(of parameters: ArraySlice<Wide>) -> [Wide] {
    var weights = Array(parameters)
    guard let common else { return weights }
    var rest = weights[common.column]
    for column in weights.indices where column != common.column {
      rest -= weights[column] * common.offsets[column]
    }
    weights[common.column] = rest / common.offsets[common.column]
    return weights
  }

  /// One column of parameters as weights of the features as they are and an intercept, rounded.
  func model(of parameters: ArraySlice<Wide>, features: Int)
    -> (weights: [Double], intercept: Double)
  {
    var weights = [Double](repeating: 0, count: features)
    let scaled = self.weights(of: parameters)
    let first = hasIntercept ? 1 : 0
    var intercept = hasIntercept ? scaled[0] : 0
    for (column, origin) in origins.enumerated() {
      let weight = scaled[first + column] / origin.scale
      weights[origin.feature] = Double(weight)
      if hasIntercept { intercept -= weight * Wide(origin.centre) }
    }
    return (weights, Double(intercept))
  }

  /// A gradient by those weights as that by parameters: the transpose of `weights`.
  func byParameters(_ gradient: [Wide]) -> [Wide] {
    guard let common else { return gradient }
    var result = gradient
    let last = gradient[common.column] / common.offsets[common.column]
    for column in result.indices where column != common.column {
      result[column] -= last * common.offsets[column]
    }
    result[common.column] = last
    return result
  }

  /// A gradient by parameters as that by weights: the inverse of `byParameters`.
  func byWeights(_ gradient: [Wide]) -> [Wide] {
    guard let common else { return gradient }
    var result = gradient
    for column in result.indices where column != common.column {
      result[column] += gradient[common.column] * common.offsets[column]
    }
    result[common.column] = gradient[common.column] * common.offsets[common.column]
    return result
  }
}

/// What the oracle has to know of a feature as it is; examples that count nothing are not seen.
struct FeatureMoments {
  let mean: Double
  /// The largest distance from the mean.
  let reach: Double
  /// Of the population.
  let variance: Wide

  init(_ problem: Problem, feature: Int, shares: [Wide]) {
    let rows = problem.labels.indices.filter { shares[$0] > 0 }
    let values = rows.map { problem.values[$0 * problem.features + feature] }
    var sum = CompensatedSum()
    for (row, value) in zip(rows, values) { sum.add(shares[row] * Wide(value)) }
    // Of a constant the mean is the value itself, whatever rounding says.
    let isConstant = values.allSatisfy { $0 == values[0] }
    mean = isConstant ? values[0] : Double(sum.value)
    var (first, second) = (CompensatedSum(), CompensatedSum())
    var reach: Double = 0
    for (row, value) in zip(rows, values) {
      let distance = Wide(value) - Wide(mean)
      first.add(shares[row] * distance)
      second.add(shares[row] * distance * distance)
      reach = max(reach, Double(abs(distance)))
    }
    self.reach = reach
    variance = max(0, second.value - first.value * first.value)
  }
}
