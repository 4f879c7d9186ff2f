import LinearAlgebra
import Optimization

/// The penalised mean loss of a binary task, with its Hessian X̃·diag(p(1 − p))·X̃ᵀ/m + l2·I over
/// all examples, X̃ being X with a row of ones; Σc in place of m where examples are weighted.
///
/// On a line w + a·d the scores are z(w) + a·z(d): both are computed once, and a trial step is a
/// loop over the scores, not over X.
struct BinaryNewtonObjective<
  Features: FeatureStorage & ~Copyable, Base: Objective & ~Copyable
>: NewtonObjective, ~Copyable
where Features.Scalar: LossScalar {
  private var base: Base
  private let examples: TrainingSet<Features>
  private let l2: Double
  private let threads: Int
  private let features: Int
  private var hessian: Hessian?
  private var line = Line()

  /// - Parameter base: the same objective, by which evaluations are made.
  init(_ base: consuming Base, _ examples: TrainingSet<Features>, l2: Double, threads: Int) {
    precondition(examples.columns == 1, "Newton on \(examples.columns) columns of weights")
    self.examples = examples
    self.l2 = l2
    self.threads = threads
    features = examples.data.features.features
    self.base = base
  }

  var dimension: Int { features + 1 }

  mutating func evaluate(
    at parameters: [Double], gradient: inout [Double]
  ) throws -> Double {
    try base.evaluate(at: parameters, gradient: &gradient)
  }

  mutating func newtonDirection(
    at parameters: [Double], gradient: [Double], reusingHessian: Bool, direction: inout [Double]
  ) throws -> HessianKind {
    if !reusingHessian || hessian == nil {
      line.start = examples.scores(at: parameters, threads: threads)
      line.startParameters = parameters
      hessian = factor()
    }
    guard let hessian else { return .none }
    for index in direction.indices { direction[index] = -gradient[index] }
    var span = direction.mutableSpan
    hessian.cholesky.solve(&span)
    return hessian.isDamped ? .damped : .positiveDefinite
  }

  mutating func prepareLine(from parameters: [Double], along direction: [Double]) throws {
    if line.startParameters != parameters {
      line.start = examples.scores(at: parameters, threads: threads)
      line.startParameters = parameters
    }
    line.slope = examples.scores(at: direction, threads: threads)
    line.squares = (0, 0, 0)
    for index in 0..<features {
      line.squares.start += parameters[index] * parameters[index]
      line.squares.mixed += parameters[index] * direction[index]
      line.squares.slope += direction[index] * direction[index]
    }
  }

  func valueAndSlope(atStep step: Double) throws -> (value: Double, slope: Double) {
    let (examples, line) = (examples, line)
    let sums = examples.data.partition.sum(2, threads: threads) { range, sums in
      var (loss, slope) = (0.0, 0.0)
      for index in range {
        let (l, residual) = Double.binaryLossAndResidual(
          score: line.start[index] + step * line.slope[index],
          target: Double(examples.classOfExample[index]))
        let weight = examples.relativeWeight(of: index)
        loss += weight * l
        slope += weight * residual * line.slope[index]
      }
      sums[0] += loss
      sums[1] += slope
    }
    let mean = 1 / Double(examples.data.partition.examples)
    let (loss, slope) = (sums[0], sums[1])
    let squares = line.squares
    let norm = squares.start + step * (2 * squares.mixed + step * squares.slope)
    return (
      loss * mean + l2 / 2 * norm, slope * mean + l2 * (squares.mixed + step * squares.slope)
    )
  }

  /// At the start of the line; nil when no damping makes it positive definite.
  private func factor() -> Hessian? {
    let mean = 1 / Double(examples.data.partition.examples)
    let curvatures = line.start.indices.map { index in
      let p = logistic(line.start[index])
      return p * (1 - p) * mean * examples.relativeWeight(of: index)
    }
    let gram = examples.gram(curvatures: curvatures, threads: threads)
    let diagonal = (0..<features).reduce(0) { $0 + gram[$1, $1] } / Double(max(1, features))
    for share in [0] + Self.dampings {
      // One thread: LAPACK's bits depend on their number.
      let hessian: Hessian? = BLASThreads.scoped(1) {
        var matrix = gram.copy()
        for feature in 0..<features { matrix[feature, feature] += l2 + share * diagonal }
        matrix[features, features] *= 1 + share
        do throws(NotPositiveDefinite) {
          return Hessian(try Cholesky(matrix), isDamped: share > 0)
        } catch {
          return nil
        }
      }
      if let hessian { return hessian }
    }
    return nil
  }

  /// Shares of the mean diagonal that are added, in turn, to a Hessian that rounding or features
  /// without any variance leave singular.
  private static var dampings: [Double] { [1e-10, 1e-8, 1e-6, 1e-4] }

  /// Scores at the start of a line and along it, and the penalty's three products.
  private struct Line {
    var startParameters: [Double] = []
    var start: [Double] = []
    var slope: [Double] = []
    var squares = (start: 0.0, mixed: 0.0, slope: 0.0)
  }

  /// A shared owner of the factor, which cannot itself be an optional that is copied.
  private final class Hessian {
    let cholesky: Cholesky<Double>
    let isDamped: Bool

    init(_ cholesky: consuming Cholesky<Double>, isDamped: Bool) {
      self.cholesky = cholesky
      self.isDamped = isDamped
    }
  }
}
