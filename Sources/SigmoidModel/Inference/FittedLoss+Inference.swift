import SigmoidExamples
import SigmoidLinear

/// A fit with its examples, whatever their storage.
protocol FittedExamples: Sendable {
  func inference(
    of model: LogisticModel, _ options: InferenceOptions, clusters: Labels?
  ) throws -> Inference

  func firth() throws -> FirthEstimates

  func diagnostics(of model: LogisticModel) throws -> Diagnostics
}

/// See `FittedExamples`.
struct FittedData<Features: FeatureStorage>: FittedExamples {
  let fitted: FittedLoss<Features>
  /// From the features as they are to the coordinates of the solvers; nil where they are the same.
  let standardization: Standardization?
  /// Features that an aliased one is a combination of, or that are one: no test can leave them out alone.
  let entangled: Set<Int>
  let hasClassWeights: Bool

  func inference(
    of model: LogisticModel, _ options: InferenceOptions, clusters: Labels?
  ) throws -> Inference {
    guard options.level > 0, options.level < 1 else { throw InferenceError.level(options.level) }
    let isSampled = options.isSampled
    if isSampled { try checkSampling(options) }
    let examples = isSampled ? fitted.sampled : fitted.count
    try checkLikelihood(examples)
    guard model.isBinary || options.terms == nil else { throw InferenceError.termsOfSeveral }
    guard model.isBinary else { return try multinomialInference(of: model, options, clusters) }
    guard options.reference == nil else { throw InferenceError.referenceOfTwo }
    guard options.covariance == .model || options.intervals == .wald && !fitted.hasJeffreys else {
      throw InferenceError.robustBesideLikelihood(
        options.covariance, hasFirth: fitted.hasJeffreys)
    }
    guard !fitted.hasJeffreys || fitted.count >= 2 * Double(fitted.estimated) else {
      throw InferenceError.fewForFirth(fitted.count, coefficients: fitted.estimated)
    }
    let rows = fitted.rows
    let isPenalised = !fitted.penalty.isZero
    let chosen = try options.terms.map {
      try ChosenTerms($0, among: model.terms, fitsIntercept: fitted.loss.fitsIntercept)
    }
    try checkSize(options)
    let point = FittedPoint(fitted)
    let least = try fitted.objective(deviance: point.deviance)
    let asked = asked(of: model, chosen)
    let estimated = asked.filter { $0.feature.map { fitted.takesPart[$0] } ?? true }
    let (variances, covariances, inverse) = try variances(
      of: estimated, options, at: point, clusters: clusters)
    let held = zip(estimated, variances).map {
      (feature: $0.feature, estimate: $0.estimate, error: $1.squareRoot())
    }
    guard held.allSatisfy(\.error.isFinite) else { throw InferenceError.singular }
    let bound = Distribution.normalBound(ofTails: 1 - options.level)
    let profile = Profile(fitted, standardization, least: least, bound: bound)
    let intervals: [(lower: Double?, upper: Double?)] =
      options.intervals == .wald
      ? held.map { ($0.estimate - bound * $0.error, $0.estimate + bound * $0.error) }
      : try profile.bounds(of: held, inverse: inverse)
    var coefficients: [Inference.Coefficient] = []
    var next = 0
    for one in asked {
      let isEstimated = next < held.count && held[next].feature == one.feature
      coefficients.append(
        Inference.Coefficient(
          term: one.term, feature: one.feature, estimate: one.estimate,
          standardError: isEstimated ? held[next].error : nil,
          lower: isEstimated ? intervals[next].lower : nil,
          upper: isEstimated ? intervals[next].upper : nil,
          chiSquared: isEstimated && fitted.hasJeffreys
            ? try profile.chiSquared(of: one.feature) : nil))
      if isEstimated { next += 1 }
    }
    let null = try fitted.null()
    return Inference(
      covariance: options.resolvedCovariance, intervals: options.intervals, level: options.level,
      weightKind: isSampled ? .sampling : .frequency,
      hasFractionalWeights: !isSampled && fitted.examples.hasFractions,
      coefficients: coefficients, examples: examples, estimated: rows.count,
      deviance: point.deviance, nullDeviance: null.deviance,
      hasIntercept: fitted.loss.fitsIntercept, isPenalised: isPenalised, tjur: point.tjur(fitted),
      tests: options.testsTerms && !isPenalised ? try tests(of: model, least, chosen) : [],
      firth: fitted.hasJeffreys
        ? Inference.Firth(
          penalisedLogLikelihood: fitted.jeffreysShift(standardization) - least,
          chiSquared: max(0, 2 * (null.objective - least))) : nil,
      covarianceOfEstimates: options.keepsCovariance ? covariances : [])
  }

  /// The intercept and the features that have a line in the table, in its order.
  private func asked(
    of model: LogisticModel, _ chosen: ChosenTerms?
  ) -> [(term: String, feature: Int?, estimate: Double)] {
    var asked: [(term: String, feature: Int?, estimate: Double)] =
      fitted.loss.fitsIntercept ? [(Inference.interceptName, nil, model.intercepts[0])] : []
    for term in model.terms where !model.isOffset(term) {
      if let feature = term.feature { asked.append((term.name, feature, model.weights[feature])) }
    }
    return asked.filter { chosen?.contains($0.feature) ?? true }
  }

  /// Refuses before anything is allocated what no memory would hold.
  private func checkSize(_ options: InferenceOptions) throws {
    let count = fitted.rows.count
    if options.terms != nil, options.keepsCovariance {
      throw InferenceError.needsAll(.covariance, nil)
    }
    guard count > options.mostTogether else { return }
    guard options.terms != nil, !fitted.hasJeffreys else {
      throw InferenceError.tooMany(count, most: options.mostTogether)
    }
    if options.intervals == .profile { throw InferenceError.needsAll(.profile, count) }
    if options.testsTerms { throw InferenceError.needsAll(.tests, count) }
  }

  /// The variance of each coefficient, in units of its feature.
  /// - Returns: the variances, and where there are not too many coefficients the covariances of these, order²,
  ///   and the inverse of the information in the solvers' coordinates.
  private func variances(
    of estimated: [(term: String, feature: Int?, estimate: Double)], _ options: InferenceOptions,
    at point: FittedPoint, clusters: Labels?
  ) throws -> (variances: [Double], covariances: [Double], inverse: Matrix<Double>) {
    let rows = fitted.rows
    guard rows.count <= options.mostTogether else {
      let solved = try ChosenVariances(
        fitted, options.resolvedCovariance, at: point, clusters: clusters)
      return (
        try estimated.map {
          try solved.variance(of: functional($0.feature), term: $0.term)
        }, [], Matrix(rows: 0, columns: 0)
      )
    }
    let found = try Covariance(
      fitted, options.resolvedCovariance, at: point, clusters: clusters)
    let covariance = ofRaw(found.matrix, rows)
    let place = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    let order = estimated.compactMap { place[$0.feature ?? fitted.features] }
    return (
      order.map { covariance[$0, $0] },
      options.keepsCovariance
        ? order.flatMap { column in order.map { covariance[$0, column] } } : [],
      found.inverse
    )
  }

  /// a with a·θ the coefficient as it is printed, θ the parameters in the solvers' coordinates.
  /// - Parameter feature: nil for the intercept.
  private func functional(_ feature: Int?) -> [Double] {
    var result = [Double](repeating: 0, count: fitted.features + 1)
    if let feature {
      result[feature] = standardization?.factors[feature] ?? 1
      return result
    }
    result[fitted.features] = 1
    guard let standardization else { return result }
    for feature in 0..<fitted.features where fitted.takesPart[feature] {
      result[feature] = -standardization.factors[feature] * standardization.means[feature]
    }
    return result
  }

  /// - Throws: `InferenceError` for data that make no likelihood, or too few of them.
  /// - Parameter count: of the examples; nil for what they weigh together.
  func checkLikelihood(_ count: Double? = nil) throws {
    guard !hasClassWeights else { throw InferenceError.classWeights }
    let count = count ?? fitted.count
    guard count > Double(fitted.estimated) else {
      throw InferenceError.saturated(count, coefficients: fitted.estimated)
    }
  }

  /// - Throws: `InferenceError.sampled` for what sampling weights have not.
  private func checkSampling(_ options: InferenceOptions) throws {
    guard [.model, .sampling, .cluster].contains(options.covariance) else {
      throw InferenceError.sampled("the covariance \(options.covariance)")
    }
    guard options.intervals == .wald else { throw InferenceError.sampled("profile intervals") }
    guard !options.testsTerms else { throw InferenceError.sampled("tests of likelihoods") }
    guard !fitted.hasJeffreys else { throw InferenceError.sampled("Firth's penalty") }
  }

  /// The covariance of weights and intercept in units of the features, T·C·Tᵀ with w = v·factor and
  /// b = c − Σ w·mean, in the order of `rows`.
  func ofRaw(_ matrix: Matrix<Double>, _ rows: [Int]) -> Matrix<Double> {
    guard let standardization else { return matrix }
    let (means, factors) = (standardization.means, standardization.factors)
    var change = Matrix<Double>(rows: rows.count, columns: rows.count)
    for (index, row) in rows.enumerated() where row < fitted.features {
      change[index, index] = factors[row]
      if fitted.loss.fitsIntercept {
        change[rows.count - 1, index] = -factors[row] * means[row]
      }
    }
    if fitted.loss.fitsIntercept { change[rows.count - 1, rows.count - 1] = 1 }
    return change.product(with: matrix).product(with: change.transposed())
  }

  /// Each column of a table, or each feature, against the model without it.
  func tests(
    of model: LogisticModel, _ least: Double, _ chosen: ChosenTerms? = nil
  ) throws -> [Inference.Test] {
    try testedTerms(of: model).compactMap { term, own in
      guard entangled.isDisjoint(with: own), chosen?.features.isSuperset(of: own) ?? true else {
        return nil
      }
      var (start, takesPart) = (fitted.parameters, fitted.takesPart)
      for feature in own {
        takesPart[feature] = false
        for column in 0..<fitted.loss.columns { start[column * fitted.features + feature] = 0 }
      }
      let smaller = try fitted.minimum(from: start, takesPart: takesPart)
      guard smaller.isConverged else { return nil }
      return Inference.Test(
        term: term, chiSquared: max(0, 2 * (smaller.objective - least)),
        degrees: own.count * fitted.estimated / fitted.rows.count)
    }
  }

  /// The estimated features of each column of a table, or each such feature.
  func testedTerms(of model: LogisticModel) -> [(term: String, features: [Int])] {
    model.testedTerms { fitted.takesPart[$0] }
  }
}

extension LogisticModel {
  /// The features of each column of a table, or each feature, that are estimated.
  func testedTerms(
    isEstimated: (_ feature: Int) -> Bool
  ) -> [(term: String, features: [Int])] {
    var result: [(term: String, features: [Int])] = []
    for term in terms {
      guard let feature = term.feature, isEstimated(feature) else { continue }
      let name = term.column?.name ?? term.name
      if result.last?.term == name, term.column != nil {
        result[result.count - 1].features.append(feature)
      } else {
        result.append((name, [feature]))
      }
    }
    return result
  }
}
