import LogisticReference
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidMetrics
@testable import SigmoidModel
import LogisticReference
import TestSupport
import Testing

@Suite struct TrainerTests {
  /// Two features; "a" where x₀ + x₁ > 0, "b" elsewhere, and two "c".
  private let x: [Float] = [1, 2, 2, 0.5, -1, -1, -2, 0.5, 3, -1, -1, -3, 0, 0, 1, 1]

  private func data() -> Dataset<Matrix<Float>> {
    Dataset(
      features: Matrix(rows: 2, columns: 8, elements: x),
      labels: Labels(["a", "a", "b", "b", "a", "b", "c", "c"]))
  }

  private func trainer(epochs: Int = 50, rate: Double = 0.5) -> LogisticTrainer {
    LogisticTrainer(solver: .gradientDescent(epochs: epochs, learningRate: rate))
  }

  @Test func fitsWhatTheReferenceFits() throws {
    let fit = try trainer().fit(data(), BinaryTask(positive: ["a"]))
    let y: [Float] = [1, 1, 0, 0, 1, 0, 0, 0]
    let (parameters, losses) = PerExampleLoop.train(
      x.span, y, features: 2, epochs: 50, learningRate: 0.5)
    #expect(abs(fit.model.weights[0] - parameters.weights[0]) < 1e-5)
    #expect(abs(fit.model.weights[1] - parameters.weights[1]) < 1e-5)
    #expect(abs(fit.model.intercepts[0] - parameters.intercept) < 1e-5)
    #expect(abs(fit.summary.loss - losses[49]) < 1e-6)
    #expect(fit.summary.evaluations == 50 && fit.summary.examples == 8)
    #expect(fit.model.classes.map(\.name) == ["not a", "a"])
  }

  @Test func versusLeavesTheOthersOut() throws {
    let fit = try trainer().fit(data(), BinaryTask(positive: ["a"], versus: ["b"]))
    #expect(fit.summary.examples == 6)
    #expect(fit.model.classes.map(\.name) == ["b", "a"])
    let evaluation = try fit.model.evaluate(data())
    #expect(evaluation.examples == 6 && evaluation.errors == 0)
  }

  @Test func severalLabelsMakeOneClass() throws {
    let fit = try trainer().fit(data(), BinaryTask(positive: ["a", "c"]))
    #expect(fit.model.classes[1] == ModelClass(name: "a|c", labels: ["a", "c"]))
    #expect(try fit.model.evaluate(data()).perClass[1].support == 5)
  }

  @Test func theObjectiveHoldsThePenaltyAndTheLossDoesNot() throws {
    var trainer = trainer()
    trainer.l2 = 0.5
    var seen: [TrainingProgress] = []
    let fit = try trainer.fit(data(), BinaryTask(positive: ["a"])) {
      seen.append($0)
      return .proceed
    }
    #expect(seen.count == 50)
    #expect(seen[0].loss == seen[0].objective)
    #expect(seen[9].objective > seen[9].loss)
    #expect(fit.summary.objective == seen[49].objective)
    let plain = try self.trainer().fit(data(), BinaryTask(positive: ["a"]))
    #expect(fit.model.weightNorm < plain.model.weightNorm)
  }

  @Test func bytesAndFloatsGiveTheSameModel() throws {
    var random = RandomValues()
    let raw = random.bytes(20 * 50)
    var bytes = ByteMatrix(features: 20, examples: 50)
    var span = bytes.mutableSpan
    for index in raw.indices { span[index] = raw[index] }
    let labels = Labels((0..<50).map { $0 % 3 })
    let floats = bytes.converted()
    let task = BinaryTask(positive: [0])
    let fromBytes = try trainer().fit(Dataset(features: bytes, labels: labels), task).model
    let fromFloats = try trainer().fit(Dataset(features: floats, labels: labels), task).model
    for (one, other) in zip(fromBytes.weights, fromFloats.weights) {
      #expect(abs(one - other) < Tolerance.weightsBetweenEngines)
    }
    #expect(fromBytes.inputScale == 1.0 / 255 && fromFloats.inputScale == 1)
  }

  @Test func theObserverEndsTheFit() throws {
    let fit = try trainer().fit(data(), BinaryTask(positive: ["a"])) {
      $0.evaluation == 3 ? .stop : .proceed
    }
    #expect(fit.summary.termination == .interrupted && fit.summary.evaluations == 3)
    let two = try trainer(epochs: 2).fit(data(), BinaryTask(positive: ["a"]))
    #expect(fit.model.weights == two.model.weights)
  }

  @Test func theToleranceEndsTheFit() throws {
    var trainer = trainer(epochs: 10_000)
    trainer.l2 = 1
    trainer.tolerance = 1e-3
    let fit = try trainer.fit(data(), BinaryTask(positive: ["a"]))
    #expect(fit.summary.termination == .gradientBelowTolerance)
    #expect(fit.summary.gradientMax <= 1e-3 && fit.summary.evaluations < 10_000)
  }

  @Test func divergenceGivesNoModelButAReason() throws {
    let diverged = #expect(throws: TrainingDiverged.self) {
      _ = try trainer(rate: 1e9).fit(data(), BinaryTask(positive: ["c"]))
    }
    #expect(diverged?.summary.termination == .diverged)
    #expect(diverged?.description.contains("smaller learning rate") == true)
  }

  @Test func refusesDataThatCannotBeTrainedOn() {
    let trainer = trainer()
    #expect(throws: TrainingDataError.noExamples) {
      let none = Dataset(features: Matrix<Float>(rows: 2, columns: 0), labels: Labels([Int]()))
      _ = try trainer.fit(none, BinaryTask(positive: [0]))
    }
    #expect(throws: TrainingDataError.noExample(ofLabel: "z", labels: ["a", "b", "c"])) {
      _ = try trainer.fit(data(), BinaryTask(positive: ["z"]))
    }
    #expect(throws: TrainingDataError.singleClass("a|b|c")) {
      _ = try trainer.fit(data(), BinaryTask(positive: ["a", "b", "c"]))
    }
    #expect(throws: TrainingDataError.labelInBothClasses("a")) {
      _ = try trainer.fit(data(), BinaryTask(positive: ["a"], versus: ["b", "a"]))
    }
    for bad in [Float.nan, .infinity] {
      #expect(throws: TrainingDataError.nonFinite(ElementPosition(feature: 1, example: 0))) {
        let x = Matrix<Float>(rows: 2, columns: 2, elements: [1, bad, 2, 3])
        let data = Dataset(features: x, labels: Labels([0, 1]))
        _ = try trainer.fit(data, BinaryTask(positive: [0]))
      }
    }
  }

  @Test func refusesHyperparametersOutOfRange() {
    for rate in [0, -1, Double.nan, .infinity] {
      #expect(throws: InvalidHyperparameter.self) {
        _ = try trainer(rate: rate).fit(data(), BinaryTask(positive: ["a"]))
      }
    }
    #expect(throws: InvalidHyperparameter.self) {
      _ = try trainer(epochs: 0).fit(data(), BinaryTask(positive: ["a"]))
    }
    for change: (inout LogisticTrainer) -> Void in [
      { $0.l2 = -1 }, { $0.l2 = .nan }, { $0.tolerance = -1 }, { $0.tolerance = .nan },
      { $0.threads = 0 },
    ] {
      var trainer = trainer()
      change(&trainer)
      #expect(throws: InvalidHyperparameter.self) {
        _ = try trainer.fit(data(), BinaryTask(positive: ["a"]))
      }
    }
  }
}
