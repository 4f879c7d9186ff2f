import SigmoidExamples
import SigmoidLinear

/// How well a fit of a question of two classes describes each of its examples, and how much each of them
/// weighs in it.
public struct Diagnostics: Equatable, Sendable {
  /// An example, in the order of those that were fitted. One with a case weight c is c copies in one row: its
  /// residuals are √c times those of a copy, its leverage c times, as R's `glm` has them with weights.
  public struct Example: Equatable, Sendable {
    /// Its place among the examples that the fit was given.
    public let position: Int
    /// Whether it is of the positive class.
    public let isPositive: Bool
    /// Its case weight.
    public let weight: Double
    /// p, of the positive class.
    public let probability: Double
    /// 1 − p, to its last digits.
    let complement: Double
    /// ±√(2·c·loss), positive for an example of the positive class.
    public let deviance: Double
    /// √c·(y − p)/√(p(1 − p)).
    public let pearson: Double
    /// h, of the hat matrix: how much the fit follows this example; their sum is the number of
    /// coefficients, or with a penalty less.
    public let leverage: Double
    /// √(1 − h), by which residuals are standardized; nil where they have no variance of 1 then.
    let spread: Double?
    /// k: the coefficients of the fit.
    let order: Int

    /// deviance/√(1 − h); nil of a leverage of 1, where it has no value, and with an l2 penalty, with which
    /// its variance is another.
    public var standardizedDeviance: Double? { spread.map { deviance / $0 } }
    /// pearson/√(1 − h); nil where `standardizedDeviance` is.
    public var standardizedPearson: Double? { spread.map { pearson / $0 } }
    /// How far the coefficients would move without it: pearson²·h/((1 − h)²·k), Cook's distance; nil where
    /// `standardizedDeviance` is. With Firth's penalty it is that of the likelihood alone.
    public var cook: Double? {
      spread.map { pearson / ($0 * $0) }.map { $0 * $0 * leverage / Double(order) }
    }
  }

  /// The change of the mean probability of the positive class for one unit of a feature.
  public struct MarginalEffect: Equatable, Sendable {
    /// The name of the feature.
    public let term: String
    /// The mean of p(1 − p) times the weight: a derivative, of yes and no too.
    public let effect: Double
    /// By the delta method, from the model's covariance.
    public let standardError: Double

    /// effect/standardError.
    public var z: Double { effect / standardError }
    /// P(|Z| > |z|) of a standard normal Z.
    public var p: Double { Distribution.normalTails(z) }

    /// effect ± so many standard errors as the level asks for.
    /// - Parameter level: above 0 and below 1.
    public func interval(level: Double = 0.95) -> (lower: Double, upper: Double) {
      let margin = Distribution.normalBound(ofTails: 1 - level) * standardError
      return (effect - margin, effect + margin)
    }
  }

  /// How much the variance of a coefficient grows by what other columns tell of its own.
  public struct VarianceInflation: Equatable, Sendable {
    /// The column of a table, or the feature.
    public let term: String
    /// The coefficients that it has.
    public let degrees: Int
    /// The generalised factor of variance inflation (John Fox, Georges Monette, Journal of the American
    /// Statistical Association 87, 1992), as R's car computes it of a fit; nil with an l2 penalty, with which
    /// variances do not grow so.
    public let factor: Double?
    /// The same of the features alone, as in a linear regression, whatever the labels are.
    public let featureFactor: Double
  }

  /// Those that were fitted.
  public let examples: [Example]
  /// One a feature that is estimated.
  public let marginalEffects: [MarginalEffect]
  /// One a column that has estimated coefficients; empty of a single one, and of a fit without an intercept,
  /// of which no such factor tells anything.
  public let varianceInflation: [VarianceInflation]
  /// Of the features that are estimated and the column of ones, each at length 1: the ratio of the greatest and
  /// the least singular value (David Belsley, Edwin Kuh, Roy Welsch, Regression Diagnostics, 1980). nil above
  /// `mostConditionNumber`, where it is not known to its digits.
  public let conditionNumber: Double?
  /// The same of the examples as the fit weighs them, by the roots of c·p(1 − p).
  public let weightedConditionNumber: Double?
  /// Whether there is an l2 penalty.
  public let isPenalised: Bool
  /// Whether there is Firth's.
  public let hasFirth: Bool
  /// Whether an intercept is fitted.
  public let hasIntercept: Bool

  /// Above this, eigenvalues are rounding.
  public static var mostConditionNumber: Double { 1e6 }
}

extension Sequence<Diagnostics.Example> {
  /// Those of the greatest Cook's distances, and of equal ones the first: rows that are the same differ by
  /// rounding alone.
  package func mostInfluential(_ most: Int) -> [Diagnostics.Example] {
    var found: [(cook: Double, example: Diagnostics.Example)] = []
    for example in self {
      guard let cook = example.cook?.ofNineDigits else { continue }
      if found.count == most, let last = found.last, cook <= last.cook { continue }
      found.insert((cook, example), at: found.firstIndex { $0.cook < cook } ?? found.count)
      if found.count > most { found.removeLast() }
    }
    return found.map(\.example)
  }
}

extension Double {
  /// Rounded to 32 bits.
  fileprivate var ofNineDigits: Double {
    isFinite ? Double(bitPattern: ((bitPattern + (1 << 19)) >> 20) << 20) : self
  }
}

extension LogisticFit {
  /// What there is to say of the examples one by one, and of the features together.
  /// - Throws: as `inference` does.
  public func diagnostics() throws -> Diagnostics {
    guard model.isBinary else { throw InferenceError.severalClasses }
    return try examplesAtTheOptimum().diagnostics(of: model)
  }
}
