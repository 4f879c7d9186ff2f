import Foundation
import SigmoidExamples
import SigmoidLinear
import SigmoidMetrics
import SigmoidModel
import TestSupport
import Testing

/// scikit-learn, `linear_model/tests/test_logistic.py`: what a fit gives, and what it refuses.
@Suite struct LogisticFigureChecks {
  /// Three examples that scikit-learn's first tests are about.
  private func three<Label: Hashable & LosslessStringConvertible>(
    _ labels: [Label]
  ) -> Dataset<Matrix<Double>> {
    Dataset(
      features: Matrix(rows: 2, columns: 3, elements: [-1, 0, 0, 1, 1, 1]), labels: Labels(labels))
  }

  private func expectToPredictItself(_ model: LogisticModel, _ data: Dataset<Matrix<Double>>) throws
  {
    let names = try model.predictions(of: data.features)
    #expect(names == data.labels.codes.map { data.labels.names[Int($0)] })
    let probabilities = try model.probabilities(of: data.features)
    for example in 0..<data.examples {
      let column = (0..<model.classes.count).map { probabilities[$0, example] }
      #expect(abs(column.reduce(0, +) - 1) < 1e-14)
      let best = column.indices.max { column[$0] < column[$1] }
      #expect(best.map { model.classes[$0].name } == names[example])
    }
  }

  @Test("test_predict_2_classes", arguments: [0, 1e-5, 0.01])
  func twoClasses(l2: Double) throws {
    let data = three([0, 1, 1])
    for solver in solvers(classes: 2) {
      let fit = try trainer(solver, l2: l2).fit(data, BinaryTask(positive: [1], versus: [0]))
      try expectToPredictItself(fit.model, data)
    }
  }

  @Test("test_predict_3_classes", arguments: [1e-5, 0.01])
  func threeClasses(l2: Double) throws {
    let data = three([2, 1, 0])
    for task in [MulticlassTask(), MulticlassTask(oneVersusRest: true)] {
      try expectToPredictItself(try trainer(l2: l2).fit(data, task).model, data)
    }
  }

  /// Figures of R's glmnet with alpha 0, lambda 1 and thresholds of 1e-10 and 1e-12, as the peer's
  /// test has them.
  @Test("test_logistic_glmnet") func glmnet() throws {
    let x: [Double] = [-4, 0, -3, 0, -2, 1, -1, 0, 0, 1, 1, 1, 2, 1, 3, 0, 4, 0]
    func data(_ labels: [Int]) -> Dataset<Matrix<Double>> {
      Dataset(features: Matrix(rows: 2, columns: 9, elements: x), labels: Labels(labels))
    }
    let two = data([0, 0, 0, 1, 1, 1, 1, 1, 1])
    for solver in solvers(classes: 2) {
      let model = try trainer(solver, l2: 1).fit(two, Clouds.task).model
      let expected = [0.44464569182, 0.01457563448, 0.89230405539]
      for (found, expected) in zip(model.weights + model.intercepts, expected) {
        #expect(abs(found - expected) < 1e-8, "\(solver)")
      }
    }
    for solver in solvers(classes: 3) {
      let model = try trainer(solver, l2: 1)
        .fit(data([0, 0, 0, 1, 1, 1, 2, 2, 2]), MulticlassTask()).model
      #expect(
        distance(
          model.weights,
          [
            -0.38023389305, -0.01226499932, -8.164030176e-05, 4.734548012e-02, 0.3803155334,
            -0.0350804808,
          ]) < 1e-7)
      #expect(
        distance(model.intercepts, [-0.12004759652, 2.251747383e-01, -0.1051271418]) < 1e-7)
    }
  }

  @Test("test_inconsistent_input") func inconsistentInput() async throws {
    await #expect(processExitsWith: .failure) {
      _ = Dataset(features: Matrix<Double>(rows: 10, columns: 5), labels: Labels([0, 1, 1, 1]))
    }
    var random = RandomValues()
    let model = try trainer().fit(Clouds(20, features: 10, random: &random).data(), Clouds.task)
      .model
    #expect(throws: ModelWidthError(expected: 10, found: 12)) {
      _ = try model.predictions(of: Matrix<Double>(rows: 12, columns: 3))
    }
  }

  @Test("test_nan") func nan() throws {
    let data = Dataset(
      features: Matrix<Double>(rows: 2, columns: 3, elements: [-1, 0, 0, .nan, 1, 1]),
      labels: Labels([0, 1, 1]))
    #expect(throws: TrainingDataError.nonFinite(ElementPosition(feature: 1, example: 1))) {
      _ = try trainer().fit(data, Clouds.task)
    }
  }

  @Test("test_multinomial_logistic_regression_string_inputs")
  func namesForLabels() throws {
    var random = RandomValues()
    let clouds = Clouds(50, features: 5, classes: 3, random: &random)
    let names = ["bar", "baz", "foo"]
    let numbers = try trainer().fit(clouds.data(), MulticlassTask()).model
    let data: Dataset<Matrix<Double>> = clouds.data(
      labelled: Labels(clouds.labels.map { names[$0] }))
    let strings = try trainer().fit(data, MulticlassTask()).model
    #expect(strings.classes.map(\.name) == names)
    #expect(strings.weights == numbers.weights && strings.intercepts == numbers.intercepts)
    let predicted = try Set(strings.predictions(of: data.features))
    #expect(predicted == Set(names))
  }

  @Test("test_logreg_predict_proba_multinomial") func softmaxFitsBetterThanOneVersusRest() throws {
    var random = RandomValues()
    let data = Clouds(60, features: 8, classes: 3, random: &random).data()
    let softmax = try trainer(l2: 1e-3).fit(data, MulticlassTask()).model
    let oneVersusRest = try trainer(l2: 1e-3).fit(data, MulticlassTask(oneVersusRest: true)).model
    let loss = try softmax.evaluate(data).logLoss
    #expect(try loss < oneVersusRest.evaluate(data).logLoss)
    // Softmax's scores squashed one by one are not its probabilities.
    let wrong = LogisticModel(
      features: 8, weights: softmax.weights, intercepts: softmax.intercepts,
      classes: softmax.classes, link: .oneVersusRest)
    #expect(try loss < wrong.evaluate(data).logLoss)
  }

  @Test("test_penalty_none") func noPenaltyIsTheLimitOfSmallOnes() throws {
    var random = RandomValues()
    let data = Clouds(300, features: 6, random: &random).data()
    for solver in solvers(classes: 2) {
      let none = try trainer(solver, l2: 0).fit(data, Clouds.task).model
      let small = try trainer(solver, l2: 1e-12).fit(data, Clouds.task).model
      #expect(try none.predictions(of: data.features) == small.predictions(of: data.features))
      #expect(distance(none, small) < 1e-5)
    }
  }

  @Test("test_multinomial_identifiability_on_iris", arguments: [false, true])
  func classesAddUpToZero(standardizes: Bool) throws {
    var random = RandomValues()
    let data = Clouds(150, features: 4, classes: 3, distance: 2, random: &random).data()
    var asked = trainer(l2: 1 / 150.0 / 150)
    asked.standardizes = standardizes
    let model = try asked.fit(data, MulticlassTask()).model
    for feature in 0..<4 {
      #expect(abs((0..<3).reduce(0) { $0 + model.weights[$1 * 4 + feature] }) < 1e-10)
    }
    #expect(abs(model.intercepts.reduce(0, +)) < 1e-10)
  }

  private func zeros(features: Int) -> LogisticModel {
    LogisticModel(
      features: features, weights: [Double](repeating: 0, count: features), intercepts: [0],
      classes: Clouds.task.classes)
  }

  @Test("test_write_parameters") func weightsOfOnesOwnAreUsed() throws {
    let data = three([0, 1, 1])
    #expect(try zeros(features: 2).scores(of: data.features) == [0, 0, 0])
    let model = LogisticModel(
      features: 2, weights: [2, -1], intercepts: [0.5], classes: Clouds.task.classes)
    #expect(try model.scores(of: data.features) == [-1.5, -0.5, 1.5])
  }

  @Test("test_liblinear_decision_function_zero") func aScoreOfZeroIsTheNegativeClass() throws {
    let predictions = try zeros(features: 5).predictions(of: Matrix<Double>(rows: 5, columns: 5))
    #expect(predictions == [String](repeating: "not 1", count: 5))
  }

  @Test("test_check_solver_option") func optionsThatDoNotGoTogetherAreRefused() throws {
    var random = RandomValues()
    let data = Clouds(30, features: 2, classes: 3, random: &random).data()
    #expect(throws: InvalidHyperparameter.self) {
      var asked = trainer(.newton())
      asked.gap = -1
      _ = try asked.fit(data, MulticlassTask())
    }
    var bytes = trainer()
    bytes.engine = .bytes
    #expect(throws: InvalidHyperparameter.self) { _ = try bytes.fit(data, MulticlassTask()) }
  }

  @Test("test_liblinear_with_large_values")
  func valuesOfAnySizeEndWithAModelOrAnError() throws {
    let data = Dataset(
      features: Matrix<Double>(rows: 1, columns: 2, elements: [0, 1e100]), labels: Labels([0, 1]))
    for solver in solvers(classes: 2) {
      do {
        let fit = try trainer(solver).fit(data, Clouds.task)
        let isFinite = (fit.model.weights + fit.model.intercepts).allSatisfy { $0.isFinite }
        #expect(isFinite, "\(solver)")
      } catch let error as TrainingDiverged {
        #expect(!error.remedy.isEmpty)
      }
    }
  }
}
