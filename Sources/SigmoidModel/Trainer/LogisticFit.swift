import SigmoidExamples
import SigmoidOptimization

/// A trained model and how the training went.
public struct LogisticFit: Sendable {
  /// What was learnt, for features as they are, whatever the solver made of them.
  public var model: LogisticModel
  /// How the training went, and how near to the optimum it ended.
  public let summary: FitSummary
  /// Why the last checkpoint could not be saved; nil when it was, or none was asked for.
  public let checkpointFailure: (any Error)?
  /// What lbfgs learnt of the curvature, for `RunOptions(after:)`; nil of another solver, and of too
  /// many features.
  public let curvature: FitCurvature?
  /// With the examples; nil of solvers that prove nothing.
  let fitted: (any FittedExamples)?
  /// Whether it had an l1.
  var hasKinks = false
  /// The fits of all penalties, of which this is the last.
  var path: PenaltyPath?

  init(
    model: LogisticModel, summary: FitSummary, checkpointFailure: (any Error)?,
    curvature: FitCurvature?, fitted: (any FittedExamples)? = nil
  ) {
    self.model = model
    self.summary = summary
    self.checkpointFailure = checkpointFailure
    self.curvature = curvature
    self.fitted = fitted
  }

  /// What the fit says of its coefficients.
  /// - Parameters:
  ///   - covariance: what standard errors are made of.
  ///   - clusters: of each example; for `CovarianceKind.cluster`.
  ///   - weightKind: what case weights say.
  ///   - intervals: how they are made; of a fit with Firth's penalty `profile` is usual.
  ///   - level: of the intervals: above 0 and below 1.
  ///   - reference: of several classes, the one that the others are compared with; nil for the first.
  ///   - testsTerms: whether each column, or feature, is tested against the model without it, which is
  ///     fitted.
  ///   - keepsCovariance: whether the result has the covariance of all coefficients.
  ///   - terms: the coefficients that are meant, by columns of a table, features and `(intercept)`; nil for
  ///     all. Of more than 5000 only some can be.
  /// - Throws: `InferenceError` for a fit that says nothing of them.
  public func inference(
    covariance: CovarianceKind = .model, clusters: Labels? = nil,
    weightKind: WeightKind = .frequency,
    intervals: Inference.Intervals = .wald, level: Double = 0.95, reference: String? = nil,
    testsTerms: Bool = false, keepsCovariance: Bool = false, terms: [String]? = nil
  ) throws -> Inference {
    var options = InferenceOptions()
    options.covariance = covariance
    options.weightKind = weightKind
    options.intervals = intervals
    options.level = level
    options.reference = reference
    options.testsTerms = testsTerms
    options.keepsCovariance = keepsCovariance
    options.terms = terms
    return try inference(options, clusters: clusters)
  }

  /// The same as one value.
  package func inference(
    _ options: InferenceOptions, clusters: Labels? = nil
  ) throws -> Inference {
    var result = try examplesAtTheOptimum().inference(of: model, options, clusters: clusters)
    result.name(summary.aliased)
    if options.testsTerms, !result.isPenalised { result.nameUntested(of: model, summary.aliased) }
    return result
  }

  /// - Throws: `InferenceError` for a fit whose coefficients say nothing.
  func examplesAtTheOptimum() throws -> any FittedExamples {
    guard model.link != .oneVersusRest else { throw InferenceError.oneVersusRest }
    guard summary.separation == nil else {
      throw model.isBinary ? InferenceError.separated : .separatedSeveral
    }
    guard !hasKinks else { throw InferenceError.kinks }
    guard summary.isConverged, let fitted else { throw InferenceError.notConverged }
    return fitted
  }
}

/// How a training went.
public struct FitSummary: Equatable, Sendable, Codable {
  /// The algorithm as the command calls it, of `auto` the one that began; of one from outside, its
  /// type.
  public let solver: String
  /// The name of the engine that was used, never `auto`.
  public let engine: String
  /// Threads that this process used.
  public let threads: Int
  /// The numbers of an example.
  public let features: Int
  /// Those that took part, in all processes.
  public let examples: Int
  /// What this process was expected to have in memory at most, before the training; without what it had
  /// then where the system does not tell.
  public let expectedPeakBytes: Int
  /// Why the solver ended.
  public let termination: TerminationReason
  /// Evaluations of objective and gradient, line-search trials included.
  public let evaluations: Int
  /// Steps made; a line search evaluates more often.
  public let iterations: Int
  /// Whether the fit converged: the duality gap (or, without a penalty, its estimate) is within the
  /// gap asked for (a millionth of the objective by default), or max|∇J| is within the tolerance.
  public let isConverged: Bool
  /// An estimate of the objective minus its optimum; nil where it can neither be bounded nor
  /// estimated from the curvature.
  public let gapEstimate: Double?
  /// With a penalty, the duality gap: a proven upper bound of the objective minus its optimum.
  public let dualityGap: Double?
  /// With a penalty, a proven lower bound of the optimum.
  public let lowerBound: Double?
  /// How the gap is known; nil where it is not.
  public let gapIs: GapKind?
  /// Without a penalty: that the classes are separated, so that no optimum exists; nil where that
  /// is not known.
  public let separation: Separation?
  /// Features that are constant and, without a penalty, those that are combinations of others: their
  /// weights are 0.
  public let aliased: [AliasedFeature]
  /// Notes on the run for a person, such as a Hessian that was not positive definite.
  public let notes: [String]
  /// Mean loss without the penalty, at the last evaluation.
  public let loss: Double
  /// Loss and penalty, at the last evaluation.
  public let objective: Double
  /// max|∇J| at the last evaluation.
  public let gradientMax: Double
  /// One evaluation and the step after it.
  public let secondsPerEpochMedian: Double
  /// From the start of training to its end, any set-up of the engine included.
  public let secondsTraining: Double
}

/// One evaluation of a running training.
public struct TrainingProgress: Equatable, Sendable, Codable {
  /// 1 for the first.
  public let evaluation: Int
  /// The maximum number of evaluations.
  public let evaluationLimit: Int
  /// Since training began.
  public let seconds: Double
  /// Mean loss without the penalty.
  public let loss: Double
  /// Loss and penalty.
  public let objective: Double
  /// max|∇J|, as the tolerance means it.
  public let gradientMax: Double
  /// The factor on the direction of the step that follows.
  public let stepSize: Double
}
