import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// The curvature of a fit's objective, and what it tells of the optimum: which features are
/// combinations of others, and whether an optimum exists.
///
/// Parameters are those of the solvers' coordinates. A run may begin with passes in the storage's
/// scalar; from `becomePrecise` on, all is computed in double.
final class Curvature<Features: FeatureStorage> {
  /// As passes in the storage's scalar see them.
  private let fastLoss: LinearLoss<Features>
  /// As passes in double see them.
  let loss: LinearLoss<CentredFeatures<Features>>
  var penalty: any Penalty
  /// The operations of a Hessian that takes no time that anybody would notice.
  let cheapHessian: Double
  /// Of a Hessian's sums.
  private let operations: Double
  /// Whether what is not proved yet is to be left so.
  let isInterrupted: @Sendable () -> Bool
  private(set) var isPrecise: Bool
  /// Of each feature, whether it takes part; those that are constant or a combination of others do
  /// not.
  private(set) var takesPart: [Bool]
  /// The last Hessian that was computed.
  var latest: FactoredHessian? { latestPoint?.hessian }
  /// Where it was computed for a step, or would be no other one.
  private var latestPoint: (hessian: FactoredHessian, parameters: [Double]?)?
  /// That of the last preconditioner: what the next fit may begin with.
  var ofPreconditioner: FitCurvature?
  /// What is known of separation, and what has been tried.
  var search = SeparationSearch()
  /// A point and a direction, as a rule.
  private var recentScores: [(parameters: [Double], scores: [Double])] = []
  /// The last point, or the last direction, by passes in the storage's scalar.
  private var recentFastScores: (parameters: [Double], scores: [Double])?
  /// Features that are combinations of others, once they have been looked for.
  private(set) var aliases: [AliasedFeature]?

  /// - Parameters:
  ///   - fast: in the coordinates of the solvers.
  ///   - isPrecise: whether all passes are in double from the beginning.
  init(
    fast: TrainingSet<Features>, examples: TrainingSet<CentredFeatures<Features>>,
    penalty: any Penalty, fitsIntercept: Bool, isPrecise: Bool, threads: Int,
    cheapHessian: Double = Thrift().cheapHessian,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.isInterrupted = isInterrupted
    self.cheapHessian = cheapHessian
    operations = fast.squareOperations * fast.hessianBlocks
    fastLoss = LinearLoss(fast, fitsIntercept: fitsIntercept, threads: threads)
    loss = LinearLoss(examples, fitsIntercept: fitsIntercept, threads: threads)
    self.penalty = penalty
    self.isPrecise = isPrecise
    takesPart = (examples.standardization?.factors ?? []).map { $0 > 0 }
    if let offset = examples.offset { takesPart[offset.feature] = false }
  }

  var fast: TrainingSet<Features> { fastLoss.examples }
  var examples: TrainingSet<CentredFeatures<Features>> { loss.examples }
  var fitsIntercept: Bool { loss.fitsIntercept }
  var threads: Int { loss.threads }

  /// - Parameters:
  ///   - hessian: of the point where the run is, for steps, where it is there already.
  ///   - parameters: that point.
  func becomePrecise(with hessian: FactoredHessian? = nil, at parameters: [Double]? = nil) {
    isPrecise = true
    latestPoint = hessian.map { ($0, parameters) }
    recentFastScores = nil
  }

  /// The relative noise of a value by the passes at hand.
  var passNoise: Double { isPrecise ? Double.passNoise : Features.Scalar.passNoise }

  /// The longest row of a Hessian.
  private var order: Int {
    let order = examples.data.features.features + 1
    return examples.link == .softmax ? order * examples.columns : order
  }

  /// Whether a Hessian can be computed at all.
  var hasHessian: Bool { order <= FactoredHessian.mostParameters }

  /// Z of the examples here, columns × examples.
  func scores(at parameters: [Double]) -> [Double] { scores(at: parameters, isPrecise: isPrecise) }

  /// Whether one can be afforded though nobody asked for it.
  var hasAffordableHessian: Bool {
    order <= FactoredHessian.affordableParameters && blocks <= Self.affordableBlocks
  }

  /// Of a Hessian: squares of features that are summed up, one after the other.
  private var blocks: Int {
    examples.link == .softmax ? examples.columns * (examples.columns + 1) / 2 : examples.columns
  }

  /// Each takes its time, however few the features are.
  private static var affordableBlocks: Int { 50_000 }

  /// Whether some thirty of them can.
  var hasAffordableSearch: Bool {
    hasAffordableHessian && operations <= 1e11 && blocks <= 5000
  }

  /// The Hessian at some parameters, factored; nil when it is too large or has no factor.
  func hessian(at parameters: [Double]) -> FactoredHessian? {
    guard hasHessian else { return nil }
    if let latestPoint, latestPoint.parameters == parameters { return latestPoint.hessian }
    latestPoint = hessian(at: parameters, isPrecise: isPrecise, ofRows: false).map {
      ($0, parameters)
    }
    return latest
  }

  /// A Hessian by passes in double, where it can be afforded though nobody asked for it.
  /// - Parameter ofRows: see `FactoredHessian`.
  func preciseHessian(at parameters: [Double], ofRows: Bool = false) -> FactoredHessian? {
    guard hasAffordableHessian else { return nil }
    let hessian = hessian(at: parameters, isPrecise: true, ofRows: ofRows)
    if isPrecise { latestPoint = hessian.map { ($0, $0.isPlain ? parameters : nil) } }
    return hessian
  }

  /// Without a penalty, a Hessian that is nearly singular is a reason to look for features that are
  /// combinations of others, which then take no part.
  private func hessian(
    at parameters: [Double], isPrecise: Bool, ofRows: Bool
  ) -> FactoredHessian? {
    let scores = scores(at: parameters, isPrecise: isPrecise)
    // Squares of stored elements alone are made in double.
    let isPrecise = isPrecise || fast.data.features.storedElements != nil
    let hessian = factor(scores, isPrecise: isPrecise, ofRows: ofRows)
    guard penalty.isZero, aliases == nil,
      (hessian?.leastPivotShare ?? 0) < Self.suspiciousPivot
    else { return hessian }
    findAliases()
    return aliases?.isEmpty == false
      ? factor(scores, isPrecise: isPrecise, ofRows: ofRows) : hessian
  }

  private static var suspiciousPivot: Double { 1e-9 }

  /// Scores that a line begins with are those that the Hessian at its start was made of, and of the passes
  /// whose values they are compared with.
  private func scores(at parameters: [Double], isPrecise: Bool) -> [Double] {
    if isPrecise { return preciseScores(at: parameters) }
    if let known = recentFastScores, known.parameters == parameters { return known.scores }
    let scores = fastLoss.scores(at: parameters)
    recentFastScores = (parameters, scores)
    return scores
  }

  /// Z by a pass in double; of the last two points, which a Newton step asks for again and again, as
  /// they were.
  func preciseScores(at parameters: [Double]) -> [Double] {
    if let known = recentScores.first(where: { $0.parameters == parameters }) {
      return known.scores
    }
    let scores = loss.scores(at: parameters)
    recentScores = [(parameters, scores)] + recentScores.prefix(1)
    return scores
  }

  private func factor(_ scores: [Double], isPrecise: Bool, ofRows: Bool) -> FactoredHessian? {
    isPrecise
      ? FactoredHessian(
        loss, scores: scores, penalty: penalty, takesPart: takesPart, ofRows: ofRows)
      : FactoredHessian(
        fastLoss, scores: scores, penalty: penalty, takesPart: takesPart, ofRows: false)
  }

  /// Looks once for features that are combinations of others.
  func findAliases() {
    guard aliases == nil else { return }
    let found = AliasedFeature.find(
      in: examples, means: means, factors: fast.standardization?.factors ?? [],
      fitsIntercept: fitsIntercept, takesPart: takesPart, threads: threads)
    for alias in found { takesPart[alias.feature] = false }
    if !found.isEmpty { latestPoint?.parameters = nil }
    aliases = found
  }

  /// Features that a known alias is a combination of, or that are one.
  var entangled: Set<Int> {
    Set((aliases ?? []).flatMap { [$0.feature] + Array($0.combination.keys) })
  }

  /// Moves what features that take no part weigh to those that they are combinations of: no score
  /// changes.
  func withoutAliases(_ parameters: [Double]) -> [Double] {
    guard let aliases, !aliases.isEmpty else { return parameters }
    var parameters = parameters
    let features = examples.data.features.features
    for column in 0..<examples.columns {
      for alias in aliases {
        let weight = parameters[column * features + alias.feature]
        guard weight != 0 else { continue }
        parameters[column * features + alias.feature] = 0
        for (feature, coefficient) in alias.standardizedCombination {
          parameters[column * features + feature] += weight * coefficient
        }
      }
    }
    return parameters
  }

  /// Of scores in double, made once.
  private(set) lazy var scoreLoss = examples.loss()

  private(set) lazy var mostLossOfSeparated = examples.mostLossOfSeparated

  /// See `TrainingSet.offsetScores`.
  private(set) lazy var offsetScores = examples.offsetScores(
    dimension: loss.dimension, threads: threads)

  /// In which a gradient by these parameters counts.
  var units: GradientUnits { GradientUnits(fast.standardizationOfFitted, columns: fast.columns) }

  /// Features of one value.
  var constants: [AliasedFeature] {
    (fast.standardization?.factors ?? []).indices.compactMap { feature in
      fast.standardization?.factors[feature] == 0
        ? AliasedFeature(constant: feature, means[feature]) : nil
    }
  }

  /// Of the features' values; zeros where there is no intercept.
  var means: [Double] { fast.standardization?.means ?? [] }

  /// Whether a Hessian takes no time that anybody would notice.
  var hasCheapHessian: Bool {
    hasHessian && operations <= cheapHessian
  }
}
