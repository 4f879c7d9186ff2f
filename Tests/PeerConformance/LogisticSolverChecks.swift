import SigmoidExamples
import SigmoidLinear
import SigmoidModel
import TestSupport
import Testing

/// scikit-learn, `linear_model/tests/test_logistic.py`: solvers, their starts and their ends.
@Suite struct LogisticSolverChecks {
  private func expectAgreement(
    _ data: Dataset<Matrix<Double>>, classes: Int, l2: Double, within bound: Double
  ) throws {
    let models = try solvers(classes: classes).map { solver in
      let fit = try trainer(solver, l2: l2).fit(data, Clouds.task(classes: classes))
      #expect(fit.summary.isConverged, "\(solver)")
      return fit.model
    }
    for model in models { #expect(distance(model, models[0]) < bound) }
  }

  @Test("test_logistic_regression_solvers") func solversAgree() throws {
    var random = RandomValues()
    let data = Clouds(200, features: 10, random: &random).data()
    try expectAgreement(data, classes: 2, l2: 0.05, within: 1e-6)
  }

  @Test("test_logistic_regression_solvers_multiclass") func solversAgreeOnClasses() throws {
    var random = RandomValues()
    // No more examples than features.
    let data = Clouds(20, features: 20, classes: 3, random: &random).data()
    try expectAgreement(data, classes: 3, l2: 0.05, within: 1e-6)
  }

  @Test("test_logistic_regression_solvers_multiclass_unpenalized")
  func solversAgreeWithoutAPenalty() throws {
    var random = RandomValues()
    let data = Clouds(300, features: 4, classes: 3, random: &random).data()
    try expectAgreement(data, classes: 3, l2: 0, within: 1e-5)
    let model = try trainer(l2: 0).fit(data, MulticlassTask()).model
    for feature in 0..<4 {
      #expect(abs((0..<3).reduce(0) { $0 + model.weights[$1 * 4 + feature] }) < 1e-10)
    }
  }

  @Test("test_logistic_regression_sample_weights", arguments: [2, 3])
  func weightsAreCopies(classes: Int) throws {
    var random = RandomValues()
    let clouds = Clouds(240, features: 5, classes: classes, random: &random)
    let data = clouds.data()
    let counts = (0..<240).map { $0 < 80 ? random.int(in: 0..<5) : 1 }
    let copies = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    for solver in solvers(classes: classes) {
      let weighted = try trainer(solver).fit(
        data, Clouds.task(classes: classes), exampleWeights: counts.map(Double.init))
      let repeated = try trainer(solver).fit(
        data.selecting(copies), Clouds.task(classes: classes))
      #expect(distance(weighted.model, repeated.model) < 1e-6, "\(solver)")
    }
  }

  @Test("test_logistic_regression_solver_class_weights", arguments: [2, 3])
  func classWeightsAreExampleWeights(classes: Int) throws {
    var random = RandomValues()
    let clouds = Clouds(180, features: 4, classes: classes, random: &random)
    let factors = [1.0, 10, 0.5]
    for solver in solvers(classes: classes) {
      var byClass = trainer(solver)
      byClass.classWeights = .byLabel(
        Dictionary(uniqueKeysWithValues: (0..<classes).map { ("\($0)", factors[$0]) }))
      let byExample = try trainer(solver).fit(
        clouds.data(), Clouds.task(classes: classes),
        exampleWeights: clouds.labels.map { factors[$0] })
      let model = try byClass.fit(clouds.data(), Clouds.task(classes: classes)).model
      #expect(distance(model, byExample.model) < 1e-6, "\(solver)")
    }
  }

  @Test("test_logistic_regression_class_weights", arguments: [2, 3])
  func balancedIsTheInverseOfTheCounts(classes: Int) throws {
    var random = RandomValues()
    let clouds = Clouds(200, features: 4, classes: classes, random: &random)
    // Of class 0 a third of the examples only.
    let kept = clouds.labels.indices.filter {
      clouds.labels[$0] != 0 || $0.isMultiple(of: 3 * classes)
    }
    let data = clouds.data(Double.self).selecting(kept)
    let counts = data.labels.counts
    for solver in solvers(classes: classes) {
      var balanced = trainer(solver)
      balanced.classWeights = .balanced
      var byLabel = trainer(solver)
      byLabel.classWeights = .byLabel(
        Dictionary(
          uniqueKeysWithValues: (0..<classes).map {
            ("\($0)", Double(kept.count) / Double(classes * counts[$0]))
          }))
      let one = try balanced.fit(data, Clouds.task(classes: classes)).model
      let other = try byLabel.fit(data, Clouds.task(classes: classes)).model
      #expect(distance(one, other) < 1e-9, "\(solver)")
    }
  }

  @Test("test_consistency_path") func aPathOfPenaltiesEndsWhereADirectFitDoes() throws {
    var random = RandomValues()
    let data = Clouds(200, features: 2, distance: 1, random: &random).data()
    for solver in solvers(classes: 2) {
      var along = trainer(solver)
      for strength in [1.0, 0.1, 1e-2, 1e-3, 1e-4] {
        along.l2 = strength / 200
        along.start = try along.fit(data, Clouds.task).model
      }
      let direct = try trainer(solver, l2: along.l2).fit(data, Clouds.task).model
      let end = try #require(along.start)
      #expect(distance(end, direct) < 1e-4, "\(solver)")
    }
  }

  @Test("test_logistic_regression_path_convergence_fail") func aShortRunSaysWhatToDo() throws {
    var random = RandomValues()
    let data = Clouds(200, features: 2, distance: 1, random: &random).data()
    let asked = trainer(.lbfgs(evaluations: 1), l2: 5e-6)
    let summary = try asked.fit(data, Clouds.task).summary
    #expect(summary.termination == .evaluationsUsedUp && !summary.isConverged)
    let advice = try #require(asked.solver.advice(on: summary))
    #expect(advice.contains("more than 1 evaluations") && advice.contains("l2"))
  }

  @Test("test_max_iter", arguments: [1, 2, 3, 4])
  func theLimitIsKept(limit: Int) throws {
    var random = RandomValues()
    let data = Clouds(150, features: 4, random: &random).data()
    for solver in [
      Solver.lbfgs(evaluations: limit), .newton(evaluations: limit),
      .gradientDescent(epochs: limit, learningRate: 0.1),
      .momentum(epochs: limit, learningRate: 0.1), .sgd(epochs: limit, learningRate: 0.1),
      .adam(epochs: limit, learningRate: 0.1),
    ] {
      var asked = trainer(solver, l2: 1e-9)
      asked.tolerance = 1e-15
      let summary = try asked.fit(data, Clouds.task).summary
      #expect(summary.evaluations == limit && !summary.isConverged, "\(solver)")
    }
  }

  @Test("test_n_iter") func stepsAreCounted() throws {
    var random = RandomValues()
    let clouds = Clouds(150, features: 4, classes: 3, random: &random)
    for solver in solvers(classes: 2) {
      let summary = try trainer(solver).fit(clouds.data(), Clouds.task).summary
      #expect((1...summary.evaluations).contains(summary.iterations), "\(solver)")
    }
    let classes = try trainer().fit(clouds.data(), MulticlassTask()).summary
    #expect((1...classes.evaluations).contains(classes.iterations))
  }

  @Test("test_warm_start", arguments: [2, 3])
  func aWarmStartGoesOn(classes: Int) throws {
    var random = RandomValues()
    let data = Clouds(150, features: 4, classes: classes, random: &random).data()
    let task = Clouds.task(classes: classes)
    let whole = try trainer().fit(data, task)
    var one = trainer(.lbfgs(evaluations: 1))
    let cold = try one.fit(data, task).model
    one.start = whole.model
    let warm = try one.fit(data, task).model
    #expect(distance(warm, whole.model) < 1e-6)
    #expect(distance(cold, whole.model) > 0.1)
  }

  @Test("test_warm_start_newton_solver", arguments: [2, 3])
  func twoStepsAreOneAndOne(classes: Int) throws {
    var random = RandomValues()
    let data = Clouds(150, features: 4, classes: classes, random: &random).data()
    let task = Clouds.task(classes: classes)
    func descent(_ epochs: Int) -> LogisticTrainer {
      trainer(.gradientDescent(epochs: epochs, learningRate: 0.5))
    }
    let both = try descent(2).fit(data, task).model
    var second = descent(1)
    second.start = try second.fit(data, task).model
    let model = try second.fit(data, task).model
    #expect(model.weights == both.weights && model.intercepts == both.intercepts)
  }

  @Test("test_warm_start_converge_LR") func warmStartsConverge() throws {
    var random = RandomValues()
    let data = Clouds(200, features: 2, distance: 1, random: &random).data()
    var again = trainer(.sgd(epochs: 30, learningRate: 0.5, batchSize: 16), l2: 0.005)
    again.tolerance = nil
    let once = try again.fit(data, Clouds.task).summary.objective
    for _ in 0..<5 { again.start = try again.fit(data, Clouds.task).model }
    let objective = try again.fit(data, Clouds.task).summary.objective
    let best = try trainer(l2: 0.005).fit(data, Clouds.task).summary.objective
    #expect(abs(objective - best) < 1e-3 && abs(once - best) < 1e-2)
  }

  @Test("test_dtype_match") func storagesAgree() throws {
    var random = RandomValues()
    let clouds = Clouds(150, features: 4, random: &random)
    for solver in solvers(classes: 2) {
      var asked = trainer(solver)
      asked.tolerance = 1e-5
      let double = try asked.fit(clouds.data(Double.self), Clouds.task).model
      let float = try asked.fit(clouds.data(Float.self), Clouds.task).model
      let sparse = try asked.fit(clouds.sparseData, Clouds.task).model
      // J is l2-strongly convex: a gradient of 1e-5 leaves 2·1e-5·√5/l2 at the most.
      #expect(distance(float, double) < 2.3e-3, "\(solver)")
      #expect(distance(sparse, float) < 2.3e-3, "\(solver)")
    }
  }

  @Test("test_large_sparse_matrix") func everySolverTakesSparseExamples() throws {
    var random = RandomValues()
    let elements = (0..<20).map {
      SparseMatrix.Element(feature: Int32($0 % 10), value: Float(random.unit()))
    }
    let data = Dataset(
      features: SparseMatrix(features: 10, offsets: Array(0...20), elements: elements),
      labels: Labels((0..<20).map { $0 / 3 % 2 }))
    for solver in solvers(classes: 2) + [
      .gradientDescent(epochs: 5, learningRate: 0.1), .sgd(epochs: 2, learningRate: 0.1),
      .adam(epochs: 2, learningRate: 0.1),
    ] {
      let fit = try trainer(solver).fit(data, Clouds.task)
      #expect(fit.summary.objective < 0.6931472, "\(solver)")
    }
  }

  @Test("test_single_feature_newton_cg") func oneFeature() throws {
    let data = Dataset(
      features: Matrix<Double>(
        rows: 1, columns: 8, elements: [0.5, 0.65, 1.1, 1.25, 0.8, 0.54, 0.95, 0.7]),
      labels: Labels([1, 1, 0, 0, 1, 1, 0, 1]))
    for solver in solvers(classes: 2) {
      let fit = try trainer(solver, l2: 1 / 8.0).fit(data, Clouds.task)
      #expect(fit.summary.isConverged && fit.model.weights[0] < 0, "\(solver)")
    }
  }

  @Test("test_zero_max_iter") func noEvaluationAtAllIsRefused() throws {
    var random = RandomValues()
    let data = Clouds(20, features: 2, random: &random).data()
    for solver in [
      Solver.lbfgs(evaluations: 0), .newton(evaluations: 0),
      .gradientDescent(epochs: 0, learningRate: 1), .sgd(epochs: 0, learningRate: 1),
    ] {
      #expect(throws: InvalidHyperparameter.self) {
        _ = try trainer(solver).fit(data, Clouds.task)
      }
    }
  }

  @Test("test_newton_cholesky_fallback_to_lbfgs") func aSingularHessianIsMetAndToldOf() throws {
    var random = RandomValues()
    // More features than examples: the Hessian has a rank of 10 at the most.
    let data = Clouds(10, features: 20, random: &random).data()
    var asked = trainer(.newton(), l2: 1e-31)
    asked.tolerance = 1e-6
    let summary = try asked.fit(data, Clouds.task).summary
    #expect(summary.objective < 1e-3)
    #expect(summary.notes.contains { $0.contains("Hessian") })
  }

  @Test("test_logistic_regression_path_init_coefs") func aStartOfAnotherShapeIsRefused() throws {
    var random = RandomValues()
    let clouds = Clouds(60, features: 2, classes: 3, random: &random)
    var asked = trainer()
    asked.start = LogisticModel(
      features: 2, weights: [1, 1, 1, 1, 1, 1], intercepts: [1, 1, 1],
      classes: try trainer().fit(clouds.data(), MulticlassTask()).model.classes)
    _ = try asked.fit(clouds.data(), MulticlassTask())
    #expect(throws: InvalidHyperparameter.self) {
      _ = try asked.fit(clouds.data(), Clouds.task)
    }
    asked.start = LogisticModel(
      features: 3, weights: [1, 1, 1], intercepts: [1], classes: Clouds.task.classes)
    #expect(throws: InvalidHyperparameter.self) {
      _ = try asked.fit(clouds.data(), Clouds.task)
    }
  }

  @Test("test_logistic_regression_callback_support") func everyEvaluationIsReported() throws {
    var random = RandomValues()
    let data = Clouds(90, features: 3, random: &random).data()
    for solver in solvers(classes: 2) {
      var evaluations: [Int] = []
      let fit = try trainer(solver).fit(data, Clouds.task) {
        evaluations.append($0.evaluation)
        return .proceed
      }
      #expect(evaluations == Array(1...fit.summary.evaluations), "\(solver)")
      let stopped = try trainer(solver).fit(data, Clouds.task) {
        $0.evaluation == 2 ? .stop : .proceed
      }
      #expect(stopped.summary.termination == .interrupted && stopped.summary.evaluations == 2)
    }
  }
}
