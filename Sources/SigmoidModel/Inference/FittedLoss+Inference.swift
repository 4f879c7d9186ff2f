import SigmoidExamples
import SigmoidLinear

/// What is asked of a fit.
public struct InferenceOptions: Sendable {
  /// How the covariance is estimated.
  public var covariance = CovarianceKind.model
  /// How intervals are made.
  public var intervals = Inference.Intervals.wald
  /// Of the intervals: above 0 and below 1.
  public var level = 0.95
  /// Whether each column, or feature, is tested against the model without it, which is fitted.
  public var testsTerms = false
  /// Whether the result has the covariance of all coefficients.
  public var keepsCovariance = false

  /// Wald intervals of 95 % from the model's covariance.
  public init() {}
}

/// A fit with its examples, whatever their storage.
protocol FittedExamples: Sendable {
  func inference(
    of model: LogisticModel, _ options: InferenceOptions, clusters: Labels?
  ) throws -> Inference
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
    guard !hasClassWeights else { throw InferenceError.classWeights }
    let rows = fitted.rows
    guard fitted.count > Double(rows.count) else {
      throw InferenceError.saturated(fitted.count, coefficients: rows.count)
    }
    let isPenalised = !fitted.penalty.isZero
    let covariance = ofRaw(
      try Covariance(fitted, options.covariance, clusters: clusters).matrix, rows)
    let bound = Distribution.normalBound(ofTails: 1 - options.level)
    let profile = Profile(fitted, standardization, bound: bound)
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
          upper: upper))
    }
    if fitted.loss.fitsIntercept { try append(Inference.interceptName, nil) }
    for term in model.terms {
      guard let feature = term.feature, !model.isOffset(term) else { continue }
      try append(term.name, feature)
    }
    let deviance = fitted.deviance
    return Inference(
      covariance: options.covariance, intervals: options.intervals, level: options.level,
      coefficients: coefficients, examples: fitted.count, estimated: rows.count,
      deviance: deviance, nullDeviance: try fitted.null().deviance,
      hasIntercept: fitted.loss.fitsIntercept, isPenalised: isPenalised, tjur: tjur,
      tests: options.testsTerms && !isPenalised ? try tests(of: model, deviance) : [],
      covarianceOfEstimates: options.keepsCovariance
        ? order.flatMap { column in order.map { covariance[$0, column] } } : [])
  }

  /// The covariance of weights and intercept in units of the features, T·C·Tᵀ with w = v·factor and
  /// b = c − Σ w·mean, in the order of `rows`.
  private func ofRaw(_ matrix: Matrix<Double>, _ rows: [Int]) -> Matrix<Double> {
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
  private func tests(of model: LogisticModel, _ deviance: Double) throws -> [Inference.Test] {
    var features: [(term: String, features: [Int])] = []
    for term in model.terms {
      guard let feature = term.feature, fitted.takesPart[feature] else { continue }
      let name = term.column?.name ?? term.name
      if features.last?.term == name, term.column != nil {
        features[features.count - 1].features.append(feature)
      } else {
        features.append((name, [feature]))
      }
    }
    return try features.compactMap { term, own in
      guard entangled.isDisjoint(with: own) else { return nil }
      var (start, takesPart) = (fitted.parameters, fitted.takesPart)
      for feature in own { (start[feature], takesPart[feature]) = (0, false) }
      let smaller = try fitted.minimum(from: start, takesPart: takesPart)
      guard smaller.isConverged else { return nil }
      return Inference.Test(
        term: term, chiSquared: max(0, smaller.deviance - deviance), degrees: own.count)
    }
  }

  private var tjur: Double {
    let examples = fitted.examples
    let scores = fitted.loss.scores(at: fitted.parameters)
    let p = fitted.loss.curvature(ofScores: scores).probabilities
    // Of both classes: Σ c·p, and then Σ c.
    let sums = examples.data.partition.sum(4, threads: fitted.loss.threads) { range, sums in
      for example in range {
        let label = Int(examples.classOfExample[example])
        sums[label] += fitted.weight(of: example) * p[example]
        sums[2 + label] += fitted.weight(of: example)
      }
    }
    return sums[1] / sums[3] - sums[0] / sums[2]
  }
}
