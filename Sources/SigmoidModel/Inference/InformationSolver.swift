import SigmoidExamples
import SigmoidLinear

/// Solves I·u = a without the information I, which of many features no memory holds: by conjugate gradients
/// on products with it, each two passes over X, divided by its diagonal (Magnus R. Hestenes, Eduard Stiefel,
/// "Methods of conjugate gradients for solving linear systems", Journal of Research of the National Bureau
/// of Standards 49, 1952).
struct InformationSolver<Features: FeatureStorage> {
  private let fitted: FittedLoss<Features>
  /// c·p(1 − p) of the examples here.
  private let variances: [Double]
  /// Of each parameter whether it is estimated, features and intercept.
  private let isEstimated: [Bool]
  /// Of the information, one a parameter.
  private let diagonal: [Double]

  /// Of the residual, beside a, both divided by the roots of the diagonal.
  private static var tolerance: Double { 1e-12 }
  /// What rounding may leave of a residual that is computed anew.
  private static var proved: Double { 1e-11 }
  private static var mostProducts: Int { 5000 }
  private static var mostRestarts: Int { 3 }

  init(_ fitted: FittedLoss<Features>, at point: FittedPoint) {
    self.fitted = fitted
    let variances = fitted.variances(point.curvature)
    self.variances = variances
    isEstimated = fitted.takesPart + [fitted.loss.fitsIntercept]
    diagonal = Self.diagonal(fitted, variances)
  }

  /// u and aᵀI⁻¹a, of which the error of u takes no more than its square: aᵀu + uᵀ(a − I·u).
  /// - Parameters:
  ///   - right: a, one a parameter, 0 where it is not estimated.
  ///   - term: whose it is.
  /// - Throws: `InferenceError.unsolved` where the residual a − I·u, computed anew, is not small.
  func solve(
    _ right: [Double], of term: String
  ) throws -> (solution: [Double], variance: Double) {
    let size = length(right)
    var solution = [Double](repeating: 0, count: right.count)
    var residual = right
    for _ in 0..<Self.mostRestarts where length(residual) > Self.tolerance * size {
      try improve(&solution, residual, to: Self.tolerance * size, of: term)
      residual = right
      let product = product(with: solution)
      for index in residual.indices { residual[index] -= product[index] }
    }
    let share = length(residual) / size
    guard share <= Self.proved else { throw InferenceError.unsolved(term, residual: share) }
    return (solution, dot(right, solution) + dot(solution, residual))
  }

  /// Adds the solution of what is left, by one run of conjugate gradients.
  private func improve(
    _ solution: inout [Double], _ start: [Double], to length: Double, of term: String
  ) throws {
    var residual = start
    var scaled = divided(residual)
    var direction = scaled
    var square = dot(residual, scaled)
    var products = 0
    while square.squareRoot() > length {
      products += 1
      guard products <= Self.mostProducts else {
        throw InferenceError.unsolved(term, residual: square.squareRoot() / self.length(start))
      }
      let product = product(with: direction)
      let step = square / dot(direction, product)
      guard step.isFinite, step > 0 else { throw InferenceError.singular }
      for index in residual.indices {
        solution[index] += step * direction[index]
        residual[index] -= step * product[index]
      }
      scaled = divided(residual)
      let next = dot(residual, scaled)
      let share = next / square
      for index in direction.indices {
        direction[index] = scaled[index] + share * direction[index]
      }
      square = next
    }
  }

  /// I·d.
  private func product(with direction: [Double]) -> [Double] {
    var numbers = fitted.loss.scores(at: direction)
    for index in numbers.indices { numbers[index] *= variances[index] }
    var result = fitted.products(numbers)
    for index in result.indices {
      result[index] =
        isEstimated[index]
        ? result[index] + fitted.count * fitted.penalty.curvature(of: index) * direction[index]
        : 0
    }
    return result
  }

  /// Σ c·p(1 − p)·x̃² of each parameter, and what the penalty adds.
  private static func diagonal(
    _ fitted: FittedLoss<Features>, _ variances: [Double]
  ) -> [Double] {
    let (examples, features) = (fitted.examples, fitted.features)
    let data = examples.data
    // Of elements as they are stored: Σ h·x².
    let squares = data.partition.sum(features, threads: fitted.loss.threads) { range, sums in
      data.features.inPieces(range) { piece in
        data.features.forEachExample(in: piece, less: Span()) { example, places, values in
          for index in places.indices {
            let value = values[unchecked: index]
            sums[Int(places[unchecked: index])] += variances[example] * value * value
          }
        }
      }
    }
    let sums = fitted.products(variances)
    let total = sums[features]
    let scale = data.features.scale
    let own = examples.standardization ?? .identity(features: features)
    return (0...features).map { parameter in
      guard parameter < features else { return total }
      // Σ h·x̃² = f²·(Σ h·x² − m²·Σ h) − 2·f·m·Σ h·x̃, as x = x̃/f + m.
      let (mean, factor) = (own.means[parameter], own.factors[parameter])
      let square =
        factor * factor * (squares[parameter] * scale * scale - mean * mean * total)
        - 2 * factor * mean * sums[parameter]
      let whole = square + fitted.count * fitted.penalty.curvature(of: parameter)
      return whole > 0 ? whole : 1
    }
  }

  private func divided(_ vector: [Double]) -> [Double] {
    zip(vector, diagonal).map { $0 / $1 }
  }

  private func length(_ vector: [Double]) -> Double { dot(vector, divided(vector)).squareRoot() }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

extension FittedLoss {
  /// Σ number·x̃ over all examples, as parameters are. One thread of BLAS.
  func products(_ numbers: [Double]) -> [Double] {
    BLASThreads.scoped(1) {
      examples.products(with: numbers, columns: 1, threads: loss.threads)
    }
  }
}
