import SigmoidSystem
import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

/// The textbook evaluation: Z = WᵀX for every example, then the loss, then dW = X·dZᵀ/m, each
/// product one BLAS call on the whole matrix with OpenBLAS's own threads. Reads X twice.
///
/// Parameters: weights (features × classes, column-major), then one intercept a class.
/// The value is the mean loss (1/m) Σ L, without any penalty.
package struct WholeMatrixObjective<Features: FeatureStorage, Loss: ScoreLoss>:
  Objective, ~Copyable
where Features.Scalar == Loss.Scalar {
  private let data: Dataset<Features>
  private let loss: Loss
  private let threads: Int
  private let weightCount: Int

  private var narrowed: PassParameters<Loss.Scalar>
  private var scores: [Loss.Scalar]  // classes × examples; residuals after the loss
  private var gradientSum: [Loss.Scalar]  // features × classes
  private var residualSums: [Double]  // classes

  package init(_ data: Dataset<Features>, loss: Loss, threads: Int) {
    require(
      loss.examples == data.examples,
      "targets of \(loss.examples) examples for \(data.examples) examples")
    self.data = data
    self.loss = loss
    self.threads = threads
    weightCount = data.features.features * loss.classes
    narrowed = PassParameters(features: data.features.features, columns: loss.classes)
    scores = Array(repeating: 0, count: data.examples * loss.classes)
    gradientSum = Array(repeating: 0, count: weightCount)
    residualSums = Array(repeating: 0, count: loss.classes)
  }

  package var dimension: Int { weightCount + loss.classes }

  package mutating func evaluate(at parameters: [Double], gradient: inout [Double]) -> Double {
    let scale = data.features.scale
    narrowed.set(parameters, scale: scale)
    let lossSum = BLASThreads.scoped(threads) {
      Self.pass(
        over: data, loss: loss, parameters: narrowed, scores: &scores,
        residualSums: &residualSums, gradientSum: &gradientSum)
    }
    let mean = 1 / loss.totalWeight
    var wide = [Double](repeating: 0, count: weightCount)
    var wideSpan = wide.mutableSpan
    Loss.Scalar.add(gradientSum.span, to: &wideSpan)
    for index in wide.indices { gradient[index] = wide[index] * scale * mean }
    for index in residualSums.indices { gradient[weightCount + index] = residualSums[index] * mean }
    return lossSum * mean
  }

  /// Fills the three buffers; returns the sum of the losses.
  private static func pass(
    over data: Dataset<Features>, loss: Loss, parameters: PassParameters<Loss.Scalar>,
    scores: inout [Loss.Scalar], residualSums: inout [Double], gradientSum: inout [Loss.Scalar]
  ) -> Double {
    let all = 0..<data.examples
    for index in residualSums.indices { residualSums[index] = 0 }
    for index in gradientSum.indices { gradientSum[index] = 0 }
    var scoreSpan = scores.mutableSpan
    data.features.forward(
      weights: parameters.weights.span, classes: loss.classes, columns: all, into: &scoreSpan)
    var residualSpan = residualSums.mutableSpan
    let lossSum = loss.replaceScoresByResiduals(
      &scoreSpan, examples: all, intercepts: parameters.intercepts.span, residualSums: &residualSpan
    )
    var gradientSpan = gradientSum.mutableSpan
    data.features.accumulate(
      residuals: scores.span, classes: loss.classes, columns: all, into: &gradientSpan)
    return lossSum
  }
}
