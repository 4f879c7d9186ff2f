import SigmoidExamples

/// A logistic regression to be fitted: its hyperparameters, and nothing of a run.
///
/// Minimises J(W, b) = (1/Σc) Σ c·L + l1·‖W‖₁ + (l2/2)‖W‖² over weights W (features × classes) and
/// intercepts b, c being the case weights times the class weights. L is the logistic loss of two classes, or
/// the softmax loss of several. The intercept is never penalised. scikit-learn's C is 1/(l2·examples), or
/// 1/(l1·examples) of its penalty l1; glmnet's λ and α are l1 = λ·α, l2 = λ·(1 − α).
///
///     let fit = try LogisticRegression(l2: 1e-3).fit(rows, labels: species, featureNames: names)
public struct LogisticRegression: Sendable {
  /// The algorithm.
  public var solver: Solver
  /// The factor of ‖W‖₁, the sum of the absolute values: above 0 some weights are exactly 0.
  public var l1: Double
  /// The factor of (1/2)‖W‖².
  public var l2: Double
  /// Which labels are which classes; nil for the labels as they are: two are a binary task, the second
  /// of them positive, more are classes of one softmax.
  public var task: (any ClassificationTask)?
  /// Stop when max|∇J| is at most this; nil or 0 goes on. `lbfgs` and `newton` take the larger of the
  /// components by features as they are and by features of variance 1.
  public var tolerance: Double?
  /// Stop when J is at most this share of itself above its optimum: proved with a penalty, estimated
  /// without. nil goes on to what the precision of the passes allows. `lbfgs` and `newton` alone.
  public var gap: Double?
  /// False for a model without an intercept.
  public var fitsIntercept: Bool
  /// The factor on the loss of each example by its class, besides its case weight.
  public var classWeights: ClassWeights
  /// Whether solver and penalty see every feature at mean 0 and variance 1. X is not changed, and
  /// the model is one of the features as they are.
  public var standardizes: Bool
  /// How evaluations pass over the data: the model depends on it by rounding alone.
  public var engine: Engine
  /// Of everything random: the sample that `lbfgs` learns the curvature from, and the order of
  /// the examples in `sgd` and `adam`.
  public var seed: UInt64

  /// - Parameters: the properties of the same names.
  public init(
    solver: Solver = .auto, l1: Double = 0, l2: Double = 0, task: (any ClassificationTask)? = nil,
    tolerance: Double? = nil, gap: Double? = nil, fitsIntercept: Bool = true,
    classWeights: ClassWeights = .equal, standardizes: Bool = false, engine: Engine = .auto,
    seed: UInt64 = 0
  ) {
    self.solver = solver
    self.l1 = l1
    self.l2 = l2
    self.task = task
    self.tolerance = tolerance
    self.gap = gap
    self.fitsIntercept = fitsIntercept
    self.classWeights = classWeights
    self.standardizes = standardizes
    self.engine = engine
    self.seed = seed
  }
}
