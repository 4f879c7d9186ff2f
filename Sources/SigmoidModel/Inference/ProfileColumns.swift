import SigmoidExamples
import SigmoidLinear

/// Bounds of profile intervals side by side, each as a column of the same passes: one that is found makes
/// room for the next.
///
/// With θ the parameters, a·θ a coefficient as it is printed, H the Hessian of the fit and F* the least loss
/// with a·θ held at t, a pass gives F and its gradient g at a point near to that least one, and with
/// s = H⁻¹g and v = aᵀH⁻¹a
///
///     q = s − H⁻¹a·(a·s)/v     the Newton step of the others, a·θ being held
///     F* ≈ F − g·q/2           dF*/dt ≈ (a·s)/v
///
/// both steps are made at once: θ ← θ − q + Δt·H⁻¹a/v, by Newton's method on the root of 2(F* − least),
/// which is nearly linear in t. With the Hessian of the fit in place of the one of the point the step of the
/// others converges linearly, and fast where there are many examples; what does not converge is left to
/// `Profile.bound`, which has Hessians of its own. (D. J. Venzon, S. H. Moolgavkar, "A method for computing
/// profile-likelihood-based confidence intervals", Applied Statistics 37, 1988, solve the same equations.)
struct ProfileColumns<Features: FeatureStorage> {
  private let fitted: FittedLoss<Features>
  private let standardization: Standardization?
  /// H⁻¹, in the order of `rows`.
  private let inverse: Matrix<Double>
  private let rows: [Int]
  private let bound: Double

  /// Passes that a bound may take.
  private static var mostPasses: Int { 60 }
  /// Of what a step of the others still promises, beside the square of the bound.
  private static var lastDecrement: Double { 1e-11 }
  /// Of the root, relative: the step that follows leaves the square of it.
  private static var lastExcess: Double { 1e-7 }
  /// A loss above this many squares of the bound is that of a step that went too far.
  private static var farthest: Double { 100 }

  /// - Parameters:
  ///   - inverse: H⁻¹ in the solvers' coordinates.
  ///   - bound: the root of the deviance at the bounds.
  init(
    _ fitted: FittedLoss<Features>, _ standardization: Standardization?,
    inverse: Matrix<Double>, bound: Double
  ) {
    self.fitted = fitted
    self.standardization = standardization
    self.inverse = inverse
    self.bound = bound
    rows = fitted.rows
  }

  /// What is held: a, and what follows of it.
  private struct Held {
    /// a, in the order of `rows`.
    let functional: [Double]
    /// H⁻¹a/v: how all move with a·θ.
    let path: [Double]
    let variance: Double
  }

  /// A bound that is looked for.
  private struct Search {
    /// Its place in the result.
    let place: Int
    let held: Held
    let feature: Int?
    let estimate: Double
    /// 1 for the upper bound, −1 for the lower one.
    let side: Double
    var point: [Double]
    var passes = 0
    var decrement = Double.infinity
  }

  private enum Outcome {
    case found(Double)
    case notFound
    case goOn
  }

  /// - Parameter features: whose coefficients are meant, nil for the intercept.
  /// - Returns: the lower and the upper bound of each, nil where it was not found.
  func bounds(of features: [Int?]) -> [(lower: Double?, upper: Double?)] {
    let pass = ColumnPass(fitted)
    var result = [Double?](repeating: nil, count: 2 * features.count)
    let resting = fitted.parameters
    let least = pass.evaluate(
      at: [[Double]](repeating: resting, count: pass.width))[0].value
    var next = 0
    var searches: [Search] = []
    while true {
      while searches.count < pass.width, next < result.count {
        searches.append(begin(features[next / 2], isUpper: next % 2 == 1, place: next))
        next += 1
      }
      if searches.isEmpty { break }
      let rest = [[Double]](repeating: resting, count: pass.width - searches.count)
      let found = pass.evaluate(at: searches.map(\.point) + rest)
      let steps = solve(found.map(\.gradient))
      var kept: [Search] = []
      for (column, search) in searches.enumerated() {
        var search = search
        let outcome = advance(
          &search, value: found[column].value - least, noise: least.ulp,
          gradient: found[column].gradient, solution: steps[column])
        switch outcome {
        case .found(let bound): result[search.place] = bound
        case .notFound: break
        case .goOn: kept.append(search)
        }
      }
      searches = kept
    }
    return features.indices.map { (result[2 * $0], result[2 * $0 + 1]) }
  }

  private func begin(_ feature: Int?, isUpper: Bool, place: Int) -> Search {
    let held = held(feature)
    let side = isUpper ? 1.0 : -1
    let estimate = coefficient(feature, at: fitted.parameters)
    var search = Search(
      place: place, held: held, feature: feature, estimate: estimate, side: side,
      point: fitted.parameters)
    move(&search.point, by: held.path, times: side * bound * held.variance.squareRoot())
    return search
  }

  /// One step of a bound, from what a pass said of its point.
  /// - Parameters:
  ///   - value: F less the least loss.
  ///   - noise: of such values.
  ///   - solution: s, in the order of `rows`.
  private func advance(
    _ search: inout Search, value: Double, noise: Double, gradient: [Double], solution: [Double]
  ) -> Outcome {
    search.passes += 1
    let (held, side) = (search.held, search.side)
    let slope = dot(held.functional, solution) / held.variance
    var step = solution
    for index in step.indices { step[index] -= held.path[index] * slope * held.variance }
    let decrement = zip(rows, step).reduce(0) { $0 + gradient[$1.0] * $1.1 }
    let root = max(0, 2 * (value - decrement / 2)).squareRoot()
    let isUsable =
      value.isFinite && decrement.isFinite && value < Self.farthest * bound * bound
      && slope * side > 0 && root > bound / 16
    guard isUsable, search.passes < Self.mostPasses else { return .notFound }
    // r' = F*'/r.
    let distance = coefficient(search.feature, at: search.point) - search.estimate
    let wanted = distance - (root - bound) * root / slope
    let limited = side * min(max(side * wanted, side * distance / 2), 2 * side * distance)
    let isLast =
      abs(root - bound) <= max(Self.lastExcess * bound, 16 * noise / bound)
      && decrement <= Self.lastDecrement * bound * bound
    if isLast { return .found(search.estimate + limited) }
    move(&search.point, by: step, times: -1)
    move(&search.point, by: held.path, times: limited - distance)
    return .goOn
  }

  /// a·θ.
  private func coefficient(_ feature: Int?, at point: [Double]) -> Double {
    guard let standardization else { return point[feature ?? fitted.features] }
    guard let feature else {
      return standardization.rawParameters(point, columns: 1)[fitted.features]
    }
    return point[feature] * standardization.factors[feature]
  }

  private func held(_ feature: Int?) -> Held {
    var functional = [Double](repeating: 0, count: rows.count)
    for (index, row) in rows.enumerated() {
      if let feature {
        functional[index] = row == feature ? standardization?.factors[feature] ?? 1 : 0
      } else if row == fitted.features {
        functional[index] = 1
      } else if let standardization {
        functional[index] = -standardization.factors[row] * standardization.means[row]
      }
    }
    var product = [Double](repeating: 0, count: rows.count)
    for (column, factor) in functional.enumerated() where factor != 0 {
      for row in rows.indices { product[row] += inverse[row, column] * factor }
    }
    let variance = dot(functional, product)
    return Held(
      functional: functional, path: product.map { $0 / variance }, variance: variance)
  }

  /// H⁻¹g of each column, in the order of `rows`.
  private func solve(_ gradients: [[Double]]) -> [[Double]] {
    var all = Matrix<Double>(rows: rows.count, columns: gradients.count)
    for (column, gradient) in gradients.enumerated() {
      for (index, row) in rows.enumerated() { all[index, column] = gradient[row] }
    }
    let product = BLASThreads.scoped(1) { inverse.product(with: all) }
    return gradients.indices.map { column in rows.indices.map { product[$0, column] } }
  }

  private func move(_ point: inout [Double], by direction: [Double], times factor: Double) {
    for (index, row) in rows.enumerated() { point[row] += factor * direction[index] }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

extension Profile {
  /// The bounds of several coefficients, side by side where that finds them, and else one by one.
  /// - Parameters:
  ///   - coefficients: by feature, nil for the intercept; estimates in units of the feature, as the bounds
  ///     are.
  ///   - inverse: H⁻¹ in the solvers' coordinates.
  func bounds(
    of coefficients: [(feature: Int?, estimate: Double, error: Double)], inverse: Matrix<Double>
  ) throws -> [(lower: Double?, upper: Double?)] {
    // The prior has a Hessian of its own.
    guard !fitted.hasJeffreys else {
      return try coefficients.map { try bounds(of: $0, estimate: $1, error: $2) }
    }
    let columns = ProfileColumns(fitted, standardization, inverse: inverse, bound: bound)
    return try zip(coefficients, columns.bounds(of: coefficients.map(\.feature))).map {
      let (own, found) = $0
      return (
        try found.lower ?? bound(of: own.feature, estimate: own.estimate, error: -own.error),
        try found.upper ?? bound(of: own.feature, estimate: own.estimate, error: own.error)
      )
    }
  }
}
