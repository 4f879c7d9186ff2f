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
    try checkLikelihood()
    guard model.isBinary else { return try multinomialInference(of: model, options, clusters) }
    guard options.reference == nil else { throw InferenceError.referenceOfTwo }
    let rows = fitted.rows
    let isPenalised = !fitted.penalty.isZero
    let covariance = ofRaw(
      try Covariance(fitted, options.covariance, clusters: clusters).matrix, rows)
    let bound = Distribution.normalBound(ofTails: 1 - options.level)
    let least = try fitted.objective()
    let profile = Profile(fitted, standardization, least: least, bound: bound)
    var coefficients: [Inference.Coefficient] = []
    var order: [Int] = []
    func append(_ term: String, _ feature: Int?) throws {
      let estimate = feature.map { model.weights[$0] } ?? model.intercepts[0]
      guard let index = rows.firstIndex(of: feature ?? fitted.features) else {
        coefficients.append(
          Inference.Coefficient(
            term: term, feature: feature, estimate: estimate, standardError: nil, lower: nil,
            upper: nil))
        return
      }
      order.append(index)
      let error = covariance[index, index].squareRoot()
      guard error.isFinite else { throw InferenceError.singular }
      let (lower, upper) =
        options.intervals == .wald
        ? (estimate - bound * error, estimate + bound * error)
        : try profile.bounds(of: feature, estimate: estimate, error: error)
      coefficients.append(
        Inference.Coefficient(
          term: term, feature: feature, estimate: estimate, standardError: error, lower: lower,
          upper: upper, chiSquared: fitted.hasJeffreys ? try profile.chiSquared(of: feature) : nil))
    }
    if fitted.loss.fitsIntercept { try append(Inference.interceptName, nil) }
    for term in model.terms {
      guard let feature = term.feature, !model.isOffset(term) else { continue }
      try append(term.name, feature)
    }
    let deviance = fitted.deviance
    let null = try fitted.null()
    return Inference(
      covariance: options.covariance, intervals: options.intervals, level: options.level,
      coefficients: coefficients, examples: fitted.count, estimated: rows.count,
      deviance: deviance, nullDeviance: null.deviance,
      hasIntercept: fitted.loss.fitsIntercept, isPenalised: isPenalised, tjur: tjur,
      tests: options.testsTerms && !isPenalised ? try tests(of: model, least) : [],
      firth: fitted.hasJeffreys
        ? Inference.Firth(
          penalisedLogLikelihood: fitted.jeffreysShift(standardization) - least,
          chiSquared: max(0, 2 * (null.objective - least))) : nil,
      covarianceOfEstimates: options.keepsCovariance
        ? order.flatMap { column in order.map { covariance[$0, column] } } : [])
  }

  /// - Throws: `InferenceError` for data that make no likelihood, or too few of them.
  func checkLikelihood() throws {
    guard !hasClassWeights else { throw InferenceError.classWeights }
    guard fitted.count > Double(fitted.estimated) else {
      throw InferenceError.saturated(fitted.count, coefficients: fitted.estimated)
    }
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
    of model: LogisticModel, _ least: Double
  ) throws -> [Inference.Test] {
    try testedTerms(of: model).compactMap { term, own in
      guard entangled.isDisjoint(with: own) else { return nil }
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

  private var tjur: Double {
    let examples = fitted.examples
    let scores = fitted.loss.scores(at: fitted.parameters)
    let p = fitted.loss.curvature(ofScores: scores).probabilities
    let (weights, classOfExample) = (fitted.weights, examples.classOfExample)
    // Of both classes: Σ c·p, and then Σ c.
    let sums = examples.data.partition.sum(4, threads: fitted.loss.threads) { range, sums in
      for example in range {
        let label = Int(classOfExample[example])
        sums[label] += weights[example] * p[example]
        sums[2 + label] += weights[example]
      }
    }
    return sums[1] / sums[3] - sums[0] / sums[2]
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
