import SigmoidLinear

/// A sentence about coefficients: Σ factor·coefficient = value.
public struct LinearHypothesis: Equatable, Sendable {
  /// What is added up, by the names of the coefficients.
  public let factors: [String: Double]
  /// What the sum is said to be.
  public let value: Double

  /// - Parameters: the properties of the same names.
  public init(factors: [String: Double], value: Double = 0) {
    self.factors = factors
    self.value = value
  }
}

/// Why there is no test of a hypothesis.
public enum HypothesisError: Error, Equatable, CustomStringConvertible {
  /// The model has no inference.
  case noInference
  /// Its covariance was not kept.
  case noCovariance
  /// A term that the model does not estimate.
  case unknownTerm(String)
  /// A term of the model that has no coefficient to be tested, and what it is.
  case untestable(String, String)
  /// Classes that are separated by these: no coefficient has an optimum.
  case separated([String])
  /// A term that two coefficients have.
  case ambiguousTerm(String)
  /// A hypothesis that follows from the others, or contradicts them.
  case dependent
  /// None at all.
  case none
  /// A model beside which this is no larger one, and why.
  case notNested(String)

  public var description: String {
    switch self {
    case .noInference:
      "expected a model with standard errors, found none; train it with --inference --keep-covariance"
    case .noCovariance:
      "expected a model with the covariance of its coefficients, found none; train it with --keep-covariance"
    case .unknownTerm(let name):
      "expected terms that the model estimates, found '\(name)'; 'sigmoid show' lists them"
    case .untestable(let name, let what):
      "expected terms that have a coefficient and its standard error, found '\(name)', \(what); leave it out, "
        + "or name another"
    case .separated(let names):
      "expected coefficients that have an optimum, found classes that are separated by "
        + names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
        + "; train it with --firth --keep-covariance, or leave out what separates them"
    case .ambiguousTerm(let name):
      "expected terms that one coefficient has, found '\(name)' of two; give a column or a class another name"
    case .dependent:
      "expected hypotheses of which none follows from others or contradicts them, found such a one; leave it out"
    case .notNested(let why):
      "expected a model that is known to be nested in the larger one, of the same rows and some of the same "
        + "columns, found \(why); name the larger model with --model, and with --against one trained on the "
        + "same table with --drop"
    case .none: "expected a hypothesis, found none; name a term, or write smoke = 0"
    }
  }
}

/// Wald's test of linear hypotheses together.
public struct WaldTest: Equatable, Sendable {
  /// (Rβ − q)ᵀ(R·V·Rᵀ)⁻¹(Rβ − q).
  public let chiSquared: Double
  /// The hypotheses.
  public let degrees: Int

  /// P(X > chiSquared) of a χ² of so many degrees.
  public var p: Double { Distribution.chiSquaredTail(chiSquared, degrees: degrees) }
}

extension LogisticModel {
  /// Why there is no inference, where there is none.
  package var lackOfInference: HypothesisError {
    let separated = separatedFeatures.sorted()
    guard !separated.isEmpty else { return .noInference }
    let names = featureNames
    return .separated(separated.map { names[$0] })
  }

  /// Tests hypotheses together, from the estimates and the covariance that the model keeps.
  /// - Throws: `HypothesisError`.
  public func test(_ hypotheses: [LinearHypothesis]) throws(HypothesisError) -> WaldTest {
    guard let inference else { throw lackOfInference }
    guard !inference.covarianceOfEstimates.isEmpty else { throw .noCovariance }
    guard !hypotheses.isEmpty else { throw .none }
    let lines = inference.coefficients.filter { $0.standardError != nil }
    let (count, order) = (hypotheses.count, lines.count)
    var combinations = Matrix<Double>(rows: count, columns: order)
    var off: [Double] = []
    for (row, hypothesis) in hypotheses.enumerated() {
      var sum = -hypothesis.value
      for (term, factor) in hypothesis.factors {
        guard let column = lines.firstIndex(where: { $0.name == term }) else {
          throw untestableTerms[term].map { .untestable(term, $0) } ?? .unknownTerm(term)
        }
        guard lines.count(where: { $0.name == term }) == 1 else { throw .ambiguousTerm(term) }
        combinations[row, column] = factor
        sum += factor * lines[column].estimate
      }
      off.append(sum)
    }
    let covariance = Matrix(
      rows: order, columns: order, elements: inference.covarianceOfEstimates)
    let spread = combinations.product(with: covariance).product(with: combinations.transposed())
    // In units of their own deviations: a combination of others leaves no pivot.
    let deviations = (0..<count).map { spread[$0, $0].squareRoot() }
    guard deviations.allSatisfy({ $0 > 0 && $0.isFinite }) else { throw .dependent }
    var correlations = spread
    for column in 0..<count {
      for row in 0..<count { correlations[row, column] /= deviations[row] * deviations[column] }
    }
    guard let factor = try? Cholesky(correlations),
      factor.leastPivotShare(diagonal: [Double](repeating: 1, count: count)) > Self.leastShare
    else { throw .dependent }
    var whitened = zip(off, deviations).map { $0 / $1 }
    whitened.withPart(0..<count) { factor.whiten(&$0, columns: 1) }
    return WaldTest(chiSquared: squaredLength(whitened.span), degrees: count)
  }

  /// Of a variance that the other hypotheses leave.
  private static var leastShare: Double { 1e-12 }
}
