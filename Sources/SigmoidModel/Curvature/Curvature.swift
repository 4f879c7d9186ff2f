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
  let penalty: any Penalty
  /// The operations of a Hessian that takes no time that anybody would notice.
  private let cheapHessian: Double
  /// Of a Hessian's sums.
  private let operations: Double
  /// Whether what is not proved yet is to be left so.
  let isInterrupted: @Sendable () -> Bool
  private(set) var isPrecise: Bool
  /// Of each feature, whether it takes part; those that are constant or a combination of others do
  /// not.
  private(set) var takesPart: [Bool]
  /// The last Hessian that was computed.
  private(set) var latest: FactoredHessian?
  /// That of the last preconditioner: what the next fit may begin with.
  var ofPreconditioner: FitCurvature?
  /// What is known of separation; nil as long as nothing is.
  private(set) var separation: SeparatingDirection?
  /// A point and a direction, as a rule.
  private var recentScores: [(parameters: [Double], scores: [Double])] = []
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

  private var fast: TrainingSet<Features> { fastLoss.examples }
  var examples: TrainingSet<CentredFeatures<Features>> { loss.examples }
  var fitsIntercept: Bool { loss.fitsIntercept }
  var threads: Int { loss.threads }

  func becomePrecise() {
    isPrecise = true
    latest = nil
  }

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
  private var hasAffordableSearch: Bool {
    hasAffordableHessian && operations <= 1e11 && blocks <= 5000
  }

  /// The Hessian at some parameters, factored; nil when it is too large or has no factor.
  func hessian(at parameters: [Double]) -> FactoredHessian? {
    guard hasHessian else { return nil }
    latest = hessian(at: parameters, isPrecise: isPrecise, ofRows: false)
    return latest
  }

  /// A Hessian by passes in double, where it can be afforded though nobody asked for it.
  /// - Parameter ofRows: see `FactoredHessian`.
  func preciseHessian(at parameters: [Double], ofRows: Bool = false) -> FactoredHessian? {
    guard hasAffordableHessian else { return nil }
    let hessian = hessian(at: parameters, isPrecise: true, ofRows: ofRows)
    if isPrecise { latest = hessian }
    return hessian
  }

  /// Without a penalty, a Hessian that is nearly singular is a reason to look for features that are
  /// combinations of others, which then take no part.
  private func hessian(
    at parameters: [Double], isPrecise: Bool, ofRows: Bool
  ) -> FactoredHessian? {
    // Squares of stored elements alone are made in double.
    let isPrecise = isPrecise || fast.data.features.storedElements != nil
    let scores = scores(at: parameters, isPrecise: isPrecise)
    let hessian = factor(scores, isPrecise: isPrecise, ofRows: ofRows)
    guard penalty.isZero, aliases == nil,
      (hessian?.leastPivotShare ?? 0) < Self.suspiciousPivot
    else { return hessian }
    findAliases()
    return aliases?.isEmpty == false
      ? factor(scores, isPrecise: isPrecise, ofRows: ofRows) : hessian
  }

  private static var suspiciousPivot: Double { 1e-9 }

  private func scores(at parameters: [Double], isPrecise: Bool) -> [Double] {
    isPrecise ? preciseScores(at: parameters) : fastLoss.scores(at: parameters)
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
    aliases = found
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

  /// Whether the objective falls for ever along a Newton direction, since the data are separated; this
  /// is then remembered. Never with a penalty.
  func isUnbounded(at parameters: [Double], along direction: [Double]) -> Bool {
    guard penalty.isZero, isPrecise else { return false }
    newtonSteps += 1
    if newtonSteps == Self.stepsToAnOptimum, rememberFeaturesOfMany() { return true }
    remember(
      separationEvidence(at: parameters, along: direction).verdict, at: parameters,
      along: direction)
    return separation != nil
  }

  /// What a Newton step tells of separation.
  func separationEvidence(at parameters: [Double], along direction: [Double]) -> SeparationEvidence
  {
    examples.separation(
      scores: preciseScores(at: parameters), slopes: preciseScores(at: direction),
      offsets: offsets(at: parameters))
  }

  /// What the offset adds to the scores there; empty where it adds nothing.
  private func offsets(at parameters: [Double]) -> [Double] {
    guard let offset = examples.offset, parameters[offset.feature] != 0 else { return [] }
    return offsetScores
  }

  private lazy var offsetScores = examples.offsetScores(
    dimension: loss.dimension, threads: threads)

  /// - Returns: whether the classes are now known to be separated: completely by the margins at the
  ///   point itself, or else by a direction that leaves the boundary where it is.
  @discardableResult
  func remember(
    _ verdict: SeparationVerdict, at parameters: [Double], along direction: [Double]
  ) -> Bool {
    guard case .separated(let kind, let columns) = verdict else { return false }
    if kind == .complete {
      separation = SeparatingDirection(
        kind: kind, columns: columns, direction: examples.withoutOffset(parameters))
      return true
    }
    return proveSeparation(kind, at: parameters, along: direction, columns: columns) { _ in 0.5 }
  }

  /// - Parameters:
  ///   - columns: those of one-vs-rest that are meant; else all.
  ///   - boundary: up to which margin an example lies on the boundary, by the greatest one.
  private func proveSeparation(
    _ kind: Separation.Kind, at parameters: [Double], along direction: [Double], columns: [Bool],
    boundary: (_ greatest: Double) -> Double
  ) -> Bool {
    let groups = examples.link == .oneVersusRest ? columns : [true]
    guard
      let proved = examples.separatingDirection(
        near: direction, orAt: examples.withoutOffset(parameters), fast.standardization,
        groups: groups, boundary: boundary,
        fitsIntercept: fitsIntercept,
        threads: threads)
    else { return false }
    separation = SeparatingDirection(
      kind: proved.isComplete ? .complete : kind, columns: columns, direction: proved.direction)
    return true
  }

  /// Looks once more where a run has ended without a proof: for features that separate by themselves, those
  /// that are combinations of others too; and its weights are those of a direction, if they grow for ever,
  /// and what they leave at 0 is its boundary. Of that nothing more is known.
  func searchSeparation(along parameters: [Double]) {
    guard penalty.isZero, separation == nil, !rememberFeatures(),
      examples.link != .oneVersusRest
    else { return }
    let columns = [Bool](repeating: true, count: examples.columns)
    let direction = examples.withoutOffset(parameters)
    for share in [1e-12, 1e-9, 1e-6, 1e-4, 0.01, 0.1, 0.3, 0.6] where !isInterrupted() {
      let isProved = proveSeparation(
        .either, at: parameters, along: direction, columns: columns
      ) { share * $0 }
      if isProved { return }
    }
  }

  private(set) lazy var mostLossOfSeparated = examples.mostLossOfSeparated

  /// Whether the parameters separate all classes, which is then remembered.
  @discardableResult
  func checkMargins(at parameters: [Double]) -> Bool {
    guard penalty.isZero else { return false }
    let scores = preciseScores(at: parameters)
    // No step: nothing but the margins can tell.
    let verdict = examples.separation(
      scores: scores, slopes: [Double](repeating: 2, count: scores.count),
      offsets: offsets(at: parameters)
    ).verdict
    if case .separated(.complete, _) = verdict {
      remember(verdict, at: parameters, along: parameters)
    }
    return separation != nil
  }

  /// In which a gradient by these parameters counts.
  var units: GradientUnits { GradientUnits(fast.standardizationOfFitted, columns: fast.columns) }

  /// Features of one value.
  var constants: [AliasedFeature] {
    (fast.standardization?.factors ?? []).indices.compactMap { feature in
      fast.standardization?.factors[feature] == 0
        ? AliasedFeature(constant: feature, means[feature]) : nil
    }
  }

  /// Looks for separation once, by undamped Newton steps from a start where no example is decided: far
  /// out, where a run ends, the curvature of those that are separated is rounding.
  /// - Parameter evaluate: writes the gradient.
  func searchSeparation(
    from start: [Double], _ evaluate: ([Double], inout [Double]) throws -> Double
  ) rethrows {
    guard penalty.isZero, !hasSearched else { return }
    if rememberFeaturesOfMany() { return }
    guard hasAffordableSearch else { return }
    hasSearched = true
    var parameters = start
    var gradient = start
    for _ in 0..<Self.mostSteps where !isInterrupted() {
      _ = try evaluate(parameters, &gradient)
      guard let hessian = preciseHessian(at: parameters, ofRows: true) else { return }
      var direction = gradient.map { -$0 }
      hessian.solve(&direction)
      let verdict = separationEvidence(at: parameters, along: direction).verdict
      if verdict == .exists || remember(verdict, at: parameters, along: direction) { return }
      for index in parameters.indices { parameters[index] += direction[index] }
      guard parameters.allSatisfy(\.isFinite) else { return }
    }
  }

  /// Looks in the middle of a run, where examples are many; among few, steps tell more.
  func rememberFeaturesOfMany() -> Bool {
    fast.denseSquareOperations * fast.hessianBlocks > cheapHessian && rememberFeatures()
  }

  /// Looks once for features that separate by themselves.
  func rememberFeatures() -> Bool {
    guard penalty.isZero, !hasComparedSigns else { return false }
    hasComparedSigns = true
    guard let direction = fast.directionOfFeatures(fast.standardization, threads: threads) else {
      return false
    }
    hasSearched = true
    separation = SeparatingDirection(
      kind: .either, columns: [Bool](repeating: true, count: examples.columns),
      direction: direction, isOfSigns: true)
    return true
  }

  private var hasComparedSigns = false
  private var newtonSteps = 0
  /// Where there is an optimum, Newton's method is there by then, or nearly so.
  private static var stepsToAnOptimum: Int { 12 }

  private var hasSearched = false
  private static var mostSteps: Int { 30 }

  /// Of the features' values; zeros where there is no intercept.
  var means: [Double] { fast.standardization?.means ?? [] }

  /// Whether a Hessian takes no time that anybody would notice.
  var hasCheapHessian: Bool {
    hasHessian && operations <= cheapHessian
  }
}
