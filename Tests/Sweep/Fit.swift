import SigmoidExamples
import SigmoidLinear
import SigmoidModel

/// What the library says of one fit: the only place of the sweep that knows how it says so.
struct Fit: Sendable {
  var converged: Bool
  /// The objective is at most that much above its optimum.
  var dualityGap: Double?
  var lowerBound: Double?
  /// The gap that is claimed, proved or estimated.
  var claimedGap: Double?
  var isProved: Bool
  var separation: Separation?
  /// Features that it says are combinations of others, and so left out.
  var aliases: [Alias] = []
  /// Features × columns, a column contiguous.
  var weights: [Double]
  var intercepts: [Double]
  /// For people.
  var note: String

  /// Says nothing of itself but what the model is.
  init(weights: [Double], intercepts: [Double]) {
    converged = false
    isProved = false
    self.weights = weights
    self.intercepts = intercepts
    note = ""
  }

  enum Method: String, CaseIterable, Sendable {
    case auto
    case lbfgs
    case newton
    /// `lbfgs` as it fits much data: in float to begin with, and without a Hessian.
    case large
    case gd
    case momentum
    case sgd
    case adam

    /// Whether it is for any problem, and has to converge on almost all.
    var isExact: Bool { self == .auto || self == .lbfgs || self == .newton }
  }

  /// The fits of a problem that the library can make.
  static func methods(for problem: Problem) -> [Method] {
    var methods: [Method] = [.auto, .lbfgs, .newton]
    if problem.storage != .double { methods.append(.large) }
    // Solvers of small steps have a chance where nothing is large, and take their time.
    let isSmall = problem.examples <= 150 && problem.features <= 6
    if problem.isEasy && isSmall && problem.examples % 4 == 0 {
      methods += [.gd, .momentum, .sgd, .adam]
    }
    return methods
  }

  enum Outcome: Sendable {
    case fit(Fit)
    /// It says that it has no model.
    case noModel(String)
    /// An error that no problem of the sweep should meet.
    case failed(String)
  }

  static func outcome(of problem: Problem, by method: Method) -> Outcome {
    let labels = Labels(problem.labels)
    do {
      switch problem.storage {
      case .double:
        let matrix = Matrix<Double>(
          rows: problem.features, columns: problem.examples, elements: problem.values)
        return .fit(try fit(Dataset(features: matrix, labels: labels), problem, method))
      case .float:
        return .fit(try fit(Dataset(features: floats(problem), labels: labels), problem, method))
      case .sparse:
        let matrix = SparseMatrix(floats(problem))
        return .fit(try fit(Dataset(features: matrix, labels: labels), problem, method))
      }
    } catch let error as TrainingDiverged {
      return .noModel("\(error)")
    } catch {
      return .failed("\(error)")
    }
  }

  private static func floats(_ problem: Problem) -> Matrix<Float> {
    Matrix<Float>(
      rows: problem.features, columns: problem.examples, elements: problem.values.map { Float($0) })
  }

  private static func fit<Features: FeatureStorage>(
    _ data: Dataset<Features>, _ problem: Problem, _ method: Method
  ) throws -> Fit {
    var trainer = LogisticTrainer(
      solver: solver(method, problem), l2: problem.l2,
      tolerance: method.isExact || method == .large ? nil : smallGradient,
      standardizes: problem.standardizes,
      threads: 1)
    trainer.fitsIntercept = problem.fitsIntercept
    if method == .large {
      trainer.thrift.elementsInDouble = 0
      trainer.thrift.cheapHessian = 0
    }
    switch problem.task {
    case .binary:
      return Fit(
        try trainer.fit(
          data, BinaryTask(positive: ["1"], versus: ["0"]), exampleWeights: problem.weights))
    case .softmax, .oneVersusRest:
      let task = MulticlassTask(oneVersusRest: problem.task == .oneVersusRest)
      return Fit(try trainer.fit(data, task, exampleWeights: problem.weights))
    }
  }

  /// Where the gradient is that small, the easy problems are at their optimum.
  private static let smallGradient = 1e-8

  private static func solver(_ method: Method, _ problem: Problem) -> Solver {
    switch method {
    case .newton: return .newton(evaluations: 1000)
    case .lbfgs, .large: return .lbfgs()
    case .auto:
      return .auto(evaluations: 1000)
    case .gd: return .gradientDescent(epochs: 2000, learningRate: 0.2)
    case .momentum: return .momentum(epochs: 2000, learningRate: 0.2)
    case .sgd: return .sgd(epochs: 200, learningRate: 0.2)
    case .adam: return .adam(epochs: 200, learningRate: 0.02)
    }
  }

  private init(_ fit: LogisticFit) {
    let summary = fit.summary
    self.init(weights: fit.model.weights, intercepts: fit.model.intercepts)
    converged = summary.isConverged
    aliases = summary.aliased.filter { !$0.combination.isEmpty }.map {
      Alias(feature: $0.feature, combination: $0.combination, constant: $0.constant)
    }
    note = "\(summary.termination), \(summary.evaluations) evaluations"
    dualityGap = summary.dualityGap
    lowerBound = summary.lowerBound
    isProved = summary.gapIs == .proved
    claimedGap = isProved ? summary.dualityGap : summary.gapEstimate
    separation = summary.separation.map { found in
      switch found.kind {
      case .complete: .complete
      case .quasiComplete: .quasiComplete
      case .either: .either
      }
    }
  }
}
