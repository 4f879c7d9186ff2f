import SigmoidExamples

/// A feature that is a combination of others, or constant: without a penalty its weight is not
/// determined. It is left at 0, as R's `glm` leaves it NA.
public struct AliasedFeature: Equatable, Sendable, Codable {
  /// Its position among the features, from 0.
  public let feature: Int
  /// value = constant + Σ coefficient·(value of the feature), of features before it that are kept.
  public let combination: [Int: Double]
  /// The addend of that sum; of a constant feature, its value.
  public let constant: Double
  /// The same between features of mean 0 and variance 1.
  let standardizedCombination: [Int: Double]
}

extension AliasedFeature {
  /// A feature whose part that is no combination of those before it has at most this share of its
  /// variance is looked at more closely: sums of squares tell no less.
  private static let suspicious = 1e-9
  /// Coefficients between features of one variance that are less than this share of the greatest may be
  /// rounding; where one of them is not, those that are less than the next.
  private static let negligible = [1e-6, 1e-8, 1e-10, 1e-12, 1e-14]

  /// Looks for features that are combinations of features before them, to the rounding of the numbers
  /// that are stored: by a Cholesky factor of their correlations that leaves out what it finds, and
  /// then example by example.
  ///
  /// Constant features are not among them; `takesPart` knows those.
  /// - Parameter means: of the features' values; zeros where there is no intercept.
  static func find<Features: FeatureStorage>(
    in examples: TrainingSet<CentredFeatures<Features>>, means: [Double], factors: [Double],
    fitsIntercept: Bool, takesPart: [Bool], threads: Int
  ) -> [AliasedFeature] {
    let mean = 1 / Double(examples.data.partition.examples)
    let gram = examples.gram(
      curvatures: (0..<examples.data.examples).map { examples.relativeWeights[$0] * mean },
      threads: threads)
    let check = CombinationCheck(
      examples: examples, means: means, factors: factors, fitsIntercept: fitsIntercept,
      threads: threads)
    var elimination = Elimination(order: takesPart.count)
    var found: [AliasedFeature] = []
    for feature in takesPart.indices where takesPart[feature] {
      let row = elimination.row(of: feature, in: gram)
      guard elimination.rest(of: row, gram[feature, feature]) <= suspicious,
        var combination = check.confirmed(feature, elimination.coefficients(of: row), elimination)
      else {
        elimination.keep(feature, row, gram[feature, feature])
        continue
      }
      // Where few features will do, the others only take up what rounding leaves.
      let sizes = combination.standardized.mapValues(abs)
      let most = sizes.values.max() ?? 0
      var tried = sizes.count
      for share in negligible {
        let few = sizes.filter { $0.value > share * most }.keys.sorted()
        guard few.count < sizes.count else { break }
        // Less is left out by each share.
        guard few.count != tried else { continue }
        tried = few.count
        let elimination = Elimination(keeping: few, of: gram)
        let fewer = elimination.coefficients(of: elimination.row(of: feature, in: gram))
        guard let simpler = check.confirmed(feature, fewer, elimination) else { continue }
        combination = simpler
        break
      }
      found.append(
        AliasedFeature(
          feature: feature, combination: combination.coefficients.filter { $0.value != 0 },
          constant: combination.constant, standardizedCombination: combination.standardized))
    }
    return found
  }

  /// A feature of one value.
  init(constant feature: Int, _ value: Double) {
    self.feature = feature
    combination = [:]
    constant = value
    standardizedCombination = [:]
  }
}
