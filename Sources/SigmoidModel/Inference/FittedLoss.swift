import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The loss of a fit in double, and where it ended: what standard errors and tests are computed from. It
/// holds the examples.
///
/// Parameters are those of the solvers' coordinates: weights of features in the coordinates of `examples`,
/// then the intercept.
struct FittedLoss<Features: FeatureStorage>: Sendable {
  let loss: LinearLoss<CentredFeatures<Features>>
  /// Of the examples' scores.
  let scoreLoss: AnyScoreLoss<Double>
  let penalty: any Penalty
  var parameters: [Double]
  /// Of each feature, whether its weight is estimated: not of constants, combinations of others, offsets.
  let takesPart: [Bool]
  /// Where the fit was proved to have ended, which may be `parameters`; nil where that took no Hessian.
  var proved: ProvedPoint?
  /// Whether Jeffreys' prior is part of what is least.
  var hasJeffreys = false

  /// What proved the fit, where it ended there.
  var provedHere: ProvedPoint? { proved?.parameters == parameters ? proved : nil }

  var examples: TrainingSet<CentredFeatures<Features>> { loss.examples }
  var features: Int { loss.features }

  /// What all examples count together: with case weights that are numbers of copies, how many there are.
  var count: Double { examples.totalWeight }

  /// Of all columns; of a softmax of one column less, as they are compared with it.
  var estimated: Int { rows.count * max(1, loss.columns - (loss.isSoftmax ? 1 : 0)) }

  /// Features whose weights are estimated, and `features` for the intercept where one is fitted: the order
  /// of covariances.
  var rows: [Int] {
    takesPart.indices.filter { takesPart[$0] } + (loss.fitsIntercept ? [features] : [])
  }

  /// What the examples here count, one each.
  var weights: [Double] {
    examples.weights.isEmpty
      ? [Double](repeating: 1, count: examples.data.examples) : examples.weights
  }

  /// c·p(1 − p) of the examples here.
  func variances(_ curvature: ScoreCurvature) -> [Double] {
    let (p, q, weights) = (curvature.probabilities, curvature.complements, examples.weights)
    return p.indices.map { p[$0] * q[$0] * (weights.isEmpty ? 1 : weights[$0]) }
  }

  /// p − y of the examples here, without the cancellation of 1 − p.
  func residuals(_ curvature: ScoreCurvature) -> [Double] {
    let (p, q, label) = (curvature.probabilities, curvature.complements, examples.classOfExample)
    return p.indices.map { label[$0] == 1 ? -q[$0] : p[$0] }
  }

  /// I⁻¹, the inverse of the information with the curvature of the penalty, in the order of `rows`: of the
  /// Hessian that proved the fit, where it ended there.
  /// - Throws: `InferenceError` where there is none.
  func inverseInformation(_ point: FittedPoint) throws -> Matrix<Double> {
    let places = loss.places(of: 0..<1, rows: rows)
    if let inverse = provedHere?.hessian?.inverse(ofBlock: 0, places: places) {
      return inverse.times(1 / count)
    }
    var information = gram(variances(point.curvature), of: examples)
    for (index, place) in places.enumerated() {
      information[index, index] += count * penalty.curvature(of: place)
    }
    // One thread: LAPACK's bits depend on their number.
    return try BLASThreads.scoped(1) {
      guard let factor = try? Cholesky(information) else { throw InferenceError.singular }
      return factor.inverse()
    }
  }

  /// Σ number·x̃x̃ᵀ over the examples, rows.count², both triangles.
  /// - Parameter examples: these, or the same in other coordinates.
  func gram(
    _ numbers: [Double], of examples: TrainingSet<CentredFeatures<Features>>
  ) -> Matrix<Double> {
    let (all, rows) = (examples.gram(curvatures: numbers, threads: loss.threads), rows)
    var result = Matrix<Double>(rows: rows.count, columns: rows.count)
    for (j, column) in rows.enumerated() {
      for (i, row) in rows.enumerated() {
        result[i, j] = all[max(row, column), min(row, column)]
      }
    }
    return result
  }

  /// Where the loss and the penalty are least, of parameters that are not held.
  struct Minimum {
    var parameters: [Double]
    /// −2 times the log-likelihood there.
    var deviance: Double
    /// Σc·F, with the penalty.
    var objective: Double
    var isConverged: Bool
    /// max|∇Σc·F| there, of parameters that are not held, where it was computed.
    var gradientMax = 0.0
    var steps = 0
  }

  private static var mostSteps: Int { 100 }
  private static var mostHalvings: Int { 40 }
  /// Of Σc·F: what a step promises that is the last one. The next would promise its square.
  private static var lastDecrement: Double { 1e-9 }

  /// By Newton's method, halving steps that do not descend.
  /// - Parameters:
  ///   - start: weights that take no part stay as they are there, and so does the intercept where none is
  ///     fitted.
  ///   - loss: the same in other coordinates, or without a fitted intercept; nil for `loss`.
  func minimum(
    from start: [Double], takesPart: [Bool], of other: LinearLoss<CentredFeatures<Features>>? = nil
  ) throws -> Minimum {
    let loss = other ?? self.loss
    guard !hasJeffreys else {
      return try minimumWithJeffreys(from: start, takesPart: takesPart, of: loss)
    }
    var (parameters, gradient) = (start, start)
    var objective = loss.objective()
    var scores = loss.scores(at: parameters)
    var line = line(at: scores)
    var current = line.valueAndSlope(atStep: 0).value + penalty.value(at: parameters)
    var isConverged = false
    for _ in 0..<Self.mostSteps {
      _ = try objective.evaluate(at: parameters, gradient: &gradient)
      _ = penalty.add(to: &gradient, at: parameters)
      guard takesPart.contains(true) || loss.fitsIntercept else {
        isConverged = true
        break
      }
      guard
        let hessian = FactoredHessian(
          loss, scores: scores, penalty: penalty, takesPart: takesPart, ofRows: true)
      else { break }
      var direction = gradient
      hessian.solve(&direction)
      for index in direction.indices { direction[index] = -direction[index] }
      let decrement = -zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 } * count
      guard decrement.isFinite else { break }
      line.begin(at: scores, along: loss.scores(at: direction))
      var step = 1.0
      var isLower = false
      for _ in 0..<Self.mostHalvings {
        let next = zip(parameters, direction).map { $0 + step * $1 }
        let found = line.valueAndSlope(atStep: step).value + penalty.value(at: next)
        // Near the minimum values differ by rounding alone.
        if found <= current || decrement <= Self.lastDecrement {
          (parameters, current, isLower) = (next, found, true)
          break
        }
        step /= 2
      }
      guard isLower else { break }
      scores = loss.scores(at: parameters)
      if decrement <= Self.lastDecrement {
        isConverged = true
        break
      }
    }
    let value = self.line(at: scores).valueAndSlope(atStep: 0).value
    return Minimum(
      parameters: parameters, deviance: 2 * count * value,
      objective: count * (value + penalty.value(at: parameters)), isConverged: isConverged)
  }

  /// Σc·F where the fit ended, with the penalty and the prior.
  /// - Parameter known: the deviance there, where it is known.
  func objective(deviance known: Double? = nil) throws -> Double {
    guard hasJeffreys else {
      return (known ?? deviance) / 2 + count * penalty.value(at: parameters)
    }
    let nothing = [Bool](repeating: false, count: features)
    let held = LinearLoss(loss.examples, fitsIntercept: false, threads: loss.threads)
    return try minimum(from: parameters, takesPart: nothing, of: held).objective
  }

  /// −2 times the log-likelihood where the fit ended.
  var deviance: Double {
    2 * count * line(at: loss.scores(at: parameters)).valueAndSlope(atStep: 0).value
  }

  /// That goes nowhere yet.
  func line(at scores: [Double]) -> ScoreLine {
    var line = ScoreLine(scoreLoss, examples.data.partition, threads: loss.threads)
    line.begin(at: scores, along: [Double](repeating: 0, count: scores.count))
    return line
  }

  /// The model without any of the features, but with its offset and its intercept.
  func null() throws -> Minimum {
    if !hasJeffreys, examples.offset == nil {
      // All examples have one probability: the share of their class, or as much as any other. Weights of 0
      // have no penalty.
      let shares = examples.classShares()
      let even = 1 / Double(shares.count)
      let mean = shares.reduce(0) { $0 - $1 * log(loss.fitsIntercept ? $1 : even) }
      return Minimum(
        parameters: [], deviance: 2 * count * mean, objective: count * mean, isConverged: true)
    }
    var start = parameters
    for place in 0..<features * loss.columns where takesPart[place % features] { start[place] = 0 }
    return try minimum(
      from: start, takesPart: [Bool](repeating: false, count: features))
  }
}
