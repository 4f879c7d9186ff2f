import SigmoidOptimization

/// How the objective is minimised, with the hyperparameters of the algorithm.
public enum Solver: Equatable, Sendable {
  /// Full-batch gradient descent: each epoch is one evaluation and one step of
  /// `learningRate · ∇J`.
  case gradientDescent(epochs: Int, learningRate: Double)
  /// Nesterov's accelerated gradient descent, restarted where the objective rises: each epoch is
  /// one evaluation and one step.
  case momentum(epochs: Int, learningRate: Double)
  /// Stochastic gradient descent: each epoch goes once through the examples in a new order, a step
  /// after every `batchSize` of them.
  case sgd(
    epochs: Int, learningRate: Double, batchSize: Int = 256,
    schedule: LearningRateSchedule = .cosine)
  /// Adam, in epochs as `sgd`.
  case adam(
    epochs: Int, learningRate: Double, batchSize: Int = 256,
    schedule: LearningRateSchedule = .cosine)
  /// Limited-memory BFGS on top of the curvature of a sample of the examples, to the optimum.
  case lbfgs(evaluations: Int = 1000)
  /// Newton's method with the Hessian of all examples: few steps, each of features² · examples
  /// operations, for a softmax times columns².
  case newton(evaluations: Int = 100)
  /// Proximal Newton, for an l1 above 0: the Hessian of the features whose weights are not 0, or what a sample
  /// tells of it, to the optimum.
  case proximal(evaluations: Int = 1000)
  /// With an l1 `proximal`, else `newton` or `lbfgs`, whichever takes less time on the data by a model of their costs; and the
  /// other one from there on, where the first ends short of the optimum.
  case auto(evaluations: Int = 1000)

  /// With the usual limit of evaluations.
  public static var lbfgs: Solver { .lbfgs(evaluations: 1000) }
  /// With the usual limit of evaluations.
  public static var newton: Solver { .newton(evaluations: 100) }
  /// With the usual limit of evaluations.
  public static var proximal: Solver { .proximal(evaluations: 1000) }
  /// With the usual limit of evaluations.
  public static var auto: Solver { .auto(evaluations: 1000) }

  /// The algorithm without its hyperparameters; the raw value is what the command calls it.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// `Solver.gradientDescent`.
    case gradientDescent = "gd"
    /// The case of `Solver` of the same name.
    case momentum, sgd, adam, lbfgs, newton, proximal, auto
  }

  /// Which algorithm it is.
  public var kind: Kind {
    switch self {
    case .gradientDescent: .gradientDescent
    case .momentum: .momentum
    case .sgd: .sgd
    case .adam: .adam
    case .lbfgs: .lbfgs
    case .newton: .newton
    case .proximal: .proximal
    case .auto: .auto
    }
  }

  /// As the command takes it.
  public var name: String { kind.rawValue }

  /// Whether it runs in coordinates of its own, in which every feature has mean 0 and variance 1, and
  /// to the optimum. The steps of the others are those of the textbook, in the features as they are.
  var isConditioned: Bool { learningRate == nil }

  /// The maximum number of evaluations; an epoch is one.
  public var evaluations: Int {
    switch self {
    case .gradientDescent(let epochs, _), .momentum(let epochs, _),
      .sgd(let epochs, _, _, _), .adam(let epochs, _, _, _):
      epochs
    case .lbfgs(let evaluations), .newton(let evaluations), .proximal(let evaluations),
      .auto(let evaluations):
      evaluations
    }
  }

  /// The learning rate; nil where the solver chooses its own step sizes.
  public var learningRate: Double? {
    switch self {
    case .gradientDescent(_, let rate), .momentum(_, let rate), .sgd(_, let rate, _, _),
      .adam(_, let rate, _, _):
      rate
    case .lbfgs, .newton, .proximal, .auto: nil
    }
  }

  /// Mini-batches' size and schedule; nil where every step sees all examples.
  private var batches: (size: Int, schedule: LearningRateSchedule)? {
    switch self {
    case .sgd(_, _, let size, let schedule), .adam(_, _, let size, let schedule): (size, schedule)
    case .gradientDescent, .momentum, .lbfgs, .newton, .proximal, .auto: nil
    }
  }

  /// Whether its result has the value computed there; else the result is one step beyond the last
  /// evaluation.
  var endsAtAnEvaluation: Bool {
    switch self {
    case .gradientDescent, .momentum: false
    case .sgd, .adam, .lbfgs, .newton, .proximal, .auto: true
    }
  }

  /// What the model file says of it.
  var hyperparameters: [String: String] {
    var known = ["solver": name]
    known[learningRate == nil ? "evaluationLimit" : "epochs"] = "\(evaluations)"
    known["learningRate"] = learningRate.map { "\($0)" }
    known["batchSize"] = batches.map { "\($0.size)" }
    known["schedule"] = batches.map { "\($0.schedule)" }
    return known
  }

  /// - Throws: `InvalidHyperparameter` for the first that is out of its range.
  func validate() throws(InvalidHyperparameter) {
    guard evaluations >= 1 else {
      throw InvalidHyperparameter(.epochs, expected: "at least 1", evaluations)
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw InvalidHyperparameter(.learningRate, expected: "a number above 0", learningRate)
    }
    guard let batches else { return }
    guard batches.size >= 1 else {
      throw InvalidHyperparameter(.batchSize, expected: "at least 1", batches.size)
    }
    if case .inverseTime(let decay) = batches.schedule, !(decay >= 0 && decay.isFinite) {
      throw InvalidHyperparameter(.decay, expected: "a number of at least 0", decay)
    }
  }
}
