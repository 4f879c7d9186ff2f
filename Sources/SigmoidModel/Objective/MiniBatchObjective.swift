import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// The penalised mean loss, and the same over a mini-batch: the examples of a batch are copied as
/// they are stored, and one forward product, the loss and one accumulation go over the copy.
///
/// A batch is the work of one thread, so that its bits do not depend on their number, and of several
/// processes each copies the whole of it from where its examples are.
struct MiniBatchObjective<
  Features: FeatureStorage, Base: Objective & ~Copyable
>: StochasticObjective, ~Copyable {
  private var base: Base
  private let whole: TrainingSet<Features>
  private let penalty: any Penalty
  private let fitsIntercept: Bool
  private var narrowed: PassParameters<Features.Scalar>
  private var gradientSum: [Features.Scalar]  // features × columns

  /// - Parameter base: the same objective, by which it is evaluated on all examples.
  init(
    _ base: consuming Base, _ examples: TrainingSet<Features>, _ penalty: any Penalty,
    fitsIntercept: Bool = true
  ) {
    self.fitsIntercept = fitsIntercept
    whole = examples
    self.penalty = penalty
    let features = examples.data.features.features
    narrowed = PassParameters(features: features, columns: examples.columns)
    gradientSum = Array(repeating: 0, count: features * examples.columns)
    self.base = base
  }

  var dimension: Int { base.dimension }
  var examples: Int { whole.data.partition.examples }

  mutating func evaluate(at parameters: [Double], gradient: inout [Double]) throws -> Double {
    try base.evaluate(at: parameters, gradient: &gradient)
  }

  mutating func evaluate(
    at parameters: [Double], batch: Span<Int>, gradient: inout [Double]
  ) -> Double {
    let chosen = batch.indices.map { batch[$0] }
    let raw = whole.standardization?.rawParameters(parameters, columns: whole.columns) ?? parameters
    let scale = whole.data.features.scale
    narrowed.set(raw, scale: scale)
    let some = whole.drawing(chosen)
    var residualSums = [Double](repeating: 0, count: whole.columns)
    let lossSum = Self.pass(
      over: some.data.features, some.loss(), narrowed, residualSums: &residualSums,
      gradientSum: &gradientSum)

    // A batch stands for all examples: over those, this is the mean.
    let factor = Double(examples) / (Double(chosen.count) * whole.totalWeight)
    let weights = gradientSum.count
    var wide = [Double](repeating: 0, count: weights)
    var span = wide.mutableSpan
    Features.Scalar.add(gradientSum.span, times: scale * factor, to: &span)
    for index in wide.indices { gradient[index] = wide[index] }
    for column in residualSums.indices {
      gradient[weights + column] = residualSums[column] * factor
    }
    whole.standardization?.pullBack(&gradient, columns: whole.columns)
    if !fitsIntercept {
      for index in gradient.count - whole.columns..<gradient.count { gradient[index] = 0 }
    }
    if let offset = whole.offset { gradient[offset.feature] = 0 }
    return lossSum * factor + penalty.add(to: &gradient, at: parameters)
  }

  private static func pass(
    over some: Features, _ loss: AnyScoreLoss<Features.Scalar>,
    _ parameters: PassParameters<Features.Scalar>, residualSums: inout [Double],
    gradientSum: inout [Features.Scalar]
  ) -> Double {
    let (all, columns) = (0..<some.examples, residualSums.count)
    var scores = [Features.Scalar](repeating: 0, count: all.count * columns)
    gradientSum.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    var scoreSpan = scores.mutableSpan
    var residualSpan = residualSums.mutableSpan
    var gradientSpan = gradientSum.mutableSpan
    return BLASThreads.scoped(1) {
      some.forward(
        weights: parameters.weights.span, classes: columns, columns: all, into: &scoreSpan)
      let lossSum = loss.replaceScoresByResiduals(
        &scoreSpan, examples: all, intercepts: parameters.intercepts.span,
        residualSums: &residualSpan)
      some.accumulate(
        residuals: scoreSpan.span, classes: columns, columns: all, into: &gradientSpan)
      return lossSum
    }
  }
}
