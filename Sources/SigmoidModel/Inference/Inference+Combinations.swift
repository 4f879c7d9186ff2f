import SigmoidSystem

extension Inference {
  /// Says of features that are not estimated what they are combinations of.
  mutating func name(_ aliased: [AliasedFeature]) {
    let found = Dictionary(aliased.map { ($0.feature, $0) }) { first, _ in first }
    for index in coefficients.indices where coefficients[index].standardError == nil {
      guard let alias = coefficients[index].feature.flatMap({ found[$0] }) else { continue }
      coefficients[index].combination = Combination(
        constant: alias.constant, factors: alias.combination)
    }
  }
}

/// The combination of one feature, in the JSON text of an inference.
struct StoredCombination: Encodable {
  let feature: Int
  let constant: Double
  /// Features, and their factors in the same order.
  let features: [Int]
  let factors: [Double]

  init?(_ coefficient: Inference.Coefficient) {
    guard let feature = coefficient.feature, let combination = coefficient.combination else {
      return nil
    }
    self.feature = feature
    constant = combination.constant
    features = combination.factors.keys.sorted()
    factors = features.compactMap { combination.factors[$0] }
  }

  /// - Parameter count: the features of the model.
  init(_ scanner: inout JSONScanner, features count: Int) throws(FileError) {
    var (feature, constant) = (Int?.none, Double?.none)
    var (features, factors): ([Int], [Double]) = ([], [])
    func number(_ scanner: inout JSONScanner, after numbers: Int) throws(FileError) -> Double {
      guard numbers < count else {
        throw scanner.refused(expected: "at most \(count) features", found: "more")
      }
      return try scanner.number()
    }
    try scanner.object(most: 100) { (key, scanner) throws(FileError) in
      switch key {
      case "feature": feature = Int(exactly: try scanner.number())
      case "constant": constant = try scanner.number()
      case "features":
        try scanner.array { (scanner) throws(FileError) in
          features.append(Int(exactly: try number(&scanner, after: features.count)) ?? -1)
        }
      case "factors":
        try scanner.array { (scanner) throws(FileError) in
          factors.append(try number(&scanner, after: factors.count))
        }
      default: try scanner.skip()
      }
    }
    let all = 0..<count
    guard let feature, all.contains(feature), let constant, constant.isFinite,
      features.allSatisfy(all.contains), Set(features).count == features.count,
      factors.count == features.count, factors.allSatisfy(\.isFinite)
    else {
      throw scanner.refused(
        expected: "a feature with its constant, features and as many factors")
    }
    (self.feature, self.constant) = (feature, constant)
    (self.features, self.factors) = (features, factors)
  }

  var combination: Inference.Combination {
    Inference.Combination(
      constant: constant, factors: Dictionary(uniqueKeysWithValues: zip(features, factors)))
  }
}
