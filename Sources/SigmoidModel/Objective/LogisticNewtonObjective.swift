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
  private var line = Line()

  /// - Parameter base: the same objective, by which evaluations are made.
  init(_ base: consuming Base, _ curvature: Curvature<Features>) {
    self.curvature = curvature
    penalty = curvature.penalty
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
    line.start = curvature.scores(at: parameters)
    line.slope = curvature.scores(at: direction)
    line.squares = (0, 0, 0)
    for index in 0..<penalty.penalized where !penalty.isZero {
      let factor = penalty.curvature(of: index)
      line.squares.start += factor * parameters[index] * parameters[index]
      line.squares.mixed += factor * parameters[index] * direction[index]
      line.squares.slope += factor * direction[index] * direction[index]
    }
  }

  func valueAndSlope(atStep step: Double) throws -> (value: Double, slope: Double) {
    let (loss, slope) = curvature.examples.lossAndSlope(
      at: line.start, along: line.slope, step: step, threads: curvature.threads)
    let squares = line.squares
    let norm = squares.start + step * (2 * squares.mixed + step * squares.slope)
    return (loss + norm / 2, slope + squares.mixed + step * squares.slope)
  }

  /// Scores at the start of a line and along it, and the penalty's three products.
  private struct Line {
    var start: [Double] = []
    var slope: [Double] = []
    var squares = (start: 0.0, mixed: 0.0, slope: 0.0)
  }
}

extension TrainingSet {
  /// The mean loss at z + step·dz and its derivative by the step.
  /// - Parameters:
  ///   - scores: z, columns × examples.
  ///   - slopes: dz, as many.
  func lossAndSlope(
    at scores: [Double], along slopes: [Double], step: Double, threads: Int
  ) -> (loss: Double, slope: Double) {
    let sums = data.partition.sum(2, threads: threads) { range, sums in
      var (loss, slope) = (0.0, 0.0)
      var z = [Double](repeating: 0, count: columns)
      for example in range {
        let first = example * columns
        let weight = relativeWeight(of: example)
        let label = Int(classOfExample[example])
        for column in 0..<columns {
          z[column] = scores[first + column] + step * slopes[first + column]
        }
        let one = link.lossAndSlope(z, along: slopes[first..<first + columns], label: label)
        loss += weight * one.loss
        slope += weight * one.slope
      }
      sums[0] += loss
      sums[1] += slope
    }
    let mean = 1 / Double(data.partition.examples)
    return (sums[0] * mean, sums[1] * mean)
  }
}

extension OutputTransform {
  /// The loss of an example at the scores z, and its derivative along `slopes`.
  fileprivate func lossAndSlope(
    _ z: [Double], along slopes: ArraySlice<Double>, label: Int
  ) -> (loss: Double, slope: Double) {
    let first = slopes.startIndex
    var (loss, slope) = (0.0, 0.0)
    guard self == .softmax else {
      for column in z.indices {
        let target: Double = self == .logistic ? Double(label) : column == label ? 1 : 0
        let (l, residual) = Double.binaryLossAndResidual(score: z[column], target: target)
        loss += l
        slope += residual * slopes[first + column]
      }
      return (loss, slope)
    }
    let p = SigmoidModel.softmax(z, classes: z.count)
    for column in z.indices {
      slope += (p[column] - (column == label ? 1 : 0)) * slopes[first + column]
    }
    return (softmaxLoss(z[...], of: label), slope)
  }
}
