import LinearAlgebra

/// A feature that is a combination of others, or constant: without a penalty its weight is not
/// determined. It is left at 0, as R's `glm` leaves it NA.
public struct AliasedFeature: Equatable, Sendable {
  public let feature: Int
  /// value = constant + Σ coefficient·(value of the feature), of features before it that are kept.
  public let combination: [Int: Double]
  public let constant: Double
  /// The same between features of mean 0 and variance 1.
  let standardizedCombination: [Int: Double]
}

extension AliasedFeature {
  /// A feature whose part that is no combination of those before it has at most this share of its
  /// variance is looked at more closely: sums of squares tell no less.
  private static let suspicious = 1e-9
  /// A coefficient between features of one variance that is less than this share of the greatest may be
  /// rounding.
  private static let negligible = 1e-6

  /// Looks for features that are combinations of features before them, to the rounding of the numbers
  /// that are stored: by a Cholesky factor of their correlations that leaves out what it finds, and
  /// then example by example.
  ///
  /// Constant features are not among them; `takesPart` knows those.
  /// - Parameter means: of the features' values; zeros where there is no intercept.
  static func find<Features: FeatureStorage & ~Copyable>(
    in examples: TrainingSet<Features>, means: [Double], takesPart: [Bool], threads: Int
  ) -> [AliasedFeature] where Features.Scalar == Double {
    guard let standardization = examples.standardization else { return [] }
    let mean = 1 / Double(examples.data.partition.examples)
    let gram = examples.gram(
      curvatures: (0..<examples.data.examples).map { examples.relativeWeight(of: $0) * mean },
      threads: threads)
    var elimination = Elimination(order: takesPart.count)
    var found: [AliasedFeature] = []
    for feature in takesPart.indices where takesPart[feature] {
      let row = elimination.row(of: feature, in: gram)
      guard elimination.rest(of: row, gram[feature, feature]) <= suspicious else {
        elimination.keep(feature, row, gram[feature, feature])
        continue
      }
      var coefficients = elimination.coefficients(of: row)
      if !confirm(
        feature, &coefficients, elimination, examples, standardization, means, threads: threads)
      {
        elimination.keep(feature, row, gram[feature, feature])
        continue
      }
      // Where few features will do, the others only take up what rounding leaves.
      let most = coefficients.values.map(abs).max() ?? 0
      let few = coefficients.filter { abs($0.value) > negligible * most }.keys.sorted()
      if few.count < coefficients.count {
        let elimination = Elimination(keeping: few, of: gram)
        var fewer = elimination.coefficients(of: elimination.row(of: feature, in: gram))
        if confirm(
          feature, &fewer, elimination, examples, standardization, means, threads: threads)
        {
          coefficients = fewer
        }
      }
      found.append(
        AliasedFeature(feature, coefficients, standardization, means))
    }
    return found
  }

  /// Whether the combination gives the feature in every example, to rounding. Its coefficients are
  /// corrected by what is left, as sums of squares alone give them to half the digits.
  private static func confirm<Features: FeatureStorage & ~Copyable>(
    _ feature: Int, _ coefficients: inout [Int: Double], _ elimination: Elimination,
    _ examples: TrainingSet<Features>, _ standardization: Standardization, _ means: [Double],
    threads: Int
  ) -> Bool where Features.Scalar == Double {
    let data = examples.data
    let features = data.features.features
    let total = Double(data.partition.examples)
    for _ in 0..<3 {
      var weights = [Double](repeating: 0, count: features + 1)
      weights[feature] = 1
      for (other, coefficient) in coefficients { weights[other] = -coefficient }
      let raw = standardization.rawParameters(weights, columns: 1)
      let rest = data.scores(
        weights: Array(raw[..<features]), intercepts: [raw[features]], threads: threads)
      let square =
        data.partition.sum(1, threads: threads) { range, sums in
          for example in range {
            sums[0] += examples.relativeWeight(of: example) * rest[example] * rest[example]
          }
        }[0] / total
      // What rounding the stored numbers, each to half a unit of its last place, can leave of each
      // feature, in units of its deviation: less would be a combination of other numbers.
      let rounding = weights[..<features].indices.reduce(0) { sum, index in
        sum + abs(weights[index]) * (1 + abs(means[index]) * standardization.factors[index])
      }
      if square.squareRoot() <= Double.ulpOfOne / 2 * rounding { return true }
      let products = products(examples, rest, standardization, threads: threads)
      let corrections = elimination.solve { products[$0] / total }
      for (other, correction) in corrections { coefficients[other, default: 0] += correction }
    }
    return false
  }

  /// Σ c·x̃·number over the examples, one a feature.
  private static func products<Features: FeatureStorage & ~Copyable>(
    _ examples: TrainingSet<Features>, _ numbers: [Double], _ standardization: Standardization,
    threads: Int
  ) -> [Double] where Features.Scalar == Double {
    let data = examples.data
    let features = data.features.features
    let weighted = numbers.indices.map { numbers[$0] * examples.relativeWeight(of: $0) }
    var sums = data.partition.sum(features + 1, threads: threads) { range, sums in
      data.features.inPieces(range) { piece in
        sums.withPart(0..<features) { some in
          data.features.accumulate(
            residuals: weighted.span.extracting(piece), classes: 1, columns: piece, into: &some)
        }
        for example in piece { sums[features] += weighted[example] }
      }
    }
    for feature in 0..<features { sums[feature] *= data.features.scale }
    standardization.pullBack(&sums, columns: 1)
    return sums
  }

  private init(
    _ feature: Int, _ coefficients: [Int: Double], _ standardization: Standardization,
    _ means: [Double]
  ) {
    self.feature = feature
    standardizedCombination = coefficients
    let deviation = 1 / standardization.factors[feature]
    var constant = means[feature]
    var size = abs(constant)
    var raw: [Int: Double] = [:]
    let most = coefficients.values.map(abs).max() ?? 0
    for (other, coefficient) in coefficients where abs(coefficient) > 1e-13 * most {
      let value = coefficient * deviation * standardization.factors[other]
      raw[other] = value
      constant -= value * means[other]
      size += abs(value * means[other])
    }
    combination = raw
    // What rounding leaves of none.
    self.constant = abs(constant) <= 1e-12 * size ? 0 : constant
  }

  /// A feature of one value.
  init(constant feature: Int, _ value: Double) {
    self.feature = feature
    combination = [:]
    constant = value
    standardizedCombination = [:]
  }
}

/// A Cholesky factor row by row, of the rows that are kept.
private struct Elimination {
  /// Features, and of each the row of the factor: as many numbers as were kept before it, and its
  /// pivot.
  private var kept: [Int] = []
  private var rows: [[Double]] = []

  init(order: Int) { rows.reserveCapacity(order) }

  /// Of these features alone, which do not depend on one another.
  init(keeping features: [Int], of gram: borrowing Matrix<Double>) {
    for feature in features { keep(feature, row(of: feature, in: gram), gram[feature, feature]) }
  }

  /// The part of a feature's row that belongs to the features kept so far.
  func row(of feature: Int, in gram: borrowing Matrix<Double>) -> [Double] {
    var row: [Double] = []
    row.reserveCapacity(kept.count + 1)
    for (index, other) in kept.enumerated() {
      var sum = gram[max(feature, other), min(feature, other)]
      for k in 0..<index { sum -= row[k] * rows[index][k] }
      row.append(sum / rows[index][index])
    }
    return row
  }

  /// The share of the diagonal that is not explained.
  func rest(of row: [Double], _ diagonal: Double) -> Double {
    1 - row.reduce(0) { $0 + $1 * $1 } / diagonal
  }

  mutating func keep(_ feature: Int, _ row: [Double], _ diagonal: Double) {
    let rest = max(diagonal - row.reduce(0) { $0 + $1 * $1 }, diagonal * Double.ulpOfOne)
    kept.append(feature)
    rows.append(row + [rest.squareRoot()])
  }

  /// The combination of kept features that a row stands for.
  func coefficients(of row: [Double]) -> [Int: Double] {
    var x = row
    for index in kept.indices.reversed() {
      for k in (index + 1)..<kept.count { x[index] -= rows[k][index] * x[k] }
      x[index] /= rows[index][index]
    }
    return Dictionary(uniqueKeysWithValues: zip(kept, x))
  }

  /// The combination whose products with the kept features these are.
  func solve(_ product: (_ feature: Int) -> Double) -> [Int: Double] {
    var row: [Double] = []
    for (index, feature) in kept.enumerated() {
      var sum = product(feature)
      for k in 0..<index { sum -= row[k] * rows[index][k] }
      row.append(sum / rows[index][index])
    }
    return coefficients(of: row)
  }
}
