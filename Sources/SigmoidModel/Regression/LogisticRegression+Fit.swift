import SigmoidExamples
import SigmoidLinear
import SigmoidOptimization

extension LogisticRegression {
  /// Fits on examples in any storage.
  /// - Parameters:
  ///   - caseWeights: the weight of each example, nil for those of the examples; a whole number equals
  ///     as many copies of the example.
  ///   - observe: called once an evaluation, on the calling thread; may end the fit.
  /// - Throws: `FileError` for examples without labels; `TrainingDataError`, `InvalidHyperparameter`,
  ///   `TrainingDiverged`; to resume, `CheckpointMismatch` and `RunState.Mismatch`.
  public func fit(
    _ examples: Examples, caseWeights: [Double]? = nil, run: RunOptions = RunOptions(),
    observe: (TrainingProgress) -> ObserverDecision = { _ in .proceed }
  ) throws -> LogisticFit {
    try fit(
      examples, caseWeights: caseWeights, by: LogisticTrainer(self, run), observe: observe)
  }

  func fit(
    _ examples: Examples, caseWeights: [Double]?, by trainer: LogisticTrainer,
    observe: (TrainingProgress) -> ObserverDecision
  ) throws -> LogisticFit {
    let task = try task(on: examples.requiredLabels(), of: examples.inputs)
    var fit = try trainer.fit(examples, task, exampleWeights: caseWeights, observe: observe)
    fit.model.inputs = examples.schema
    return fit
  }

  /// Fits on plain numbers, a row an example, in double precision.
  /// - Parameters:
  ///   - rows: examples × features.
  ///   - labels: one an example, of any kind that can be written down.
  ///   - featureNames: one a feature.
  /// - Throws: as the other; `TableShapeError` for rows, labels or names of different numbers.
  public func fit<Label: Hashable & LosslessStringConvertible>(
    _ rows: [[Double]], labels: [Label], featureNames: [String]? = nil,
    caseWeights: [Double]? = nil, run: RunOptions = RunOptions()
  ) throws -> LogisticFit {
    try fit(
      Examples(rows: rows, labels: Labels(labels), featureNames: featureNames),
      caseWeights: caseWeights, run: run)
  }

  /// Fits on examples of one storage.
  /// - Throws: as the others.
  public func fit<Features: FeatureStorage>(
    _ data: Dataset<Features>, caseWeights: [Double]? = nil, run: RunOptions = RunOptions()
  ) throws -> LogisticFit {
    try fit(Examples(data), caseWeights: caseWeights, run: run)
  }

  /// Some more steps of the solver from a model, on a batch that need not have every class of it.
  /// - Parameters:
  ///   - model: of the same features. Its classes are those of the result.
  ///   - batch: with labels of the model's classes; others are left out.
  /// - Throws: as `fit`.
  public func partialFit(
    _ model: LogisticModel, batch: Examples, run: RunOptions = RunOptions()
  ) throws -> LogisticFit {
    var run = run
    run.start = model
    var fit = try LogisticTrainer(self, run).fit(batch, TaskOfModel(model: model))
    fit.model.inputs = model.inputs
    return fit
  }

  private func task(
    on labels: Labels, of inputs: Schema
  ) throws(TrainingDataError) -> any ClassificationTask {
    if let task { return task }
    let names = labels.presentNames
    return names.count == 2
      ? BinaryTask(ofTwo: names, events: inputs.eventsName) : MulticlassTask()
  }
}

/// The task that a model has learnt already: of its classes a batch may lack some.
struct TaskOfModel: ClassificationTask {
  let model: LogisticModel

  var link: OutputTransform { model.link }
  var needsEveryClass: Bool { false }
  func classes(of labels: Labels) -> [ModelClass] { model.classes }
}
