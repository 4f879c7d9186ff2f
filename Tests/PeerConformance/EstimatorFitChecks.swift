import SigmoidExamples
import SigmoidLinear
import SigmoidMetrics
import SigmoidModel
import TestSupport
import Testing

/// scikit-learn, `utils/estimator_checks.py`: what a fitted model does.
@Suite struct EstimatorFitChecks {
  @Test("check_classifiers_train", arguments: [2, 3])
  func aFittedModelPredicts(classes: Int) throws {
    var random = RandomValues()
    let data = Clouds(300, features: 6, classes: classes, distance: 3, random: &random).data()
    for solver in solvers(classes: classes) {
      let model = try trainer(solver).fit(data, Clouds.task(classes: classes)).model
      #expect(try model.accuracy(on: data) > 0.83)
      let scores = try model.scores(of: data.features)
      #expect(scores.count == 300 * (classes == 2 ? 1 : classes))
      let probabilities = try model.probabilities(of: data.features)
      let names = try model.predictions(of: data.features)
      for example in 0..<300 {
        let column = (0..<classes).map { probabilities[$0, example] }
        #expect(abs(column.reduce(0, +) - 1) < 1e-14)
        let best = column.indices.max { column[$0] < column[$1] }
        #expect(best.map { model.classes[$0].name } == names[example])
      }
    }
  }

  @Test("check_classifiers_predictions", arguments: [["0", "1"], ["yes", "no"], ["-1", "2.5"]])
  func labelsComeBack(names: [String]) throws {
    var random = RandomValues()
    let clouds = Clouds(80, features: 4, distance: 4, random: &random)
    let data: Dataset<Matrix<Double>> = clouds.data(
      labelled: Labels(clouds.labels.map { names[$0] }))
    let model = try trainer().fit(data, BinaryTask(positive: [names[1]], versus: [names[0]])).model
    let predicted = try model.predictions(of: data.features)
    let scores = try model.scores(of: data.features)
    #expect(Set(predicted) == Set(names))
    for (name, score) in zip(predicted, scores) { #expect(name == names[score > 0 ? 1 : 0]) }
  }

  @Test("check_classifiers_classes") func classesAreInOrder() throws {
    var random = RandomValues()
    let clouds = Clouds(60, features: 4, classes: 3, random: &random)
    for (names, order) in [
      (["three", "one", "two"], ["one", "three", "two"]), (["10", "9", "-1"], ["-1", "9", "10"]),
    ] {
      let data: Dataset<Matrix<Double>> = clouds.data(
        labelled: Labels(clouds.labels.map { names[$0] }))
      #expect(try trainer().fit(data, MulticlassTask()).model.classes.map(\.name) == order)
    }
  }

  @Test("check_class_weight_classifiers", arguments: [2, 3])
  func aHeavyClassIsPredicted(classes: Int) throws {
    var random = RandomValues()
    let data = Clouds(300, features: 4, classes: classes, distance: 0.5, random: &random).data()
    for solver in solvers(classes: classes) {
      var asked = trainer(solver)
      asked.classWeights = .byLabel(
        Dictionary(
          uniqueKeysWithValues: (0..<classes).map { ("\($0)", $0 == 0 ? 1000 : 0.0001) }))
      let model = try asked.fit(data, Clouds.task(classes: classes)).model
      let first = try model.predictions(of: data.features).count { $0 == model.classes[0].name }
      #expect(Double(first) > 0.87 * 300, "\(solver)")
    }
  }

  @Test("check_class_weight_balanced_classifiers") func balanceHelpsTheRareClass() throws {
    var random = RandomValues()
    let clouds = Clouds(1600, features: 4, distance: 1, random: &random)
    let kept = clouds.labels.indices.filter { clouds.labels[$0] == 0 || $0 % 8 == 1 }
    let data = clouds.data(Double.self).selecting(kept)
    var balanced = trainer()
    balanced.classWeights = .balanced
    // What balance is for is the mean of the recalls; f1 may go either way.
    func recall(_ asked: LogisticTrainer) throws -> Double {
      try asked.fit(data, Clouds.task).model.evaluate(data).perClass.reduce(0) { $0 + $1.recall }
        / 2
    }
    #expect(try recall(balanced) > recall(trainer()))
  }

  @Test("check_class_weight_balanced_linear_classifier")
  func balancedIsByTheCounts() throws {
    let data = Dataset(
      features: Matrix<Double>(
        rows: 2, columns: 5, elements: [-1, -1, -1, 0, -0.8, -1, 1, 1, 1, 0]),
      labels: Labels([1, 1, 1, 0, 0]))
    for solver in solvers(classes: 2) {
      var balanced = trainer(solver)
      balanced.classWeights = .balanced
      var byHand = trainer(solver)
      byHand.classWeights = .byLabel(["1": 5.0 / (3 * 2), "0": 5.0 / (2 * 2)])
      let one = try balanced.fit(data, Clouds.task).model
      let other = try byHand.fit(data, Clouds.task).model
      #expect(distance(one, other) < 1e-12, "\(solver)")
    }
  }

  @Test("check_fit_idempotent") func aSecondFitIsTheFirst() throws {
    var random = RandomValues()
    let data = Clouds(100, features: 5, random: &random).data()
    for solver in solvers(classes: 2) + [
      .sgd(epochs: 3, learningRate: 0.1), .adam(epochs: 3, learningRate: 0.01),
    ] {
      let asked = trainer(solver)
      let (one, other) = (try asked.fit(data, Clouds.task), try asked.fit(data, Clouds.task))
      #expect(one.model == other.model, "\(solver)")
    }
  }

  @Test("check_methods_subset_invariance", arguments: [2, 3])
  func aPartIsPredictedAsInTheWhole(classes: Int) throws {
    var random = RandomValues()
    let data = Clouds(40, features: 3, classes: classes, random: &random).data()
    let model = try trainer().fit(data, Clouds.task(classes: classes)).model
    let whole = try model.probabilities(of: data.features)
    for example in 0..<40 {
      let alone = try model.probabilities(of: data.selecting([example]).features)
      for index in 0..<classes {
        #expect(abs(alone[index, 0] - whole[index, example]) < 1e-12)
      }
    }
  }

  @Test("check_methods_sample_order_invariance") func theOrderOfExamplesDoesNotMatter() throws {
    var random = RandomValues()
    let data = Clouds(40, features: 3, classes: 3, random: &random).data()
    let model = try trainer().fit(data, MulticlassTask()).model
    let names = try model.predictions(of: data.features)
    let back = Array((0..<40).reversed())
    let reversed = try model.predictions(of: data.selecting(back).features)
    #expect(reversed == back.map { names[$0] })
    // The fit as well, but for rounding.
    let other = try trainer().fit(data.selecting(back), MulticlassTask()).model
    #expect(distance(model, other) < 1e-6)
  }

  @Test("check_sample_weight_equivalence_on_dense_data") func weightsOfZeroLeaveOut() throws {
    var random = RandomValues()
    let data = Clouds(60, features: 5, random: &random).data()
    let counts = (0..<60).map { _ in random.int(in: 0..<5) }
    let copies = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    for solver in solvers(classes: 2) {
      let weighted = try trainer(solver)
        .fit(data, Clouds.task, exampleWeights: counts.map(Double.init)).model
      let repeated = try trainer(solver).fit(data.selecting(copies), Clouds.task).model
      #expect(distance(weighted, repeated) < 1e-6, "\(solver)")
    }
  }

  @Test("check_sample_weight_equivalence_on_sparse_data") func sparseWeightsAreCopies() throws {
    var random = RandomValues()
    let data = Clouds(60, features: 5, random: &random).sparseData
    let counts = (0..<60).map { _ in random.int(in: 0..<5) }
    let copies = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    let weighted = try trainer().fit(data, Clouds.task, exampleWeights: counts.map(Double.init))
    let repeated = try trainer().fit(data.selecting(copies), Clouds.task)
    #expect(abs(weighted.summary.objective - repeated.summary.objective) < 1e-6)
    #expect(distance(weighted.model, repeated.model) < 1e-3)
  }

  @Test("check_estimators_pickle") func aSavedModelIsTheSame() throws {
    var random = RandomValues()
    let folder = try TemporaryFolder()
    for classes in [2, 3] {
      let data = Clouds(40, features: 3, classes: classes, random: &random).data()
      let model = try trainer().fit(data, Clouds.task(classes: classes)).model
      try model.write(to: folder.file("m"))
      let loaded = try LogisticModel(contentsOf: folder.file("m"))
      #expect(loaded == model)
      #expect(try loaded.scores(of: data.features) == model.scores(of: data.features))
    }
  }

  @Test("check_dict_unchanged") func predictingChangesNothing() throws {
    var random = RandomValues()
    let data = Clouds(20, features: 3, random: &random).data()
    let model = try trainer().fit(data, Clouds.task).model
    let before = try model.scores(of: data.features)
    _ = try model.predictions(of: data.features)
    _ = try model.evaluate(data)
    #expect(try model.scores(of: data.features) == before)
  }

  @Test("check_decision_proba_consistency") func probabilitiesFollowScores() throws {
    var random = RandomValues()
    let model = try trainer().fit(Clouds(100, features: 2, random: &random).data(), Clouds.task)
      .model
    let points = Matrix<Double>(
      rows: 2, columns: 100, elements: (0..<200).map { _ in 10 * random.unit() })
    let scores = try model.scores(of: points)
    let probabilities = try model.probabilities(of: points)
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    for (lower, higher) in zip(order, order.dropFirst()) {
      #expect(probabilities[1, lower] <= probabilities[1, higher])
    }
  }

  @Test("check_non_transformer_estimators_n_iter") func atLeastOneStepIsMade() throws {
    var random = RandomValues()
    let data = Clouds(60, features: 4, random: &random).data()
    for solver in solvers(classes: 2) {
      #expect(try trainer(solver).fit(data, Clouds.task).summary.iterations >= 1)
    }
  }

  @Test("check_classifiers_regression_target") func everyNumberIsAClass() throws {
    // Labels of any kind are classes, as many as there are: theirs refuses a target of 40 numbers.
    var random = RandomValues()
    let clouds = Clouds(40, features: 2, random: &random)
    let data: Dataset<Matrix<Double>> = clouds.data(
      labelled: Labels((0..<40).map { "\(Double($0) + 0.5)" }))
    let model = try trainer(.gradientDescent(epochs: 2, learningRate: 0.1))
      .fit(data, MulticlassTask()).model
    #expect(model.classes.count == 40 && model.classes[0].name == "0.5")
  }
}
