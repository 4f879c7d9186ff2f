import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// What Newton's method needs beside an objective: directions of its Hessian, and values along a
/// line. On a line u + a·d the scores are z(u) + a·z(d): both are computed once, and a trial step is
/// a loop over the scores, not over X.
struct LogisticNewtonObjective<
  Features: FeatureStorage, Base: Objective & ~Copyable
>: NewtonObjective, ~Copyable {
  private var base: Base
  private let curvature: Curvature<Features>
  private let penalty: any Penalty
  private var line: ScoreLine
  private var squares = Squares()

  /// - Parameter base: the same objective, by which evaluations are made.
  init(_ base: consuming Base, _ curvature: Curvature<Features>) {
    self.curvature = curvature
    penalty = curvature.penalty
    line = ScoreLine(
      curvature.scoreLoss, curvature.examples.data.partition, threads: curvature.threads)
    self.base = base
  }

  var dimension: Int { base.dimension }

  mutating func evaluate(at parameters: [Double], gradient: inout [Double]) throws -> Double {
    try base.evaluate(at: parameters, gradient: &gradient)
  }

  func gradientMax(of gradient: [Double]) -> Double { base.gradientMax(of: gradient) }

  mutating func assess(
    at parameters: [Double], value: Double, gradient: [Double], because reason: TerminationReason
  ) throws -> Assessment {
    try base.assess(at: parameters, value: value, gradient: gradient, because: reason)
  }

  func save(to state: inout RunState) { base.save(to: &state) }

  mutating func restore(from state: RunState) throws { try base.restore(from: state) }

  mutating func newtonDirection(
    at parameters: [Double], gradient: [Double], reusingHessian: Bool, direction: inout [Double]
  ) throws -> HessianKind {
    guard
      let hessian = reusingHessian
        ? curvature.latest ?? curvature.hessian(at: parameters)
        : curvature.hessian(at: parameters)
    else { return .none }
    direction = gradient.map { -$0 }
    hessian.solve(&direction)
    if curvature.isUnbounded(at: parameters, along: direction) { return .unbounded }
    return hessian.isDamped ? .damped : .positiveDefinite
  }

  mutating func prepareLine(from parameters: [Double], along direction: [Double]) throws {
    line.begin(
      at: curvature.scores(at: parameters), along: curvature.scores(at: direction))
    squares = Squares()
    for index in 0..<penalty.penalized where !penalty.isZero {
      let factor = penalty.curvature(of: index)
      squares.start += factor * parameters[index] * parameters[index]
      squares.mixed += factor * parameters[index] * direction[index]
      squares.slope += factor * direction[index] * direction[index]
    }
  }

  func valueAndSlope(atStep step: Double) throws -> (value: Double, slope: Double) {
    let (loss, slope) = line.valueAndSlope(atStep: step)
    let norm = squares.start + step * (2 * squares.mixed + step * squares.slope)
    return (loss + norm / 2, slope + squares.mixed + step * squares.slope)
  }

  /// The penalty's three products of the start of a line and its direction.
  private struct Squares {
    var (start, mixed, slope) = (0.0, 0.0, 0.0)
  }
}
