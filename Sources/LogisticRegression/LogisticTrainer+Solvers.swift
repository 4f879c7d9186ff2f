import LinearAlgebra
import Optimization

extension LogisticTrainer {
  /// The Hessian and the sums that it is made of take 56 bytes for each pair of features.
  private static let mostNewtonFeatures = 10_000

  /// Runs the solver on an objective of these examples.
  /// - Parameter start: of standardized features where these are; nil is zero.
  func minimize<Features: FeatureStorage & ~Copyable, Target: Objective & ~Copyable>(
    _ objective: consuming Target, from start: [Double]?, _ examples: TrainingSet<Features>,
    _ penalty: L2Penalty, continuity: Continuity, observe: (borrowing Iterate) -> Continuation
  ) throws -> Minimization where Features.Scalar: LossScalar {
    let stopping = StoppingRule(evaluations: solver.evaluations, tolerance: tolerance)
    let begin = start ?? [Double](repeating: 0, count: objective.dimension)
    switch solver {
    case .gradientDescent(_, let learningRate):
      return try GradientDescent(learningRate: learningRate, stopping: stopping)
        .minimize(&objective, from: begin, continuity: continuity, observe: observe)
    case .momentum(_, let learningRate):
      return try Momentum(learningRate: learningRate, stopping: stopping)
        .minimize(&objective, from: begin, continuity: continuity, observe: observe)
    case .sgd(_, let learningRate, let batchSize, let schedule):
      var batches = MiniBatchObjective(objective, examples, penalty)
      return try SGD(
        learningRate: learningRate,
        batches: MiniBatches(size: batchSize, seed: seed, schedule: schedule), stopping: stopping
      ).minimize(&batches, from: begin, continuity: continuity, observe: observe)
    case .adam(_, let learningRate, let batchSize, let schedule):
      var batches = MiniBatchObjective(objective, examples, penalty)
      return try Adam(
        learningRate: learningRate,
        batches: MiniBatches(size: batchSize, seed: seed, schedule: schedule), stopping: stopping
      ).minimize(&batches, from: begin, continuity: continuity, observe: observe)
    case .newton:
      guard examples.link == .logistic else {
        throw InvalidHyperparameter(
          "solver", expected: "another one for several classes, such as lbfgs", solver.name)
      }
      guard examples.data.features.features <= Self.mostNewtonFeatures else {
        throw InvalidHyperparameter(
          "solver", expected: "lbfgs for more than \(Self.mostNewtonFeatures) features", solver.name
        )
      }
      var newton = BinaryNewtonObjective(objective, examples, l2: l2, threads: threads)
      return try Newton(valueNoise: Features.Scalar.passNoise, stopping: stopping)
        .minimize(&newton, from: begin, continuity: continuity, observe: observe)
    case .lbfgs:
      let lbfgs = LBFGS(valueNoise: Features.Scalar.passNoise, stopping: stopping)
      // Its steps have no such part, and would leave a start's where it is.
      var begin = begin
      if examples.link == .softmax { begin.removeCommonPart(columns: examples.columns) }
      let features = examples.data.features.features
      guard features > 0, features <= CurvaturePreconditioner<Features>.mostFeatures,
        var curvature = try? CurvaturePreconditioner(
          examples, l2: l2, threads: threads, seed: seed, start: start)
      else {
        return try lbfgs.minimize(&objective, from: begin, continuity: continuity, observe: observe)
      }
      return try lbfgs.minimize(
        &objective, from: begin, preconditioner: &curvature, continuity: continuity,
        observe: observe)
    }
  }
}

extension TrainingSet where Features: ~Copyable {
  /// A model's parameters as a start of a fit on these examples.
  /// - Throws: `InvalidHyperparameter` for a model of other features or classes.
  func parameters(of model: LogisticModel) throws(InvalidHyperparameter) -> [Double] {
    let features = data.features.features
    guard model.features == features else {
      throw InvalidHyperparameter(
        "start", expected: "a model of \(features) features, as the examples have",
        "one of \(model.features)")
    }
    guard model.classes == classes && model.link == link else {
      throw InvalidHyperparameter(
        "start", expected: "a \(link.rawValue) model of \(Self.describe(classes))",
        "a \(model.link.rawValue) model of \(Self.describe(model.classes))")
    }
    let scale = model.inputScale / inputScale
    let raw = model.weights.map { $0 * scale } + model.intercepts
    return standardization?.parameters(ofRaw: raw, columns: columns) ?? raw
  }

  private static func describe(_ classes: [LabelClass]) -> String {
    classes.map(\.name).joined(separator: ", ")
  }
}
