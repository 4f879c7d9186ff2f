/// Models over a sequence of penalties, from the least one that leaves all weights at 0 down to a share of it.
///
/// The penalty of a point is λ·(ratio·‖W‖₁ + (1 − ratio)/2·‖W‖²), as glmnet writes it with α for the ratio.
public struct PenaltyPath: Sendable {
  /// The share of the L1 penalty, from 0 to 1.
  public let l1Ratio: Double
  /// λmax: from there on all weights are 0. Of a ratio below 0.001 that of 0.001, as glmnet has it.
  public let lambdaMax: Double
  /// The mean loss without any weight.
  public let nullLoss: Double
  /// With falling λ.
  public let points: [Point]
  /// Whether it ended before the least λ: the deviance was explained, or somebody asked.
  public let endedEarly: Bool

  /// The fit of one penalty.
  public struct Point: Sendable {
    /// λ.
    public let lambda: Double
    /// Features with a weight other than 0 in some class, counted from 0.
    public let features: [Int]
    /// Their weights, features × columns.
    public let weights: [Double]
    /// One a column.
    public let intercepts: [Double]
    /// The mean loss without the penalty.
    public let loss: Double
    /// Loss and penalty.
    public let objective: Double
    /// A proven upper bound of the objective minus its optimum.
    public let dualityGap: Double
    /// Whether the gap is within what was asked, or what is usual.
    public let isConverged: Bool
    /// Evaluations of objective and gradient.
    public let evaluations: Int
  }

  /// The share of the deviance of no weights that a point explains: 1 − loss/`nullLoss`.
  public func devianceExplained(_ point: Point) -> Double { 1 - point.loss / nullLoss }

  /// The last fit, of whose features, classes and inputs all are.
  package var last: LogisticModel

  /// The fits without a model.
  struct Fits {
    let l1Ratio: Double
    let lambdaMax: Double
    let nullLoss: Double
    var points: [Point] = []
    var endedEarly = false
  }

  init(_ fits: Fits, last: LogisticModel) {
    l1Ratio = fits.l1Ratio
    lambdaMax = fits.lambdaMax
    nullLoss = fits.nullLoss
    points = fits.points
    endedEarly = fits.endedEarly
    self.last = last
  }

  /// The model of a point.
  public func model(at point: Point) -> LogisticModel {
    var weights = [Double](repeating: 0, count: last.weights.count)
    for (position, feature) in point.features.enumerated() {
      for column in point.intercepts.indices {
        weights[column * last.features + feature] =
          point.weights[column * point.features.count + position]
      }
    }
    var training = last.training
    training["l1"] = "\(point.lambda * l1Ratio)"
    training["l2"] = "\(point.lambda * (1 - l1Ratio))"
    training["loss"] = "\(point.loss)"
    training["objective"] = "\(point.objective)"
    training["dualityGap"] = "\(point.dualityGap)"
    training["converged"] = "\(point.isConverged)"
    training["evaluations"] = "\(point.evaluations)"
    for key in ["gradientMax", "terminationReason"] { training[key] = nil }
    return LogisticModel(
      features: last.features, weights: weights, intercepts: point.intercepts,
      classes: last.classes, link: last.link, inputScale: last.inputScale, training: training,
      inputs: last.inputs)
  }
}

/// The penalties of a path.
public struct PathPlan: Equatable, Sendable {
  /// The share of the L1 penalty, from 0 to 1.
  public var l1Ratio: Double
  /// How many penalties, at least 1.
  public var points: Int
  /// The least λ as a share of λmax; nil for glmnet's 0.0001, or 0.01 of fewer examples than features.
  public var leastShare: Double?
  /// Whether it ends as glmnet's does: where nearly all of the deviance is explained, or a point adds next to
  /// nothing.
  public var endsEarly: Bool

  /// - Parameters: the properties of the same names.
  public init(
    l1Ratio: Double = 1, points: Int = 100, leastShare: Double? = nil, endsEarly: Bool = true
  ) {
    self.l1Ratio = l1Ratio
    self.points = points
    self.leastShare = leastShare
    self.endsEarly = endsEarly
  }

  func validate() throws(InvalidHyperparameter) {
    guard (0...1).contains(l1Ratio) else {
      throw InvalidHyperparameter(.l1Ratio, expected: "a share from 0 to 1", l1Ratio)
    }
    guard points >= 1 else {
      throw InvalidHyperparameter(.points, expected: "at least 1", points)
    }
    if let leastShare, !(leastShare > 0 && leastShare < 1) {
      throw InvalidHyperparameter(
        .leastShare, expected: "a share above 0 and below 1", leastShare)
    }
  }
}
