import SigmoidExamples
import SigmoidLinear

/// What the likelihood loses with one coefficient held beside its estimate, and all others fitted anew.
package struct ProfileCurve: Equatable, Sendable {
  /// A value of the coefficient.
  package struct Point: Equatable, Sendable {
    /// In units of the feature.
    package let value: Double
    /// √(2·what the log-likelihood loses), negative below the estimate: where the likelihood is that of a
    /// normal distribution, a straight line.
    package let root: Double
  }

  /// nil of the intercept.
  package let feature: Int?
  /// From lower to higher values, the estimate among them; on a side where fits end without an answer,
  /// those before.
  package let points: [Point]
}

extension LogisticFit {
  /// Profiles of some coefficients.
  /// - Parameters:
  ///   - features: of each, nil for the intercept; those that are not estimated are left out.
  ///   - reach: of the root; a curve ends beyond it.
  /// - Throws: as `inference` does.
  package func profileCurves(of features: [Int?], reach: Double) throws -> [ProfileCurve] {
    try twoClassesAtTheOptimum().profileCurves(of: features, in: model, reach: reach)
  }

  /// - Throws: as `inference` does, and for several classes.
  func twoClassesAtTheOptimum() throws -> any FittedTwoClasses {
    guard model.isBinary, let fitted = try examplesAtTheOptimum() as? any FittedTwoClasses else {
      throw InferenceError.severalClasses
    }
    return fitted
  }
}

/// A fit of two classes with its examples: what pictures of it are made from.
protocol FittedTwoClasses: FittedExamples {
  /// What the examples count together.
  var count: Double { get }

  /// −2 times the log-likelihood at a model's parameters, in double.
  func deviance(of model: LogisticModel) -> Double

  func profileCurves(
    of features: [Int?], in model: LogisticModel, reach: Double
  ) throws -> [ProfileCurve]
}

extension FittedData: FittedTwoClasses {
  /// Values are so many standard errors apart.
  private var spacing: Double { 0.5 }
  /// Of either side; a likelihood that has lost no more until there has no bound worth drawing.
  private var mostSteps: Int { 14 }

  func profileCurves(
    of features: [Int?], in model: LogisticModel, reach: Double
  ) throws -> [ProfileCurve] {
    try checkLikelihood()
    let rows = fitted.rows
    let point = FittedPoint(fitted)
    let covariance = ofRaw(try fitted.inverseInformation(point), rows)
    let least = 2 * (try fitted.objective(deviance: point.deviance))
    return features.compactMap { feature in
      guard let index = rows.firstIndex(of: feature ?? fitted.features) else { return nil }
      let estimate = feature.map { model.weights[$0] } ?? model.intercepts[0]
      let step = spacing * covariance[index, index].squareRoot()
      let held = HeldCoefficient(fitted, standardization, feature)
      func side(_ sign: Double) -> [ProfileCurve.Point] {
        var points: [ProfileCurve.Point] = []
        var (last, start) = (held.start, held.start)
        for number in 1...mostSteps {
          let value = estimate + sign * step * Double(number)
          // Where the information has no inverse the side ends, as where a fit does not converge.
          guard let found = try? held.minimum(at: value, from: start), found.isConverged else {
            break
          }
          let root = max(0, 2 * found.objective - least).squareRoot()
          points.append(ProfileCurve.Point(value: value, root: sign * root))
          if root > reach { break }
          // The others move on nearly as they did.
          start = zip(found.parameters, last).map { 2 * $0 - $1 }
          last = found.parameters
        }
        return points
      }
      return ProfileCurve(
        feature: feature,
        points: side(-1).reversed() + [ProfileCurve.Point(value: estimate, root: 0)] + side(1))
    }
  }
}
