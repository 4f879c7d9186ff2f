import SigmoidExamples
import SigmoidLinear

/// What a fit of several classes says of its coefficients: those of each class less those of one that all
/// others are compared with.
extension FittedData {
  func multinomialInference(
    of model: LogisticModel, _ options: InferenceOptions, _ clusters: Labels?
  ) throws -> Inference {
    let (classes, rows) = (model.classes.map(\.name), fitted.rows)
    let reference = try options.reference.map { name in
      guard let index = classes.firstIndex(of: name) else {
        throw InferenceError.unknownReference(name, classes: classes)
      }
      return index
    }
    let contrasts = ClassContrasts(reference: reference ?? 0, classes: classes.count)
    guard options.intervals == .wald else { throw InferenceError.profileOfSeveralClasses }
    let most = options.mostCoefficients
    guard fitted.estimated <= most else {
      throw InferenceError.tooManyCoefficients(fitted.estimated, most: most)
    }
    let isPenalised = !fitted.penalty.isZero
    let kind = options.resolvedCovariance
    let point = FittedPoint(fitted)
    let covariance = try SoftmaxCovariance(fitted, kind, at: point, clusters: clusters)
      .matrix(of: contrasts) { ofRaw($0, rows) }
    let bound = Distribution.normalBound(ofTails: 1 - options.level)
    var coefficients: [Inference.Coefficient] = []
    var order: [Int] = []
    for (position, column) in contrasts.others.enumerated() {
      func append(_ term: String, _ feature: Int?) throws {
        let estimate = contrasts.difference(of: column) { column in
          feature.map { model.weights[column * model.features + $0] } ?? model.intercepts[column]
        }
        let index = rows.firstIndex(of: feature ?? fitted.features)
          .map { position * rows.count + $0 }
        coefficients.append(
          try Inference.Coefficient(
            className: classes[column], term: term, feature: feature, estimate: estimate,
            variance: index.map { covariance[$0, $0] }, bound: bound))
        if let index { order.append(index) }
      }
      if fitted.loss.fitsIntercept { try append(Inference.interceptName, nil) }
      for term in model.terms {
        if let feature = term.feature { try append(term.name, feature) }
      }
    }
    let least = try fitted.objective(deviance: point.deviance)
    return Inference(
      covariance: kind, intervals: options.intervals, level: options.level,
      weightKind: options.isSampled ? .sampling : .frequency,
      hasFractionalWeights: !options.isSampled && fitted.examples.hasFractions,
      reference: classes[contrasts.reference], coefficients: coefficients,
      examples: options.isSampled ? fitted.sampled : fitted.count,
      estimated: fitted.estimated, deviance: point.deviance,
      nullDeviance: try fitted.null().deviance,
      hasIntercept: fitted.loss.fitsIntercept, isPenalised: isPenalised, tjur: nil,
      tests: options.testsTerms && !isPenalised ? try tests(of: model, least) : [], firth: nil,
      covarianceOfEstimates: options.keepsCovariance
        ? order.flatMap { column in order.map { covariance[$0, column] } } : [])
  }
}

/// Classes against one of them.
struct ClassContrasts {
  let reference: Int
  /// In their order.
  let others: [Int]

  init(reference: Int, classes: Int) {
    self.reference = reference
    others = (0..<classes).filter { $0 != reference }
  }

  /// Of a class less of the reference.
  func difference(of column: Int, _ value: (Int) -> Double) -> Double {
    value(column) - value(reference)
  }
}

/// The covariance of the parameters of a softmax, in the solvers' coordinates: of all columns, one after the
/// other, each in the order of `FittedLoss.rows`. Along what is common to all columns it means nothing;
/// differences of columns do not see that.
struct SoftmaxCovariance {
  private let all: Matrix<Double>
  private let columns: Int

  /// - Throws: `InferenceError` where there is none.
  init<Features: FeatureStorage>(
    _ fitted: FittedLoss<Features>, _ kind: CovarianceKind, at point: FittedPoint,
    clusters: Labels?
  ) throws {
    guard kind != .hc2, kind != .hc3 else { throw InferenceError.leveragesOfSeveralClasses }
    let (loss, rows) = (fitted.loss, fitted.rows)
    guard !rows.isEmpty else { throw InferenceError.noCoefficients }
    columns = loss.columns
    let curvature = point.curvature
    var information = loss.hessian(of: 0..<columns, rows: rows, curvature)
    for (index, place) in loss.places(of: 0..<columns, rows: rows).enumerated() {
      information[index, index] += fitted.penalty.curvature(of: place)
    }
    information.addCommonPart(columns: columns)
    // One thread: LAPACK's bits depend on their number.
    let inverse = try BLASThreads.scoped(1) {
      guard let factor = try? Cholesky(information) else { throw InferenceError.singular }
      return factor.inverse().times(1 / fitted.count)
    }
    try fitted.checkDistance(inverse, isSampled: kind == .sampling)
    guard kind != .model else {
      all = inverse
      return
    }
    let residuals = Self.residuals(fitted, curvature)
    var meat: Matrix<Double>
    if kind == .cluster {
      guard let clusters else { throw InferenceError.noClusters }
      meat = try ClusterSums(
        fitted.examples, rows: rows, columns: columns, threads: loss.threads
      ).squares(of: residuals, clusters, estimated: fitted.estimated)
    } else {
      meat = Self.squares(fitted, residuals, isSampled: kind == .sampling)
    }
    if kind == .hc1 {
      meat = meat.times(fitted.count / (fitted.count - Double(fitted.estimated)))
    }
    if kind == .sampling { meat = meat.times(fitted.sampled / (fitted.sampled - 1)) }
    all = Covariance.sandwich(inverse, meat)
  }

  /// p − y, columns × examples.
  private static func residuals<Features: FeatureStorage>(
    _ fitted: FittedLoss<Features>, _ curvature: ScoreCurvature
  ) -> [Double] {
    let (columns, classes) = (fitted.loss.columns, fitted.examples.classOfExample)
    return curvature.probabilities.indices.map { index in
      Int(classes[index / columns]) == index % columns
        ? -curvature.complements[index] : curvature.probabilities[index]
    }
  }

  /// Σ c·(r ⊗ x̃)(r ⊗ x̃)ᵀ, or with c² of weights of a sample.
  private static func squares<Features: FeatureStorage>(
    _ fitted: FittedLoss<Features>, _ residuals: [Double], isSampled: Bool
  ) -> Matrix<Double> {
    let (columns, order) = (fitted.loss.columns, fitted.rows.count)
    let weights = isSampled ? fitted.weights.map { $0 * $0 } : fitted.weights
    var result = Matrix<Double>(rows: columns * order, columns: columns * order)
    for l in 0..<columns {
      for k in 0...l {
        let products = weights.indices.map {
          weights[$0] * residuals[$0 * columns + k] * residuals[$0 * columns + l]
        }
        // Sums of squares are of numbers that are not negative.
        var block = fitted.gram(products.map { max(0, $0) }, of: fitted.examples)
        if k < l {
          let negative = fitted.gram(products.map { max(0, -$0) }, of: fitted.examples)
          for column in 0..<order {
            for row in 0..<order { block[row, column] -= negative[row, column] }
          }
        }
        for column in 0..<order {
          for row in 0..<order {
            result[l * order + row, k * order + column] = block[row, column]
            result[k * order + column, l * order + row] = block[row, column]
          }
        }
      }
    }
    return result
  }

  /// Of all classes less a reference, in the order of classes and rows.
  /// - Parameter toRaw: from the coordinates of the solvers to those of the features as they are; of one
  ///   block.
  func matrix(
    of contrasts: ClassContrasts, toRaw: (Matrix<Double>) -> Matrix<Double>
  ) -> Matrix<Double> {
    let order = all.rows / columns
    let count = contrasts.others.count
    var result = Matrix<Double>(rows: count * order, columns: count * order)
    let reference = contrasts.reference
    for (b, l) in contrasts.others.enumerated() {
      for (a, k) in contrasts.others.enumerated() {
        var block = Matrix<Double>(rows: order, columns: order)
        for column in 0..<order {
          for row in 0..<order {
            func part(_ k: Int, _ l: Int) -> Double { all[k * order + row, l * order + column] }
            block[row, column] =
              part(k, l) - part(k, reference) - part(reference, l) + part(reference, reference)
          }
        }
        let raw = toRaw(block)
        for column in 0..<order {
          for row in 0..<order {
            result[a * order + row, b * order + column] = raw[row, column]
          }
        }
      }
    }
    return result
  }
}
