import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a fit says of its coefficients and of itself: standard errors, tests, intervals, and how much
/// better it is than a model without features.
public struct Inference: Equatable, Sendable {
  /// A line of the table of coefficients. What is not estimated has an estimate of 0, and says what it is a
  /// combination of: constants, and features that are combinations of others.
  public struct Coefficient: Equatable, Sendable {
    /// Of several classes, the one whose log-odds against the reference change by it; nil of two.
    public var className: String?
    /// The name of the feature, or `(intercept)`.
    public let term: String
    /// From 0; nil of the intercept.
    public let feature: Int?
    /// In units of the feature.
    public let estimate: Double
    /// The root of the variance; nil where the coefficient is not estimated.
    public let standardError: Double?
    /// The bounds of the interval; infinite where the likelihood has no bound there, nil where none was
    /// found.
    public let lower, upper: Double?
    /// Of the ratio of penalised likelihoods with and without the coefficient, with Firth's penalty.
    public var chiSquared: Double?
    /// Of a feature that is not estimated, where it is known.
    public var combination: Combination?

    /// The term, of several classes behind the class: as hypotheses call it.
    public var name: String { className.map { "\($0): \(term)" } ?? term }
    /// estimate/standardError.
    public var z: Double? { standardError.map { estimate / $0 } }
    /// e^estimate: what the odds are multiplied by for one unit of the feature.
    /// Infinite, or 0, where it is beyond the numbers there are.
    public var oddsRatio: Double { exp(estimate) }
    /// P(|Z| > |z|) of a standard normal Z; with Firth's penalty P(X > chiSquared) of a χ² of 1 degree.
    public var p: Double? {
      chiSquared.map { Distribution.chiSquaredTail($0, degrees: 1) }
        ?? z.map { Distribution.normalTails($0) }
    }
  }

  /// What a feature is in all examples: constant + Σ factor·feature.
  public struct Combination: Equatable, Sendable {
    /// Of a constant feature, its value.
    public let constant: Double
    /// By features, from 0; empty of a constant one.
    public let factors: [Int: Double]
  }

  /// A likelihood-ratio test.
  public struct Test: Equatable, Codable, Sendable {
    /// What is tested: a column of a table, or a feature.
    public let term: String
    /// Twice the difference of the log-likelihoods.
    public let chiSquared: Double
    /// The coefficients that the smaller model lacks.
    public let degrees: Int

    /// P(X > chiSquared) of a χ² of so many degrees.
    public var p: Double { Distribution.chiSquaredTail(chiSquared, degrees: degrees) }
  }

  /// What there is to say of a fit with Firth's penalty.
  public struct Firth: Equatable, Sendable {
    /// With ½·ln|I|, of features as they are.
    public let penalisedLogLikelihood: Double
    /// Twice what it is above that of no effect of any feature.
    public let chiSquared: Double
  }

  /// How intervals are made.
  public enum Intervals: String, CaseIterable, Codable, Sendable {
    /// estimate ± z·standardError.
    case wald
    /// Where twice the loss of log-likelihood, all other coefficients being fitted anew, is z².
    case profile
  }

  static let interceptName = "(intercept)"

  /// What standard errors are made of.
  public let covariance: CovarianceKind
  /// How intervals are made.
  public let intervals: Intervals
  /// Of the intervals, such as 0.95.
  public let level: Double
  /// What case weights say. Where they are of a sample there is no likelihood, and what is made of one here
  /// (deviances, tests, AIC, BIC, R² but Tjur's) means nothing.
  public internal(set) var weightKind = WeightKind.frequency
  /// Whether weights that are to count examples are no whole numbers: `examples` is then no number of any.
  public internal(set) var hasFractionalWeights = false
  /// Of several classes, the one that the others are compared with; nil of two.
  public var reference: String?
  /// The intercept first, where there is one, or the thresholds, then the features in their order; of several classes one
  /// class after the other.
  public internal(set) var coefficients: [Coefficient]
  /// n: what the examples count together; with sampling weights how many have a weight above 0.
  public let examples: Double
  /// k: the coefficients that are estimated.
  public let estimated: Int
  /// −2 times the log-likelihood of the fit, and of the model without its features.
  public let deviance, nullDeviance: Double
  /// Whether intercepts are fitted.
  public let hasIntercept: Bool
  /// Whether there is a penalty. Standard errors are then those of the posterior of a normal prior, and
  /// neither a test nor a number of parameters is exact.
  public let isPenalised: Bool
  /// The mean probability of the positive class over its own examples, less that over the others; nil of
  /// several classes.
  public let tjur: Double?
  /// Of each column, or feature, against the model without it; empty where they were not asked for, and
  /// with a penalty.
  public let tests: [Test]
  /// Those that were asked for and have no test.
  public internal(set) var untested: [UntestedTerm] = []
  /// With Firth's penalty; else nil.
  public let firth: Firth?
  /// Of classes in an order, whether all splits of them have the same weights; else nil, and with a penalty.
  public var parallelLines: ParallelLines?
  /// The covariance of the coefficients that have a standard error, in their order: k × k. Empty where it
  /// was not to be kept.
  public let covarianceOfEstimates: [Double]

  /// Whether it says nothing of some coefficients that are estimated: those that were not asked for.
  public var isOfChosenTerms: Bool {
    coefficients.count { $0.standardError != nil } < estimated
  }

  /// −deviance/2.
  public var logLikelihood: Double { -deviance / 2 }
  /// −nullDeviance/2.
  public var nullLogLikelihood: Double { -nullDeviance / 2 }
  /// n less the coefficients: of the fit, and of the model without its features.
  public var degrees: Double { examples - Double(estimated) }
  /// See `degrees`.
  public var nullDegrees: Double { examples - Double(intercepts) }
  /// The coefficients of the model without its features.
  var intercepts: Int {
    isOfChosenTerms ? (hasIntercept ? 1 : 0) : coefficients.count { $0.feature == nil }
  }
  /// deviance + 2k.
  public var aic: Double { deviance + 2 * Double(estimated) }
  /// deviance + k·ln n.
  public var bic: Double { deviance + Double(estimated) * log(examples) }

  /// Against the model without its features; nil where there are none, with a penalty, and with sampling
  /// weights.
  public var likelihoodRatio: Test? {
    let degrees = estimated - intercepts
    guard degrees > 0, !isPenalised, weightKind == .frequency else { return nil }
    return Test(
      term: "all features", chiSquared: firth?.chiSquared ?? max(0, nullDeviance - deviance),
      degrees: degrees)
  }

  /// 1 − logLikelihood/nullLogLikelihood.
  public var mcFadden: Double { 1 - deviance / nullDeviance }
  /// 1 − (L₀/L)^(2/n).
  public var coxSnell: Double { -expm1((deviance - nullDeviance) / examples) }
  /// Cox and Snell's, divided by the most that it can be.
  public var nagelkerke: Double { coxSnell / -expm1(-nullDeviance / examples) }
}
