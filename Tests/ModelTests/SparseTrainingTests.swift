@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidMetrics
@testable import SigmoidModel
import TestSupport
import Testing

/// Training on sparse features against training on the same numbers with their zeros.
@Suite(.timeLimit(.minutes(20))) struct SparseTrainingTests {
  private struct Problem: ~Copyable {
    let dense: Dataset<Matrix<Float>>
    let sparse: Dataset<SparseMatrix>

    /// A fifth of the values not zero; labels that follow a noisy line.
    init(features: Int, examples: Int, classes: Int) {
      var random = RandomValues()
      var elements: [Float] = []
      var labels: [Int] = []
      for example in 0..<examples {
        let values = (0..<features).map { _ in
          random.int(in: 0..<5) == 0 ? Float(random.unit()) : 0
        }
        let score = values.reduce(0) { $0 + Double($1) } + random.unit()
        labels.append(
          example < classes
            ? example : min(classes - 1, max(0, Int((score + 2) * 0.25 * Double(classes)))))
        elements += values
      }
      let matrix = Matrix(rows: features, columns: examples, elements: elements)
      sparse = Dataset(features: SparseMatrix(matrix), labels: Labels(labels))
      dense = Dataset(features: matrix, labels: Labels(labels))
    }
  }

  /// Weights after solvers on floats, whose evaluations differ in the order of their sums.
  private static let bound = 2e-4

  private func expectSame(
    _ solver: Solver, _ problem: borrowing Problem, _ task: some ClassificationTask,
    engine: Engine = .auto
  ) throws {
    let trainer = LogisticTrainer(solver: solver, l2: 0.01, engine: engine, threads: 2)
    let dense = try trainer.fit(problem.dense, task)
    let sparse = try trainer.fit(problem.sparse, task)
    #expect(abs(dense.summary.objective - sparse.summary.objective) < 1e-6, "\(solver)")
    #expect(sparse.summary.engine == (engine == .blas ? "blas" : "tiled"))
    let off = largestDifference(
      dense.model.weights + dense.model.intercepts, sparse.model.weights + sparse.model.intercepts)
    #expect(off < Self.bound, "\(solver)")
    #expect(
      try abs(dense.model.accuracy(on: problem.dense) - sparse.model.accuracy(on: problem.sparse))
        < 0.01)
  }

  @Test(arguments: [
    Solver.gradientDescent(epochs: 30, learningRate: 0.5), .momentum(epochs: 30, learningRate: 0.5),
    .sgd(epochs: 3, learningRate: 0.1), .adam(epochs: 3, learningRate: 0.01), .lbfgs(), .newton(),
  ]) func binaryModelsAreThoseOfTheDenseMatrix(solver: Solver) throws {
    let problem = Problem(features: 23, examples: 700, classes: 2)
    for engine in [Engine.auto, .blas] {
      try expectSame(solver, problem, BinaryTask(positive: [1]), engine: engine)
    }
  }

  @Test(arguments: [Solver.gradientDescent(epochs: 30, learningRate: 0.5), .lbfgs()])
  func modelsOfSeveralClassesAreThoseOfTheDenseMatrix(solver: Solver) throws {
    try expectSame(solver, Problem(features: 17, examples: 600, classes: 6), MulticlassTask())
  }

  /// More features than the curvature is learned for.
  @Test func manyFeatures() throws {
    let problem = Problem(features: 4200, examples: 90, classes: 2)
    try expectSame(.lbfgs(), problem, BinaryTask(positive: [1]))
  }

  @Test func newtonRefusesAHessianThatFitsNoMemory() {
    let data = Dataset(
      features: SparseMatrix(features: 1_000_000, offsets: [0, 0, 0], elements: []),
      labels: Labels([0, 1]))
    #expect(throws: InvalidHyperparameter.self) {
      _ = try LogisticTrainer(solver: .newton()).fit(data, BinaryTask(positive: [1]))
    }
  }

  /// Of more numbers than are added up at a time.
  @Test func whatTheGradientHeldIsOverwritten() throws {
    let problem = Problem(features: 5000, examples: 600, classes: 2)
    let targets = problem.sparse.labels.codes.map { Float($0) }
    var objective = TiledObjective(problem.sparse, loss: BinaryLoss(targets: targets), threads: 2)
    let parameters = [Double](repeating: 0, count: 5001)
    var gradient = [Double](repeating: 1e6, count: 5001)
    _ = objective.evaluate(at: parameters, gradient: &gradient)
    #expect(areSameBits(gradient, try objective.evaluate(at: parameters).gradient))
    var exact = TiledObjective(problem.dense, loss: BinaryLoss(targets: targets), threads: 1)
    #expect(
      largestDifference(gradient, try exact.evaluate(at: parameters).gradient)
        < Tolerance.evaluation(Float.self, features: 20))
  }

  /// The examples of a binary task between two of three labels are a copy of some.
  @Test func someOfTheExamples() throws {
    let problem = Problem(features: 11, examples: 300, classes: 3)
    try expectSame(.newton(), problem, BinaryTask(positive: [1], versus: [0]))
  }

  @Test(arguments: [1, 5]) func sameBitsOnAnyNumberOfThreads(classes: Int) throws {
    let problem = Problem(features: 40, examples: 5000, classes: max(2, classes))
    let trainer = { (threads: Int) in
      LogisticTrainer(solver: .lbfgs(), l2: 0.01, threads: threads)
    }
    func parameters(_ threads: Int) throws -> [Double] {
      let model =
        classes == 1
        ? try trainer(threads).fit(problem.sparse, BinaryTask(positive: [1])).model
        : try trainer(threads).fit(problem.sparse, MulticlassTask()).model
      return model.weights + model.intercepts
    }
    let one = try parameters(1)
    for threads in [2, 3, 7] { #expect(areSameBits(one, try parameters(threads))) }
  }
}
