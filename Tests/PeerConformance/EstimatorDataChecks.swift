import SigmoidExamples
import SigmoidFormats
import SigmoidLinear
import SigmoidMetrics
import SigmoidModel
import SigmoidSystem
import TestSupport
import Testing

/// scikit-learn, `utils/estimator_checks.py`: what may be put in, and what is refused.
@Suite struct EstimatorDataChecks {
  private func matrix(_ rows: Int, _ columns: Int) -> Matrix<Double> {
    Matrix(rows: rows, columns: columns)
  }

  @Test("check_estimators_nan_inf", arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsRefused(value: Double) throws {
    var random = RandomValues()
    let clouds = Clouds(10, features: 3, random: &random)
    var values = clouds.values
    values[3 * 4 + 1] = value
    let broken = Dataset(
      features: Matrix(rows: 3, columns: 10, elements: values), labels: Labels(clouds.labels))
    let error = TrainingDataError.nonFinite(ElementPosition(feature: 1, example: 4))
    for solver in solvers(classes: 2) {
      #expect(throws: error) { _ = try trainer(solver).fit(broken, Clouds.task) }
    }
    let model = try trainer().fit(clouds.data(Double.self), Clouds.task).model
    #expect(throws: error) { _ = try model.evaluate(broken) }
    #expect(throws: error) { _ = try model.accuracy(on: broken) }
  }

  @Test("check_estimators_empty_data_messages") func nothingToTrainOnIsRefused() throws {
    #expect(throws: TrainingDataError.noExamples) {
      _ = try trainer().fit(
        Dataset(features: matrix(3, 0), labels: Labels([Int]())), MulticlassTask())
    }
    // Without features there is still an intercept: the log odds of the classes.
    let bare = Dataset(features: matrix(0, 5), labels: Labels([0, 1, 1, 0, 1]))
    for solver in solvers(classes: 2) {
      let model = try trainer(solver).fit(bare, Clouds.task).model
      #expect(abs(model.intercepts[0] - 0.405465108108164) < 1e-6, "\(solver)")
    }
  }

  @Test("check_fit2d_1sample") func oneExampleIsOfOneClass() throws {
    #expect(throws: TrainingDataError.self) {
      _ = try trainer().fit(Dataset(features: matrix(10, 1), labels: Labels([1])), Clouds.task)
    }
  }

  @Test("check_fit2d_1feature") func oneFeatureIsEnough() throws {
    var random = RandomValues()
    let data = Clouds(10, features: 1, random: &random).data()
    for solver in solvers(classes: 2) {
      #expect(try trainer(solver).fit(data, Clouds.task).model.features == 1)
    }
  }

  @Test("check_classifiers_one_label") func oneLabelIsRefusedByName() throws {
    var random = RandomValues()
    let data: Dataset<Matrix<Double>> = Clouds(10, features: 3, random: &random)
      .data(labelled: Labels([String](repeating: "spam", count: 10)))
    #expect(throws: TrainingDataError.self) { _ = try trainer().fit(data, MulticlassTask()) }
    #expect(throws: TrainingDataError.singleClass("spam")) {
      _ = try trainer().fit(data, BinaryTask(positive: ["spam"]))
    }
  }

  @Test("check_classifiers_one_label_sample_weights") func oneLabelOfWeightIsRefused() throws {
    var random = RandomValues()
    let clouds = Clouds(10, features: 10, random: &random)
    let weights = clouds.labels.map { $0 == 1 ? 1.0 : 0 }
    #expect(throws: TrainingDataError.weightlessClass("not 1")) {
      _ = try trainer().fit(clouds.data(Double.self), Clouds.task, exampleWeights: weights)
    }
  }

  @Test("check_all_zero_sample_weights_error") func weightsOfZeroAreRefused() throws {
    var random = RandomValues()
    let data = Clouds(10, features: 3, random: &random).data()
    #expect(throws: TrainingDataError.self) {
      _ = try trainer().fit(
        data, Clouds.task, exampleWeights: [Double](repeating: 0, count: 10))
    }
  }

  @Test("check_sample_weights_shape") func aWeightForEveryExample() throws {
    var random = RandomValues()
    let data = Clouds(16, features: 2, random: &random).data()
    for count in [0, 15, 32] {
      #expect(throws: TrainingDataError.weightCount(count, examples: 16)) {
        _ = try trainer().fit(
          data, Clouds.task, exampleWeights: [Double](repeating: 1, count: count))
      }
    }
  }

  @Test("check_n_features_in") func theModelSaysHowManyFeatures() throws {
    var random = RandomValues()
    let fit = try trainer().fit(Clouds(40, features: 7, random: &random).data(), Clouds.task)
    #expect(fit.model.features == 7 && fit.summary.features == 7)
  }

  @Test("check_n_features_in_after_fitting") func anotherWidthIsRefused() throws {
    var random = RandomValues()
    let model = try trainer().fit(Clouds(40, features: 4, random: &random).data(), Clouds.task)
      .model
    let narrow = Clouds(5, features: 1, random: &random).data()
    let error = ModelWidthError(expected: 4, found: 1)
    #expect(throws: error) { _ = try model.scores(of: narrow.features) }
    #expect(throws: error) { _ = try model.probabilities(of: narrow.features) }
    #expect(throws: error) { _ = try model.predictions(of: narrow.features) }
    #expect(throws: error) { _ = try model.evaluate(narrow) }
    #expect(throws: ModelWidthError(expected: 4, found: 3)) {
      _ = try model.scores(ofValues: [1, 2, 3])
    }
  }

  @Test("check_dataframe_column_names_consistency")
  func columnsHaveTheNamesOfTheTraining() throws {
    let folder = try TemporaryFolder()
    func file(_ text: String, names: [String]?) throws -> ReadRequest {
      var file = ReadRequest(
        path: try folder.write(Array(text.utf8), to: "t.csv"), format: .csv)
      file.inputs = Schema(featureNames: names)
      return file
    }
    let names = try file("a,b,y\n1,2,p\n3,4,q\n", names: nil).read().featureNames
    #expect(names == ["a", "b"])
    let unknown = try file("a,c,y\n1,2,p\n", names: names)
    #expect(throws: FileError.self) { _ = try unknown.read() }
    #expect(throws: FileError.self) { _ = try ExampleBlocks(unknown, features: 2) }
    // In another order they are found by name: a model never takes one for the other.
    let swapped = try file("b,a,y\n2,1,p\n", names: names)
    #expect(try swapped.read().features.values(of: 0) == [1, 2])
    var blocks = try ExampleBlocks(swapped, features: 2)
    #expect(try blocks.next()?.features.values(of: 0) == [1, 2])
    // The same names, and a table that has none.
    for same in ["a,b,y\n1,2,p\n", "1,2\n"] {
      var blocks = try ExampleBlocks(try file(same, names: names), features: 2)
      #expect(try blocks.next()?.features.examples == 1)
    }
  }

  @Test("check_estimators_dtypes") func bytesFloatsDoublesAndSparse() throws {
    var random = RandomValues()
    let clouds = Clouds(40, features: 5, random: &random)
    var bytes = ByteMatrix(features: 5, examples: 40)
    var span = bytes.mutableSpan
    for (index, value) in clouds.values.enumerated() {
      span[index] = UInt8(min(255, max(0, 128 + 30 * value)))
    }
    let byteData = Dataset(features: bytes, labels: Labels(clouds.labels))
    for solver in solvers(classes: 2) {
      let counts = try [
        trainer(solver).fit(byteData, Clouds.task).model.predictions(of: byteData.features),
        trainer(solver).fit(clouds.data(Float.self), Clouds.task)
          .model.predictions(of: clouds.data(Float.self).features),
        trainer(solver).fit(clouds.data(Double.self), Clouds.task)
          .model.predictions(of: clouds.data(Double.self).features),
        trainer(solver).fit(clouds.sparseData, Clouds.task)
          .model.predictions(of: clouds.sparseData.features),
      ]
      #expect(counts.allSatisfy { $0.count == 40 }, "\(solver)")
    }
  }

  @Test("check_estimator_sparse_array") func sparseIsDense() throws {
    var random = RandomValues()
    for classes in [2, 3] {
      let clouds = Clouds(40, features: 10, classes: classes, random: &random)
      let task = Clouds.task(classes: classes)
      let dense = clouds.data(Float.self)
      let one = try trainer().fit(clouds.sparseData, task).model
      let other = try trainer().fit(dense, task).model
      #expect(distance(one, other) < 1e-3)
      let probabilities = try one.probabilities(of: clouds.sparseData.features)
      let same = try one.probabilities(of: dense.features)
      for example in 0..<40 {
        for index in 0..<classes {
          #expect(abs(probabilities[index, example] - same[index, example]) < 1e-6)
        }
      }
    }
  }

  @Test("check_param_validation") func eachParameterIsCheckedByName() throws {
    var random = RandomValues()
    let data = Clouds(10, features: 2, random: &random).data()
    var wrong: [(String, LogisticTrainer)] = []
    for value in [Double.nan, -1, .infinity] {
      wrong.append(("l2", trainer(l2: value)))
      wrong.append(("tolerance", trainer(tolerance: value)))
      wrong.append(
        ("learning rate", trainer(.gradientDescent(epochs: 1, learningRate: value))))
    }
    wrong.append(("learning rate", trainer(.adam(epochs: 1, learningRate: 0))))
    wrong.append(("epochs", trainer(.lbfgs(evaluations: -3))))
    wrong.append(("batch size", trainer(.sgd(epochs: 1, learningRate: 1, batchSize: 0))))
    wrong.append(
      ("decay", trainer(.sgd(epochs: 1, learningRate: 1, schedule: .inverseTime(decay: -1)))))
    var threads = trainer()
    threads.threads = 0
    wrong.append(("threads", threads))
    for (name, asked) in wrong {
      #expect {
        _ = try asked.fit(data, Clouds.task)
      } throws: { error in
        (error as? InvalidHyperparameter)?.name.rawValue == name
      }
    }
  }

  @Test("check_readonly_memmap_input") func dataAreOnlyRead() throws {
    var random = RandomValues()
    let clouds = Clouds(60, features: 4, classes: 3, random: &random)
    let data = clouds.data(Double.self)
    for solver in solvers(classes: 2) {
      for standardizes in [false, true] {
        var asked = trainer(solver)
        asked.standardizes = standardizes
        let model = try asked.fit(data, Clouds.task).model
        _ = try model.evaluate(data)
      }
    }
    for example in 0..<60 {
      for feature in 0..<4 {
        #expect(data.features[feature, example] == clouds.values[example * 4 + feature])
      }
    }
    #expect(data.labels == Labels(clouds.labels))
  }
}
