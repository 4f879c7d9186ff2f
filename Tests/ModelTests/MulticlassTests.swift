@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidMetrics
@testable import SigmoidModel
import TestSupport
import Testing

/// Several classes through the library: fit, predict, save, evaluate.
@Suite struct MulticlassTests {
  /// Three classes in three directions of the plane, and two examples of a fourth.
  private func data() -> Dataset<Matrix<Float>> {
    Dataset(
      features: Matrix(
        rows: 2, columns: 8,
        elements: [3, 0, 2, 0.5, -1, 3, -1.5, 2, -1, -3, -2, -2, 0.1, 0.1, 0, 0]),
      labels: Labels(["a", "a", "b", "b", "c", "c", "d", "d"]))
  }

  private let trainer = LogisticTrainer(
    solver: .gradientDescent(epochs: 60, learningRate: 0.5), threads: 2)

  private let three = MulticlassTask(labels: ["a", "b", "c"])

  @Test func fitsAndPredicts() throws {
    let fit = try trainer.fit(data(), three)
    #expect(fit.model.classes.map(\.name) == ["a", "b", "c"])
    #expect(fit.model.intercepts.count == 3 && fit.model.weights.count == 6)
    #expect(!fit.model.isBinary && fit.summary.examples == 6)
    #expect(fit.summary.loss < 0.1)
    let evaluation = try fit.model.evaluate(data())
    #expect(evaluation.examples == 6 && evaluation.errors == 0)
    #expect(try fit.model.accuracy(on: data()) == 1)
    let predictions = try fit.model.predictions(of: data().features)
    #expect(Array(predictions[..<6]) == ["a", "a", "b", "b", "c", "c"])
    // Softmax has a direction that changes nothing, and from zero no step goes along it.
    #expect(abs(fit.model.intercepts.reduce(0, +)) < 1e-6)
  }

  /// From zero all classes are as likely: the first evaluation is log K.
  @Test func theFirstLossIsThatOfGuessing() throws {
    var losses: [Double] = []
    _ = try trainer.fit(data(), MulticlassTask()) {
      losses.append($0.loss)
      return .proceed
    }
    #expect(losses.count == 60 && abs(losses[0] - 1.3862943611198906) < 1e-6)
    #expect(losses == losses.sorted(by: >))
  }

  /// What is the same in all classes changes no probability, and the penalty is least without it.
  @Test func aStartsCommonPartIsForgotten() throws {
    let asked = LogisticTrainer(solver: .lbfgs(), l2: 0.1, tolerance: 1e-7, threads: 1)
    let direct = try asked.fit(data(), MulticlassTask())
    var shifted = asked
    shifted.start = LogisticModel(
      features: 2, weights: direct.model.weights.enumerated().map { $1 + Double($0 % 2 + 1) },
      intercepts: direct.model.intercepts.map { $0 + 3 }, classes: direct.model.classes)
    let fit = try shifted.fit(data(), MulticlassTask())
    #expect(fit.summary.isConverged && fit.summary.evaluations <= 3)
    #expect(abs(fit.summary.objective - direct.summary.objective) < 1e-7)
    #expect(largestDifference(fit.model.weights, direct.model.weights) < 1e-5)
  }

  @Test func probabilitiesSumToOne() throws {
    let model = try trainer.fit(data(), MulticlassTask()).model
    let probabilities = try model.probabilities(of: data().features)
    #expect(probabilities.rows == 4 && probabilities.columns == 8)
    let predictions = try model.predictions(of: data().features)
    for example in 0..<8 {
      let column = (0..<4).map { probabilities[$0, example] }
      #expect(abs(column.reduce(0, +) - 1) < 1e-14 && column.allSatisfy { $0 > 0 && $0 < 1 })
      let best = column.indices.max { column[$0] < column[$1] }
      #expect(predictions[example] == best.map { model.classes[$0].name })
    }
    let far = model.probabilities(ofScores: [2000, -2000, 0, 0])
    #expect(far == [1, 0, 0, 0])
  }

  @Test func enginesAndStoragesAgree() throws {
    var random = RandomValues()
    let raw = random.bytes(20 * 70)
    var bytes = ByteMatrix(features: 20, examples: 70)
    var span = bytes.mutableSpan
    for index in raw.indices { span[index] = raw[index] }
    let data = Dataset(features: bytes, labels: Labels((0..<70).map { $0 * 7 % 5 }))
    let models = try [Engine.blas, .tiled, .bytes].map { engine in
      var trainer = trainer
      trainer.engine = engine
      return try trainer.fit(data, MulticlassTask()).model
    }
    for model in models {
      #expect(
        largestDifference(model.weights, models[0].weights) < Tolerance.weightsBetweenEngines)
      #expect(
        largestDifference(model.intercepts, models[0].intercepts)
          < Tolerance.weightsBetweenEngines)
    }
  }

  @Test func roundTripIsExact() throws {
    let folder = try TemporaryFolder()
    let model = try trainer.fit(data(), MulticlassTask()).model
    try model.write(to: folder.file("m"))
    #expect(try LogisticModel(contentsOf: folder.file("m")) == model)
    let header = String(decoding: try model.encoded().dropFirst(8).prefix(2000), as: UTF8.self)
    #expect(header.contains(#""weights":{"data_offsets":[32,96],"dtype":"F64","shape":[4,2]}"#))
    #expect(header.contains(#""intercepts":{"data_offsets":[0,32],"dtype":"F64","shape":[4]}"#))
  }

  @Test func refusesWhatAreNotSeveralClasses() {
    #expect(throws: TrainingDataError.noExample(ofLabel: "z", labels: ["a", "b", "c", "d"])) {
      _ = try trainer.fit(data(), MulticlassTask(labels: ["a", "z"]))
    }
    #expect(throws: TrainingDataError.singleClass("a")) {
      _ = try trainer.fit(data(), MulticlassTask(labels: ["a"]))
    }
    #expect(throws: TrainingDataError.noExamples) {
      let none = Dataset(features: Matrix<Float>(rows: 2, columns: 0), labels: Labels([Int]()))
      _ = try trainer.fit(none, MulticlassTask())
    }
  }

  /// What scikit-learn 1.9.1 says of these scores' softmax: log_loss, roc_auc_score
  /// (multi_class="ovr", average="macro"), average_precision_score (macro, one-hot),
  /// brier_score_loss (scale_by_half=False), confusion_matrix, precision_recall_fscore_support.
  @Test func evaluationAgreesWithScikitLearn() {
    let evaluation = Evaluation(
      scores: [
        -1.5, -2.75, -0.5, 0.75, 2.25, 0.25, -1, -1.5, 1.5, 3.25, 0.5, -2.5, -1.5, 1, -0.25, -1.25,
        -0.25, -2.25, -1.25, -1, -1.5, 1, -0.25, -1.25, 0.75, 1.75, -3.25, -0.5, -2, -0.25, -2.5,
        0, 0, -0.5, -2, -0.75, -2.25, -2.75, 0.5, -2.25,
      ], classOfExample: [0, 1, 2, 3, 0, 1, 2, 3, 1, 1], classNames: ["a", "b", "c", "d"])
    func near(_ found: Double?, _ expected: Double) -> Bool {
      abs((found ?? .nan) - expected) < 1e-14
    }
    #expect(evaluation.examples == 10 && evaluation.errors == 7 && near(evaluation.accuracy, 0.3))
    #expect(near(evaluation.logLoss, 2.2237444069209658))
    #expect(near(evaluation.rocAUC, 0.48177083333333337))
    #expect(near(evaluation.averagePrecision, 0.3474206349206349))
    #expect(near(evaluation.brier, 1.0677514043693026))
    #expect(evaluation.confusion == [[1, 0, 0, 1], [2, 1, 1, 0], [0, 2, 0, 0], [0, 1, 0, 1]])
    let macro = evaluation.macroAverage
    #expect(near(macro.precision, 0.2708333333333333))
    #expect(near(macro.recall, 0.3125) && near(macro.f1, 0.2875))
    let micro = evaluation.microAverage
    #expect(near(micro.precision, 0.3) && near(micro.recall, 0.3) && near(micro.f1, 0.3))
    #expect(evaluation.perClass.map(\.support) == [2, 4, 2, 2])
    #expect(evaluation.perClass.map(\.f1) == [0.4, 0.25, 0, 0.5])
  }

  @Test func confidenceThatIsRightCostsNothingAndWrongItsScore() {
    let right = Evaluation(
      scores: [.infinity, 0, -.infinity], classOfExample: [0], classNames: ["a", "b", "c"])
    #expect(right.logLoss == 0 && right.brier == 0 && right.errors == 0)
    // A class without examples has no ranking, so neither have all.
    #expect(right.rocAUC == nil && right.averagePrecision == nil)
    let wrong = Evaluation(
      scores: [1000, 0, -1000], classOfExample: [2], classNames: ["a", "b", "c"])
    #expect(wrong.logLoss == 2000 && wrong.brier == 2 && wrong.errors == 1)
  }
}
