import LogisticReference
import SigmoidExamples
import SigmoidLinear
import SigmoidModel
import SigmoidOptimization
import LogisticReference

/// The textbook's loop over examples as an objective, to run it under the same optimizer.
struct ReferenceObjective: Objective {
  private let data: Dataset<Matrix<Float>>
  private let targets: [Float]

  init(_ examples: TrainingSet<Matrix<Float>>) {
    data = examples.data
    targets = examples.targets
  }

  var dimension: Int { data.features.features + 1 }

  func evaluate(at parameters: [Double], gradient: inout [Double]) -> Double {
    let features = parameters.count - 1
    let result = Self.lossAndGradient(
      data.features, targets,
      Parameters(weights: Array(parameters[..<features]), intercept: parameters[features]))
    for feature in 0..<features { gradient[feature] = result.dw[feature] }
    gradient[features] = result.db
    return result.loss
  }

  private static func lossAndGradient(
    _ x: Matrix<Float>, _ y: [Float], _ parameters: Parameters
  ) -> LossAndGradient {
    PerExampleLoop.lossAndGradient(x.span, y, parameters)
  }
}
