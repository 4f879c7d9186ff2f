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

/// Jeffreys' prior |I|^½ on the parameters, by which estimates have less bias and are finite however the
/// classes are separated (David Firth, "Bias reduction of maximum likelihood estimates", Biometrika 80,
/// 1993; Georg Heinze, Michael Schemper, "A solution to the problem of separation in logistic regression",
/// Statistics in Medicine 21, 2002).
extension FittedLoss {
  /// Σc·F − ½·ln|I| and its gradient, I being the information of all rows of the model, those too that
  /// are held.
  private struct Point {
    let value: Double
    /// −2 times the log-likelihood.
    let deviance: Double
    /// As parameters are.
    let gradient: [Double]
    let information: Matrix<Double>
  }

  private static var mostSteps: Int { 500 }
  private static var mostHalvings: Int { 40 }
  /// Of what a step promises: the last one, whose next could not be told from rounding.
  private static var lastDecrement: Double { 1e-20 }
  /// Below this values differ by rounding alone, and steps still tell.
  private static var smallDecrement: Double { 1e-10 }

  /// Where that is least over the parameters that are not held, by Fisher's scoring with halved steps.
  func minimumWithJeffreys(
    from start: [Double], takesPart: [Bool], of loss: LinearLoss<CentredFeatures<Features>>
  ) throws -> Minimum {
    let free = takesPart.indices.filter { takesPart[$0] } + (loss.fitsIntercept ? [features] : [])
    let places = free.map { rows.firstIndex(of: $0) ?? 0 }
    var parameters = start
    guard var point = point(at: parameters, loss) else { throw InferenceError.singular }
    var isConverged = free.isEmpty
    var before = Double.infinity
    var steps = 0
    while !isConverged, steps < Self.mostSteps {
      steps += 1
      var part = Matrix<Double>(rows: free.count, columns: free.count)
      for (j, column) in places.enumerated() {
        for (i, row) in places.enumerated() { part[i, j] = point.information[row, column] }
      }
      guard let factor = try? Cholesky(part) else { throw InferenceError.singular }
      var step = free.map { -point.gradient[$0] }
      var span = step.mutableSpan
      factor.solve(&span)
      let decrement = -zip(step, free).reduce(0) { $0 + $1.0 * point.gradient[$1.1] }
      guard decrement.isFinite else { break }
      if decrement <= Self.lastDecrement || decrement <= Self.smallDecrement && decrement >= before
      {
        isConverged = true
        break
      }
      before = decrement
      var size = 1.0
      var next: (parameters: [Double], point: Point)?
      for _ in 0..<Self.mostHalvings where next == nil {
        var moved = parameters
        for (index, place) in free.enumerated() { moved[place] += size * step[index] }
        if let found = self.point(at: moved, loss),
          found.value <= point.value || decrement <= Self.smallDecrement
        {
          next = (moved, found)
        }
        size /= 2
      }
      guard let next else { break }
      (parameters, point) = next
    }
    return Minimum(
      parameters: parameters, deviance: point.deviance, objective: point.value,
      isConverged: isConverged, gradientMax: free.reduce(0) { max($0, abs(point.gradient[$1])) },
      steps: steps)
  }

  /// nil where the information has no determinant that could be told from 0.
  private func point(
    at parameters: [Double], _ loss: LinearLoss<CentredFeatures<Features>>
  ) -> Point? {
    let examples = loss.examples
    let scores = loss.scores(at: parameters)
    let curvature = loss.curvature(ofScores: scores)
    let weights = weights
    let variances = variances(curvature)
    let information = gram(variances, of: examples)
    guard let factor = try? Cholesky(information) else { return nil }
    let logDeterminant = factor.logDeterminant
    guard logDeterminant.isFinite else { return nil }
    let leverages = examples.quadraticForms(
      factor.inverse(), rows: rows, times: variances, threads: loss.threads)
    // c·(p − y) − h·(½ − p), without the cancellation of 1 − p.
    let numbers = (0..<examples.data.examples).map { example in
      let (p, q) = (curvature.probabilities[example], curvature.complements[example])
      let residual = examples.classOfExample[example] == 1 ? -q : p
      return weights[example] * residual - leverages[example] * (q - p) / 2
    }
    let value = line(at: scores).valueAndSlope(atStep: 0).value * count
    return Point(
      value: value - logDeterminant / 2, deviance: 2 * value,
      gradient: examples.products(with: numbers, columns: 1, threads: loss.threads),
      information: information)
  }

  /// ½·ln|I| by features as they are less that in these coordinates: of a penalised log-likelihood.
  func jeffreysShift(_ standardization: Standardization?) -> Double {
    guard let standardization else { return 0 }
    return -rows.filter { $0 < features }.reduce(0) { $0 + log(standardization.factors[$1]) }
  }
}
