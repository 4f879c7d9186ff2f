import SigmoidExamples
import SigmoidLinear

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A fit of classes in an order, with its examples.
struct FittedOrdinal<Features: FeatureStorage>: FittedExamples {
  let loss: OrdinalLoss<Features>
  let point: OrdinalLoss<Features>.Point
  let takesPart: [Bool]
  /// Of ∇²J by the rows and the thresholds.
  let inverse: Matrix<Double>
  let standardization: Standardization?
  /// See `FittedData`.
  let entangled: Set<Int>
  let hasClassWeights: Bool

  /// Features whose weights are estimated.
  var rows: [Int] { takesPart.indices.filter { takesPart[$0] } }
  private var estimated: Int { rows.count + loss.thresholds }
  private var count: Double { loss.examples.totalWeight }

  func firth() throws -> FirthEstimates { throw InferenceError.severalClasses }
  func diagnostics(of model: LogisticModel) throws -> Diagnostics {
    throw InferenceError.severalClasses
  }

  func inference(
    of model: LogisticModel, _ options: InferenceOptions, clusters: Labels?
  ) throws -> Inference {
    guard options.level > 0, options.level < 1 else { throw InferenceError.level(options.level) }
    guard !hasClassWeights else { throw InferenceError.classWeights }
    guard options.reference == nil else { throw InferenceError.referenceOfOrder }
    guard options.terms == nil else { throw InferenceError.termsOfSeveral }
    guard !options.isSampled else { throw InferenceError.sampled("classes in an order") }
    guard options.intervals == .wald else { throw InferenceError.profileOfSeveralClasses }
    guard count > Double(estimated) else {
      throw InferenceError.saturated(count, coefficients: estimated)
    }
    let (rows, isPenalised) = (rows, !loss.penalty.isZero)
    let covariance = OrdinalCoordinates(standardization, features: loss.features)
      .raw(try self.covariance(options.covariance, clusters: clusters), rows: rows)
    let bound = Distribution.normalBound(ofTails: 1 - options.level)
    var coefficients: [Inference.Coefficient] = []
    var order: [Int] = []
    func append(_ term: String, _ feature: Int?, _ estimate: Double, _ index: Int?) throws {
      if let index { order.append(index) }
      coefficients.append(
        try Inference.Coefficient(
          term: term, feature: feature, estimate: estimate,
          variance: index.map { covariance[$0, $0] }, bound: bound))
    }
    for (index, threshold) in model.intercepts.enumerated() {
      try append(model.interceptName(index), nil, threshold, rows.count + index)
    }
    for term in model.terms {
      guard let feature = term.feature else { continue }
      try append(term.name, feature, model.weights[feature], rows.firstIndex(of: feature))
    }
    let deviance = 2 * count * point.loss
    let tests = options.testsTerms && !isPenalised ? try tests(of: model, deviance) : []
    return Inference(
      covariance: options.covariance, intervals: options.intervals, level: options.level,
      weightKind: .frequency, hasFractionalWeights: loss.examples.hasFractions,
      reference: nil, coefficients: coefficients, examples: count, estimated: estimated,
      deviance: deviance, nullDeviance: nullDeviance, hasIntercept: true,
      isPenalised: isPenalised, tjur: nil, tests: tests, firth: nil,
      parallelLines: isPenalised ? nil : parallelLines(of: model),
      covarianceOfEstimates: options.keepsCovariance
        ? order.flatMap { column in order.map { covariance[$0, column] } } : [])
  }

  /// Of the classes' shares.
  private var nullDeviance: Double {
    let shares = loss.examples.classShares()
    return -2 * count * shares.reduce(0) { $0 + $1 * log($1) }
  }

  /// The estimated features of each column of a table, or each such feature.
  func testedTerms(of model: LogisticModel) -> [(term: String, features: [Int])] {
    model.testedTerms { takesPart[$0] }
  }

  private func tests(of model: LogisticModel, _ deviance: Double) throws -> [Inference.Test] {
    testedTerms(of: model).compactMap { term, own in
      guard entangled.isDisjoint(with: own) else { return nil }
      var (start, takesPart) = (point.parameters, takesPart)
      for feature in own { (start[feature], takesPart[feature]) = (0, false) }
      guard let smaller = loss.minimum(from: start, takesPart: takesPart, steps: 200),
        smaller.gap.map({ $0 <= 1e-9 * smaller.point.objective }) ?? false
      else { return nil }
      return Inference.Test(
        term: term, chiSquared: max(0, 2 * count * smaller.point.loss - deviance),
        degrees: own.count)
    }
  }

  /// In the solvers' coordinates: rows, then thresholds.
  private func covariance(_ kind: CovarianceKind, clusters: Labels?) throws -> Matrix<Double> {
    let bread = inverse.times(1 / count)
    switch kind {
    case .model: return bread
    case .hc2, .hc3: throw InferenceError.leveragesOfSeveralClasses
    case .sampling: throw InferenceError.sampled("classes in an order")
    case .cluster:
      guard let clusters else { throw InferenceError.noClusters }
      let residuals = point.residuals.enumerated().flatMap { example, residual in
        [residual] + thresholdScores(of: example)
      }
      let meat = try ClusterSums(
        loss.examples, rows: rows, columns: 1, ones: loss.thresholds,
        threads: loss.linear.threads
      ).squares(of: residuals, clusters, estimated: estimated)
      return Covariance.sandwich(bread, meat)
    case .hc0, .hc1:
      let factor = kind == .hc1 ? count / (count - Double(estimated)) : 1
      return Covariance.sandwich(bread, squares).times(factor)
    }
  }

  /// ∂L/∂θ of an example.
  private func thresholdScores(of example: Int) -> [Double] {
    var scores = [Double](repeating: 0, count: loss.thresholds)
    let label = Int(loss.classOfExample[example])
    if label < loss.thresholds { scores[label] -= point.above[example] }
    if label > 0 { scores[label - 1] += point.below[example] }
    if label > 0, label < loss.thresholds {
      scores[label] += point.slopes[label - 1]
      scores[label - 1] -= point.slopes[label - 1]
    }
    return scores
  }

  /// Σ c·s sᵀ, s being the gradient of an example's loss by rows and thresholds.
  private var squares: Matrix<Double> {
    let (examples, rows, thresholds) = (loss.examples, rows, loss.thresholds)
    let weights =
      examples.weights.isEmpty
      ? [Double](repeating: 1, count: examples.data.examples) : examples.weights
    let residuals = point.residuals
    let scores = weights.indices.map { thresholdScores(of: $0) }
    let threads = loss.linear.threads
    let gram = examples.gram(
      curvatures: weights.indices.map { weights[$0] * residuals[$0] * residuals[$0] },
      threads: threads)
    let cross = examples.products(
      with: weights.indices.flatMap { example in
        scores[example].map { $0 * residuals[example] * weights[example] }
      }, columns: thresholds, threads: threads)
    let own = examples.data.partition.sum(thresholds * thresholds, threads: threads) {
      range, sums in
      for example in range {
        for l in 0..<thresholds {
          for k in 0..<thresholds {
            sums[l * thresholds + k] += weights[example] * scores[example][k] * scores[example][l]
          }
        }
      }
    }
    let order = rows.count
    var result = Matrix<Double>(rows: estimated, columns: estimated)
    for (j, column) in rows.enumerated() {
      for (i, row) in rows.enumerated() {
        result[i, j] = gram[max(row, column), min(row, column)]
      }
      for k in 0..<thresholds {
        result[order + k, j] = cross[k * loss.features + column]
        result[j, order + k] = cross[k * loss.features + column]
      }
    }
    for l in 0..<thresholds {
      for k in 0..<thresholds { result[order + k, order + l] = own[l * thresholds + k] }
    }
    return result
  }
}
