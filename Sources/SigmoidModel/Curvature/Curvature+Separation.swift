import SigmoidExamples
import SigmoidLinear

/// How far a run has looked for separation.
struct SeparationSearch {
  /// Nil as long as nothing is known.
  var found: SeparatingDirection?
  /// Whether a proof that the optimum exists is there: one for all points, as it is a matter of the data.
  var isRuledOut = false
  fileprivate var hasSearched = false
  fileprivate var hasComparedSigns = false
  fileprivate var newtonSteps = 0

  /// Where there is an optimum, Newton's method is there by then, or nearly so.
  fileprivate static let stepsToAnOptimum = 12
  fileprivate static let mostSteps = 30
}

/// Whether an optimum exists, as the steps of a run, its end and the signs of features tell. Without a penalty
/// alone: with one there always is.
extension Curvature {
  var separation: SeparatingDirection? { search.found }

  /// Whether the objective falls for ever along a Newton direction, since the data are separated; this
  /// is then remembered. Never with a penalty.
  func isUnbounded(at parameters: [Double], along direction: [Double]) -> Bool {
    guard penalty.isZero, isPrecise, !search.isRuledOut else { return false }
    search.newtonSteps += 1
    if search.newtonSteps == SeparationSearch.stepsToAnOptimum, rememberFeaturesOfMany() {
      return true
    }
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
      offsets: offsets(at: parameters), threads: threads)
  }

  /// What the offset adds to the scores there; empty where it adds nothing.
  private func offsets(at parameters: [Double]) -> [Double] {
    guard let offset = examples.offset, parameters[offset.feature] != 0 else { return [] }
    return offsetScores
  }

  /// - Returns: whether the classes are now known to be separated: completely by the margins at the
  ///   point itself, or else by a direction that leaves the boundary where it is.
  @discardableResult
  func remember(
    _ verdict: SeparationVerdict, at parameters: [Double], along direction: [Double]
  ) -> Bool {
    guard case .separated(let kind, let columns) = verdict else { return false }
    if kind == .complete {
      search.found = SeparatingDirection(
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
    search.found = SeparatingDirection(
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

  /// Looks for separation once, by undamped Newton steps from a start where no example is decided: far
  /// out, where a run ends, the curvature of those that are separated is rounding.
  /// - Parameter evaluate: writes the gradient.
  func searchSeparation(
    from start: [Double], _ evaluate: ([Double], inout [Double]) throws -> Double
  ) rethrows {
    guard penalty.isZero, !search.hasSearched else { return }
    if rememberFeaturesOfMany() { return }
    guard hasAffordableSearch else { return }
    search.hasSearched = true
    var parameters = start
    var gradient = start
    for _ in 0..<SeparationSearch.mostSteps where !isInterrupted() {
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

  /// Whether the parameters separate all classes, which is then remembered.
  @discardableResult
  func checkMargins(at parameters: [Double]) -> Bool {
    guard penalty.isZero else { return false }
    let scores = preciseScores(at: parameters)
    // No step: nothing but the margins can tell.
    let verdict = examples.separation(
      scores: scores, slopes: [Double](repeating: 2, count: scores.count),
      offsets: offsets(at: parameters), threads: threads
    ).verdict
    if case .separated(.complete, _) = verdict {
      remember(verdict, at: parameters, along: parameters)
    }
    return separation != nil
  }

  /// Looks in the middle of a run, where examples are many; among few, steps tell more.
  func rememberFeaturesOfMany() -> Bool {
    fast.denseSquareOperations * fast.hessianBlocks > cheapHessian && rememberFeatures()
  }

  /// Looks once for features that separate by themselves.
  func rememberFeatures() -> Bool {
    guard penalty.isZero, !search.hasComparedSigns else { return false }
    search.hasComparedSigns = true
    guard let direction = fast.directionOfFeatures(fast.standardization, threads: threads) else {
      return false
    }
    search.hasSearched = true
    search.found = SeparatingDirection(
      kind: .either, columns: [Bool](repeating: true, count: examples.columns),
      direction: direction, isOfSigns: true)
    return true
  }
}
