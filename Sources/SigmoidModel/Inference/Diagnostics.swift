import SigmoidExamples
import SigmoidLinear

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How well a fit of a question of two classes describes each of its examples, and how much each of them
/// weighs in it.
public struct Diagnostics: Equatable, Sendable {
  /// An example, in the order of those that were fitted. Of one with a case weight it is what there is to
  /// say of each of its copies.
  public struct Example: Equatable, Sendable {
    /// Its place among the examples that the fit was given.
    public let position: Int
    /// Whether it is of the positive class.
    public let isPositive: Bool
    /// p, of the positive class.
    public let probability: Double
    /// ±√(2·loss), positive for an example of the positive class.
    public let deviance: Double
    /// (y − p)/√(p(1 − p)).
    public let pearson: Double
    /// h, of the hat matrix: how much the fit follows this example; their sum is the number of
    /// coefficients.
    public let leverage: Double
    /// How far the coefficients would move without it: pearson²·h/((1 − h)²·k) for k coefficients.
    public let cook: Double
  }

  /// The change of the mean probability of the positive class for one unit of a feature.
  public struct MarginalEffect: Equatable, Sendable {
    /// The name of the feature.
    public let term: String
    /// The mean of p(1 − p) times the weight: a derivative, of yes and no too.
    public let effect: Double
    /// By the delta method, from the model's covariance.
    public let standardError: Double
  }

  /// How much the variance of a coefficient grows by what other columns tell of its own.
  public struct VarianceInflation: Equatable, Sendable {
    /// The column of a table, or the feature.
    public let term: String
    /// The coefficients that it has.
    public let degrees: Int
    /// The generalised factor of variance inflation (John Fox, Georges Monette, Journal of the American
    /// Statistical Association 87, 1992), as R's car computes it of a fit.
    public let factor: Double
  }

  /// Those that were fitted.
  public let examples: [Example]
  /// One a feature that is estimated.
  public let marginalEffects: [MarginalEffect]
  /// One a column that has estimated coefficients; empty of a single one.
  public let varianceInflation: [VarianceInflation]
}

extension LogisticFit {
  /// What there is to say of the examples one by one, and of the features together.
  /// - Throws: as `inference` does.
  public func diagnostics() throws -> Diagnostics {
    guard model.isBinary else { throw InferenceError.severalClasses }
    return try examplesAtTheOptimum().diagnostics(of: model)
  }
}

extension FittedData {
  func diagnostics(of model: LogisticModel) throws -> Diagnostics {
    try checkLikelihood()
    let examples = fitted.examples
    guard examples.data.partition.communicator.ranks == 1 else {
      throw InferenceError.diagnosticsInProcesses
    }
    let rows = fitted.rows
    let covariance = try Covariance(fitted, .model, keepsLeverages: true)
    let scores = fitted.loss.scores(at: fitted.parameters)
    let curvature = fitted.loss.curvature(ofScores: scores)
    let order = Double(rows.count)
    let all = covariance.leverages.indices.map { index in
      let isPositive = examples.classOfExample[index] == 1
      let (p, q) = (curvature.probabilities[index], curvature.complements[index])
      let (h, sign) = (covariance.leverages[index], isPositive ? 1.0 : -1.0)
      let pearson = sign * ((isPositive ? q / p : p / q)).squareRoot()
      let loss = Double.binaryLossAndResidual(score: scores[index], target: isPositive ? 1 : 0).0
      return Diagnostics.Example(
        position: examples.positions?[index] ?? index, isPositive: isPositive, probability: p,
        deviance: sign * (2 * loss).squareRoot(), pearson: pearson, leverage: h,
        cook: pearson * pearson * h / ((1 - h) * (1 - h) * order))
    }
    let raw = ofRaw(covariance.matrix, rows)
    return Diagnostics(
      examples: all, marginalEffects: marginalEffects(of: model, curvature, raw),
      varianceInflation: varianceInflation(of: model, raw))
  }

  private func marginalEffects(
    of model: LogisticModel, _ curvature: ScoreCurvature, _ covariance: Matrix<Double>
  ) -> [Diagnostics.MarginalEffect] {
    let (examples, rows) = (fitted.examples, fitted.rows)
    let (count, features) = (fitted.count, fitted.features)
    let variances = fitted.variances(curvature)
    let mean = variances.reduce(0, +) / count
    // Σ c·p(1 − p)(1 − 2p)·x by features as they are, and of the one.
    let changes = variances.indices.map {
      variances[$0] * (curvature.complements[$0] - curvature.probabilities[$0])
    }
    let sums = examples.products(with: changes, columns: 1, threads: fitted.loss.threads)
    let slopes = rows.map { row -> Double in
      guard let standardization, row < features else { return sums[row] / count }
      return
        (sums[row] / standardization.factors[row] + standardization.means[row] * sums[features])
        / count
    }
    return rows.enumerated().filter { $0.1 < features }.map { index, row in
      let weight = model.weights[row]
      var gradient = slopes.map { $0 * weight }
      gradient[index] += mean
      var variance = 0.0
      for j in rows.indices {
        for i in rows.indices { variance += gradient[i] * covariance[i, j] * gradient[j] }
      }
      return Diagnostics.MarginalEffect(
        term: model.featureNames[row], effect: mean * weight, standardError: variance.squareRoot())
    }
  }

  /// det R₁₁ · det R₂₂/det R, R being the correlations of the coefficients without the intercept's, R₁₁
  /// those of a column and R₂₂ those of the others.
  private func varianceInflation(
    of model: LogisticModel, _ covariance: Matrix<Double>
  ) -> [Diagnostics.VarianceInflation] {
    let indices = fitted.rows.indices.filter { fitted.rows[$0] < fitted.features }
    guard indices.count > 1 else { return [] }
    func logDeterminant(_ chosen: [Int]) -> Double? {
      var part = Matrix<Double>(rows: chosen.count, columns: chosen.count)
      for (j, column) in chosen.enumerated() {
        for (i, row) in chosen.enumerated() {
          part[i, j] =
            covariance[row, column]
            / (covariance[row, row] * covariance[column, column]).squareRoot()
        }
      }
      return (try? Cholesky(part))?.logDeterminant
    }
    guard let whole = logDeterminant(indices) else { return [] }
    let terms = testedTerms(of: model)
    guard terms.count > 1 else { return [] }
    return terms.compactMap { term, features in
      let own = indices.filter { features.contains(fitted.rows[$0]) }
      let others = indices.filter { !features.contains(fitted.rows[$0]) }
      guard let one = logDeterminant(own), let other = logDeterminant(others) else { return nil }
      return Diagnostics.VarianceInflation(
        term: term, degrees: own.count, factor: exp(one + other - whole))
    }
  }
}
