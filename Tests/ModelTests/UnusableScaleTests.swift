@testable import SigmoidOptimization
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
import Testing

/// Features whose squares no double holds are refused by name, and never taken for constant ones.
@Suite struct UnusableScaleTests {
  private func data(_ scale: Double) -> Dataset<Matrix<Double>> {
    let x: [Double] = [1, -1, 2, -2, 0.5, -0.5, 1.5, -1.5]
    var features = Matrix<Double>(rows: 3, columns: x.count)
    for (example, value) in x.enumerated() {
      features[0, example] = value
      features[1, example] = x[(example + 3) % x.count] * scale
      features[2, example] = 7.25
    }
    return Dataset(features: features, labels: Labels([0, 1, 1, 0, 1, 0, 0, 1]))
  }

  @Test(
    arguments: [1e155, 1e160, 1e200, 1e300, 1e-155, 1e-165, 1e-200, 1e-300, 0x1p-1030],
    [
      LogisticTrainer(solver: .newton(evaluations: 50), l2: 1e-3),
      LogisticTrainer(solver: .lbfgs(evaluations: 50)),
    ]
  )
  func isRefusedByName(scale: Double, trainer: LogisticTrainer) throws {
    for standardizes in [false, true] {
      for fitsIntercept in [false, true] {
        var trainer = trainer
        trainer.standardizes = standardizes
        trainer.fitsIntercept = fitsIntercept
        #expect(throws: TrainingDataError.unusableScale(feature: 1)) {
          try trainer.fit(data(scale), BinaryTask(positive: ["1"]))
        }
      }
    }
  }

  @Test(arguments: [1, 1e-140, 1e140]) func othersAreFitted(scale: Double) throws {
    let trainer = LogisticTrainer(
      solver: .newton(evaluations: 50), l2: 1e-3, standardizes: true)
    let fit = try trainer.fit(data(scale), BinaryTask(positive: ["1"]))
    #expect(fit.summary.isConverged)
    #expect(fit.summary.aliased.map(\.feature) == [2])
  }

  /// The proof of a solver of the textbook is in coordinates that these have not.
  @Test func nothingIsProvedOfThem() throws {
    let trainer = LogisticTrainer(
      solver: .gradientDescent(epochs: 3, learningRate: 0.1), l2: 1e-3)
    let summary = try trainer.fit(data(1e-200), BinaryTask(positive: ["1"])).summary
    #expect(summary.gapIs == nil && summary.dualityGap == nil && !summary.isConverged)
  }

  @Test(arguments: [1e308, 0x1p-1063, -1, .nan]) func weightsHaveARange(weight: Double) throws {
    let trainer = LogisticTrainer(
      solver: .lbfgs(evaluations: 5), l2: 1e-3, classWeights: .byLabel(["1": weight]))
    #expect(throws: TrainingDataError.self) {
      try trainer.fit(data(1), BinaryTask(positive: ["1"]))
    }
  }
}
