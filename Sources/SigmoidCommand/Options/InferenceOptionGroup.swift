import ArgumentParser
import SigmoidModel

extension Inference.Intervals: ExpressibleByArgument {}
extension WeightKind: ExpressibleByArgument {}

/// What is said of coefficients besides themselves.
struct InferenceOptionGroup: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Print standard errors, p-values and intervals, and save them with the model.",
      discussion: """
        After a fit that has converged. Of several classes the coefficients are those of each class \
        against the one of --reference.
        """))
  var inference = false

  @Option(
    help: ArgumentHelp(
      "How standard errors are estimated: model, hc0, hc1, hc2, hc3 or cluster:COLUMN (default: model).",
      discussion: """
        hc0 to hc3 stay right where the variance is not the model's, cluster where the rows of a cluster \
        depend on one another. The column of clusters is no feature. All but model have intervals by wald, \
        and no --firth.
        """, valueName: "kind"))
  var covariance: String?

  @Option(
    help: ArgumentHelp(
      "What the weights of --weight say: frequency, how many rows each row stands for, or sampling, one over the probability that it was drawn with (default: frequency).",
      discussion: """
        The estimates are the same. Sampling weights have robust standard errors, times n/(n − 1) for n \
        rows, as Stata's pweight and R's svyglm have them, and no likelihood: no deviance, no AIC, no \
        profile intervals, no --test-terms. With --covariance cluster:COLUMN whole clusters were drawn.
        """, valueName: "kind"))
  var weightKind: WeightKind?

  @Option(
    help: ArgumentHelp(
      "Intervals from the standard errors (wald) or from the likelihood itself (profile); default: wald, with --firth profile.",
      valueName: "kind"))
  var intervals: Inference.Intervals?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The level of the intervals (default: 0.95).", valueName: "share"))
  var level: Double?

  @Flag(
    help: ArgumentHelp(
      "Test each column against the model without it, by the ratio of likelihoods.",
      discussion: "Each is a fit of its own. The levels of a column are one test."))
  var testTerms = false

  @Option(
    help: ArgumentHelp(
      "Say it of these columns or features alone, (intercept) among them (default: all).",
      discussion: """
        Of more than 5000 coefficients no covariance of all is made: each that is named is then solved \
        for by itself.
        """, valueName: "names"))
  var terms: String?

  @Flag(help: "Save the covariance of all coefficients with the model.")
  var keepCovariance = false

  @Flag(help: "Mark p-values below 0.05, 0.01 and 0.001 with stars.")
  var stars = false

  /// Whether anything of it is wanted.
  var isAsked: Bool {
    inference || covariance != nil || weightKind != nil || intervals != nil || level != nil
      || testTerms
      || keepCovariance || stars || terms != nil
  }

  /// Those that are named; nil for all.
  var termNames: [String]? {
    terms?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  private static let clusterPrefix = "cluster:"

  /// The column of clusters; nil where there is none.
  var clusterColumn: String? {
    covariance.flatMap {
      $0.hasPrefix(Self.clusterPrefix) ? String($0.dropFirst(Self.clusterPrefix.count)) : nil
    }
  }

  private var kind: CovarianceKind? {
    guard clusterColumn == nil else { return clusterColumn == "" ? nil : .cluster }
    let kind = CovarianceKind(rawValue: covariance ?? CovarianceKind.model.rawValue)
    return kind == .cluster || kind == .sampling ? nil : kind
  }

  /// Whether standard errors are to hold where the model does not.
  var isRobust: Bool { kind != .model }

  /// What sampling weights exclude.
  private var excludedBySampling: String? {
    if let covariance, clusterColumn == nil { return "--covariance \(covariance)" }
    return intervals == .profile ? "--intervals profile" : testTerms ? "--test-terms" : nil
  }

  func validate() throws {
    guard kind != nil else {
      throw ValidationError(
        "--covariance: expected model, hc0, hc1, hc2, hc3 or cluster:COLUMN, found "
          + "'\(covariance ?? "")'; name one of these")
    }
    if weightKind == .sampling, let excluded = excludedBySampling {
      throw ValidationError(
        "\(excluded): expected nothing that needs a likelihood, and no covariance but of clusters, with "
          + "--weight-kind sampling; leave it out")
    }
    if let covariance, isRobust, intervals == .profile {
      throw ValidationError(
        "--covariance \(covariance) and --intervals profile exclude each other: bounds of the likelihood hold "
          + "where the model is right, and are not made of robust standard errors; use --intervals wald, or "
          + "--covariance model")
    }
    if let level { try NumberCheck.level(level) }
    if terms != nil, keepCovariance {
      throw ValidationError(
        "--keep-covariance: expected all coefficients, found --terms; leave one of them out")
    }
  }

  /// - Parameter hasFirth: with that penalty intervals are of the likelihood, where nothing else is asked.
  func options(hasFirth: Bool) -> InferenceOptions {
    var options = InferenceOptions()
    options.covariance = kind ?? .model
    options.weightKind = weightKind ?? .frequency
    options.intervals = intervals ?? (hasFirth ? .profile : .wald)
    options.level = level ?? options.level
    options.testsTerms = testTerms
    options.keepsCovariance = keepCovariance
    options.terms = termNames
    return options
  }

  /// Whether what is asked for is there for classes whose probabilities are made so.
  func check(_ link: OutputTransform) throws {
    guard isAsked, link != .logistic else { return }
    guard link != .oneVersusRest else { throw ValidationError("\(InferenceError.oneVersusRest)") }
    if intervals == .profile { throw ValidationError("\(InferenceError.profileOfSeveralClasses)") }
    if kind == .hc2 || kind == .hc3 {
      throw ValidationError("\(InferenceError.leveragesOfSeveralClasses)")
    }
    if terms != nil {
      throw ValidationError(
        "--terms: expected a question of two classes, found several; leave it out, or name a class with "
          + "--positive")
    }
    if link == .ordinal, weightKind == .sampling {
      throw ValidationError("\(InferenceError.sampled("classes in an order"))")
    }
  }
}
