import SigmoidExamples

/// Data that no model can be trained on, found before training.
public enum TrainingDataError: Error, Equatable, CustomStringConvertible {
  /// Not one example, in any process.
  case noExamples
  /// Where a NaN or an infinity is; a training counts the examples of all processes.
  case nonFinite(ElementPosition)
  /// All examples are of the class of this name.
  case singleClass(String)
  /// A label that the task or the class weights name and no example has; `labels` are those that
  /// occur.
  case noExample(ofLabel: String, labels: [String])
  /// A label that a binary task names as positive and as negative.
  case labelInBothClasses(String)
  /// Labels that are no numbers, of classes in an order that is not given.
  case noOrder([String])
  /// Fewer than three classes in an order.
  case tooFewForAnOrder([String])
  /// Another number of case weights than of examples.
  case weightCount(Int, examples: Int)
  /// A weight that is negative or not finite, of the example at this position.
  case badWeight(Double, example: Int)
  /// All examples of the class of this name weigh nothing.
  case weightlessClass(String)
  /// Of so many weights; both in bytes.
  case memory(weights: Int, needed: Int, available: Int)
  /// A feature whose squares no double holds.
  case unusableScale(feature: Int)
  /// What another process found in its part of the data.
  case elsewhere(rank: Int, String)

  public var description: String {
    switch self {
    case .noExamples: "expected examples to train on, found none"
    case .nonFinite(let position):
      "expected finite numbers, found NaN or infinity in feature \(position.feature) of example "
        + "\(position.example) (counted from 0); remove the example or fill in the value"
    case .singleClass(let name):
      "expected examples of two classes, found only \(name); add examples of the other class, "
        + "or choose other classes"
    case .noExample(let label, let labels):
      "expected examples with the label \(label), found only the labels "
        + "\(labels.joined(separator: ", ")); choose among these"
    case .labelInBothClasses(let label):
      "expected each label in one class, found \(label) in both; leave it in one"
    case .noOrder(let labels):
      "expected labels that are numbers, or their order, found \(labels.prefix(10).joined(separator: ", ")); "
        + "give the order from the lowest to the highest, such as low,medium,high"
    case .tooFewForAnOrder(let labels):
      "expected three classes or more in an order, found \(labels.joined(separator: " and ")); two classes "
        + "have no order: train without one"
    case .weightCount(let count, let examples):
      "expected one weight for each of \(examples) examples, found \(count); give one each"
    case .badWeight(let weight, let example):
      "expected weights of 0, or from 1e-100 to 1e100, found \(weight) for example \(example) (counted "
        + "from 0); give it 0 to leave it out"
    case .weightlessClass(let name):
      "expected examples with a weight above 0 in every class, found none in \(name); give "
        + "some of its examples a weight"
    case .memory(let weights, let needed, let available):
      "expected \(needed / 1_000_000) MB of memory to train \(weights) weights, found "
        + "\(available / 1_000_000) MB available; leave out features or use a machine with more"
    case .unusableScale(let feature):
      "expected features whose spread is between 1e-150 and 1e150, found another spread in feature "
        + "\(feature) (counted from 0); multiply the feature by a power of ten"
    case .elsewhere(let rank, let problem): "rank \(rank): \(problem)"
    }
  }
}

/// A hyperparameter outside its range.
public struct InvalidHyperparameter: Error, Equatable, CustomStringConvertible {
  /// What can be out of its range.
  public enum Name: String, Sendable {
    /// The evaluations that a solver may make, an epoch being one.
    case epochs
    /// The property of `LogisticRegression` of the same name.
    case tolerance, l1, l2, gap, engine, solver
    /// The property of `PathPlan` of the same name.
    case l1Ratio, points, leastShare
    /// The property of `RunOptions` of the same name.
    case threads, start, optimizer, checkpoint
    /// Of `LogisticRegression.fitsIntercept`.
    case intercept
    /// A feature of `Schema.offsetFeature`.
    case offset
    /// Of solvers that do not choose their own step sizes.
    case learningRate = "learning rate"
    /// Of `sgd` and `adam`: the examples before each step.
    case batchSize = "batch size"
    /// Of `LearningRateSchedule.inverseTime`.
    case decay
  }

  /// Which one it is.
  public let name: Name
  /// Its range, in words.
  public let expected: String
  /// What was given, in words.
  public let found: String

  init(_ name: Name, expected: String, _ found: some CustomStringConvertible) {
    self.name = name
    self.expected = expected
    self.found = found.description
  }

  public var description: String { "\(name.rawValue): expected \(expected), found \(found)" }
}

/// A run that diverged: there is no model.
public struct TrainingDiverged: Error, Equatable, CustomStringConvertible {
  /// What was reached; its termination is `.diverged`.
  public let summary: FitSummary
  /// What to do about it, in words: it depends on the solver.
  public let remedy: String

  public var description: String { description(remedy: remedy) }

  /// - Parameter remedy: another one than the solver's.
  public func description(remedy: String) -> String {
    func number(_ value: Double) -> String { value.isNaN ? "no number" : "\(value)" }
    return
      "training diverged at evaluation \(summary.evaluations): expected a finite objective below "
      + "ten times its first value, found \(number(summary.objective)) with a largest gradient of "
      + "\(number(summary.gradientMax)); \(remedy)"
  }
}
