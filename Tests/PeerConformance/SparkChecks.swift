import Foundation
import SigmoidExamples
import SigmoidLinear
import SigmoidMetrics
import SigmoidModel
import TestSupport
import Testing

/// Spark, `ml/classification/LogisticRegressionSuite.scala`: its data, and the coefficients that R's
/// glmnet has for them, to the tolerances of that suite or closer. glmnet itself stops at 1e-7 of the
/// deviance, which leaves 1e-4 of a coefficient.
@Suite struct SparkChecks {
  private func fit(
    _ spark: SparkData, l2: Double = 0, standardizes: Bool
  ) throws -> LogisticModel {
    var asked = trainer(l2: l2)
    asked.standardizes = standardizes
    let fit =
      spark.labels.contains(2)
      ? try asked.fit(spark.data, MulticlassTask(), exampleWeights: spark.weights)
      : try asked.fit(spark.data, Clouds.task, exampleWeights: spark.weights)
    #expect(fit.summary.isConverged)
    return fit.model
  }

  private func expect(
    _ model: LogisticModel, weights: [Double], intercepts: [Double], relative: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = model.weights + model.intercepts
    for (found, expected) in zip(found, weights + intercepts) {
      #expect(
        abs(found - expected) <= relative * abs(expected), "\(found), not \(expected)",
        sourceLocation: sourceLocation)
    }
    #expect(found.count == weights.count + intercepts.count, sourceLocation: sourceLocation)
  }

  @Test("binary logistic regression with intercept without regularization")
  func binaryWithoutAPenalty() throws {
    for standardizes in [true, false] {
      expect(
        try fit(.binary, standardizes: standardizes),
        weights: [-0.5734389, 0.8911736, -0.3878645, -0.8060570], intercepts: [2.7355261],
        relative: 1e-3)
    }
  }

  @Test("binary logistic regression with intercept with L2 regularization")
  func binaryWithL2() throws {
    expect(
      try fit(.binary, l2: 1.37, standardizes: true),
      weights: [-0.06980967, 0.10803933, -0.04800404, -0.10165096], intercepts: [0.12707703],
      relative: 1e-3)
    expect(
      try fit(.binary, l2: 1.37, standardizes: false),
      weights: [-0.04944529, 0.02326772, -0.11362772, -0.06312848], intercepts: [0.46613016],
      relative: 1e-3)
  }

  @Test("multinomial logistic regression with intercept without regularization")
  func multinomialWithoutAPenalty() throws {
    for standardizes in [true, false] {
      let model = try fit(.multinomial, standardizes: standardizes)
      expect(
        model,
        weights: [
          0.24337896, -0.05916156, 0.14446790, 0.35976165, -0.3443375, 0.9181331, -0.2283959,
          -0.4388066, 0.10095851, -0.85897154, 0.08392798, 0.07904499,
        ], intercepts: [-2.10320093, 0.3394473, 1.76375361], relative: 0.05)
      #expect(abs(model.weights.reduce(0, +)) < 1e-5)
      #expect(abs(model.intercepts.reduce(0, +)) < 1e-5)
    }
  }

  @Test("multinomial logistic regression with intercept with L2 regularization")
  func multinomialWithL2() throws {
    let standard = try fit(.multinomial, l2: 0.1, standardizes: true)
    #expect(
      distance(
        standard.weights,
        [
          0.1691226336, 0.0002983651, 0.1001732896, 0.2554575585, -0.2304586, 0.6153492,
          -0.1537017, -0.2975443, 0.06133600, -0.61564761, 0.05352840, 0.04208671,
        ]) < 1e-3)
    #expect(distance(standard.intercepts, [-1.5898288335, 0.2125746, 1.37725427]) < 1e-3)
    expect(
      try fit(.multinomial, l2: 0.1, standardizes: false),
      weights: [
        0.1508182, 0.0121955, 0.1217930, 0.2162850, -0.2028984, 0.2862431, -0.1843559, -0.2481218,
        0.05208012, -0.29843864, 0.06256289, 0.03183676,
      ], intercepts: [-1.5681088, 1.1217130, 0.44639579], relative: 0.05)
  }

  @Test("multinomial logistic regression with zero variance (SPARK-21681)")
  func aFeatureWithoutVariance() throws {
    let spark = SparkData.withoutVariance
    var asked = trainer(l2: 0)
    asked.standardizes = true
    let model = try asked.fit(spark.data, MulticlassTask()).model
    expect(
      model, weights: [0.1881871, 0, -0.02412645, 0, -0.1640607, 0],
      intercepts: [0.2658824, 0.53604701, -0.8019294], relative: 0.05)
  }

  @Test("overflow prediction for multiclass") func scoresFarOut() throws {
    let model = LogisticModel(
      features: 2, weights: [0, 1, 0, 2, 0, 3], intercepts: [0, 0, 0],
      classes: ["0", "1", "2"].map { ModelClass(name: $0, labels: [$0]) })
    let points = Matrix<Double>(rows: 2, columns: 2, elements: [0, 1000, 0, -1])
    #expect(try model.scores(of: points) == [1000, 2000, 3000, -1, -2, -3])
    let probabilities = try model.probabilities(of: points)
    #expect((0..<3).map { probabilities[$0, 0] } == [0, 0, 1])
    #expect(
      distance((0..<3).map { probabilities[$0, 1] }, [0.66524096, 0.24472847, 0.09003057]) < 1e-8)
  }

  @Test("multinomial logistic regression: Predictor, Classifier methods")
  func scoresAndProbabilitiesOfClasses() throws {
    let spark = SparkData.withoutVariance
    let model = try trainer().fit(spark.data, MulticlassTask()).model
    let scores = try model.scores(of: spark.data.features)
    let probabilities = try model.probabilities(of: spark.data.features)
    for example in 0..<100 {
      let margins = (0..<3).map { k in
        (0..<2).reduce(model.intercepts[k]) {
          $0 + model.weights[2 * k + $1] * spark.values[2 * example + $1]
        }
      }
      #expect(distance(Array(scores[3 * example..<3 * example + 3]), margins) < 1e-12)
      let exponentials = margins.map { exp($0) }
      for k in 0..<3 {
        let p = exponentials[k] / exponentials.reduce(0, +)
        #expect(abs(probabilities[k, example] - p) < 1e-12)
      }
    }
  }

  @Test("binary logistic regression: Predictor, Classifier methods")
  func scoresAndProbabilitiesOfTwo() throws {
    let data = SparkData.binary.data.selecting(Array(0..<100))
    let model = try trainer().fit(data, Clouds.task).model
    let scores = try model.scores(of: data.features)
    let probabilities = try model.probabilities(of: data.features)
    let names = try model.predictions(of: data.features)
    for example in 0..<100 {
      let p = 1 / (1 + exp(-scores[example]))
      #expect(abs(probabilities[1, example] - p) < 1e-14)
      #expect(abs(probabilities[0, example] - (1 - p)) < 1e-14)
      #expect(names[example] == (p > 0.5 ? "1" : "not 1"))
    }
  }

  @Test("statistics on training data") func theObjectiveFalls() throws {
    let data = SparkData.binary.data.selecting(Array(0..<100))
    for solver in [
      Solver.lbfgs(), .newton(), .gradientDescent(epochs: 100, learningRate: 0.05),
    ] {
      var values: [Double] = []
      _ = try trainer(solver, l2: 1).fit(data, Clouds.task) {
        values.append($0.objective)
        return .proceed
      }
      // But for the last bits, where there is nothing more to gain.
      #expect(zip(values, values.dropFirst()).allSatisfy { $1 <= $0 + 1e-14 }, "\(solver)")
      #expect(values.count > 2)
    }
  }

  @Test("logistic regression with sample weights", arguments: [2, 3])
  func weightsAndTheirScale(classes: Int) throws {
    var random = RandomValues()
    let clouds = Clouds(240, features: 3, classes: classes, random: &random)
    let task = Clouds.task(classes: classes)
    let plain = try trainer().fit(clouds.data(), task).model
    for weight in [1e-8, 0.1, 1e6] {
      let scaled = try trainer().fit(
        clouds.data(), task, exampleWeights: [Double](repeating: weight, count: 240)
      ).model
      #expect(distance(scaled, plain) < 1e-9)
    }
    // Three outliers of a wrong label for each example, which weigh next to nothing.
    let copies = (0..<240).flatMap { [$0, $0, $0, $0] }
    let wrong = clouds.data(
      copies,
      labels: copies.enumerated().map {
        $0.offset % 4 == 0 ? clouds.labels[$0.element] : (clouds.labels[$0.element] + 1) % classes
      })
    let outliers = try trainer().fit(
      wrong, task, exampleWeights: (0..<960).map { $0 % 4 == 0 ? 1 : 1e-9 }
    ).model
    #expect(distance(outliers, plain) < 1e-6)
  }

  @Test("set family") func columnsByTheQuestion() throws {
    let (two, three) = (SparkData.binary, SparkData.multinomial)
    let asked = trainer(.gradientDescent(epochs: 1, learningRate: 0.1))
    let binary = try asked.fit(two.data, Clouds.task).model
    #expect(binary.weights.count == 4 && binary.intercepts.count == 1)
    let softmax = try asked.fit(two.data, MulticlassTask()).model
    #expect(softmax.weights.count == 8 && softmax.intercepts.count == 2)
    let classes = try asked.fit(three.data, MulticlassTask()).model
    #expect(classes.weights.count == 12 && classes.intercepts.count == 3)
    // The binary question about three classes: one of them against the others.
    let versus = try asked.fit(three.data, Clouds.task).model
    #expect(versus.weights.count == 4 && versus.classes.map(\.name) == ["not 1", "1"])
  }

  @Test("set initial model") func fromTheOptimumThereIsNothingToDo() throws {
    for spark in [SparkData.binary, .multinomial] {
      let task: any ClassificationTask =
        spark.labels.contains(2) ? MulticlassTask() : Clouds.task
      var asked = trainer(tolerance: 1e-8)
      let first = try asked.fit(spark.data, task)
      asked.start = first.model
      let again = try asked.fit(spark.data, task)
      #expect(again.summary.evaluations == 1)
      #expect(
        try again.model.predictions(of: spark.data.features)
          == first.model.predictions(of: spark.data.features))
    }
  }

  @Test("binary logistic regression with all labels the same") func allPositiveIsRefused() throws {
    let data = Dataset(
      features: Matrix<Double>(rows: 1, columns: 3, elements: [0, 1, 2]), labels: Labels([1, 1, 1]))
    #expect(throws: TrainingDataError.singleClass("1")) {
      _ = try trainer().fit(data, Clouds.task)
    }
    #expect(throws: TrainingDataError.self) {
      _ = try trainer().fit(data, BinaryTask(positive: [0], versus: [1]))
    }
  }

  @Test("multiclass logistic regression with all labels the same")
  func oneClassIsRefused() throws {
    let data = Dataset(
      features: Matrix<Double>(rows: 1, columns: 3, elements: [0, 1, 2]), labels: Labels([4, 4, 4]))
    #expect(throws: TrainingDataError.self) { _ = try trainer().fit(data, MulticlassTask()) }
  }

  @Test("numClasses specified in metadata/inferred") func classesAreThoseThatAreAskedFor() throws {
    let spark = SparkData.multinomial
    let asked = trainer(.gradientDescent(epochs: 1, learningRate: 0.1))
    #expect(try asked.fit(spark.data, MulticlassTask()).model.classes.count == 3)
    #expect(
      try asked.fit(spark.data, MulticlassTask(labels: ["0", "2"])).summary.examples
        == spark.labels.count { $0 != 1 })
    #expect(throws: TrainingDataError.self) {
      _ = try asked.fit(spark.data, MulticlassTask(labels: ["0", "1", "2", "3"]))
    }
  }

  @Test("evaluate on test set") func evaluationIsThatOfTheScores() throws {
    let data = SparkData.binary.data
    let model = try trainer(l2: 1).fit(data, Clouds.task).model
    let evaluation = try model.evaluate(data)
    let scores = try model.scores(of: data.features)
    let classes = model.classes(of: data.labels).compactMap { $0 }
    #expect(
      model.evaluation(ofScores: scores, classOfExample: classes, amongst: data.labels)
        == evaluation)
    #expect(try model.accuracy(on: data) == evaluation.accuracy)
  }

  @Test("evaluate with labels that are not doubles") func labelsAreTheirNames() throws {
    let spark = SparkData.binary
    let model = try trainer(l2: 1).fit(spark.data, Clouds.task).model
    let strings = Dataset(
      features: Matrix<Double>(rows: 4, columns: 10_000, elements: spark.values),
      labels: Labels(spark.labels.map { "\($0)" }))
    #expect(try model.evaluate(strings) == model.evaluate(spark.data))
  }

  @Test("read/write") func aModelIsReadAsItWasWritten() throws {
    let folder = try TemporaryFolder()
    let model = try fit(.binary, l2: 0.01, standardizes: true)
    try model.write(to: folder.file("m"))
    #expect(try LogisticModel(contentsOf: folder.file("m")) == model)
  }
}
