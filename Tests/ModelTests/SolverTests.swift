@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidMetrics
@testable import SigmoidModel
@testable import SigmoidOptimization
import TestSupport
import Testing

/// Solvers on problems in double, whose optimum they must agree on.
@Suite struct SolverTests {
  /// Labels that follow a noisy line, so that no weights separate them.
  private struct Problem: ~Copyable {
    let data: Dataset<Matrix<Double>>
    let values: [Double]
    let labels: [Int]
    let features: Int

    init(features: Int, examples: Int, classes: Int, random: inout RandomValues) {
      self.features = features
      values = random.array(features * examples)
      var labels: [Int] = []
      for example in 0..<examples {
        let score = values[example * features] + random.unit()
        labels.append(example < classes ? example : Int((score + 2) / 4 * Double(classes)))
      }
      self.labels = labels
      data = Dataset(
        features: Matrix(rows: features, columns: examples, elements: values),
        labels: Labels(labels))
    }
  }

  private func trainer(_ solver: Solver, l2: Double = 0.05) -> LogisticTrainer {
    LogisticTrainer(solver: solver, l2: l2, tolerance: 1e-9, threads: 2)
  }

  private func expectSame(_ one: LogisticModel, _ other: LogisticModel, within bound: Double) {
    for (a, b) in zip(one.weights + one.intercepts, other.weights + other.intercepts) {
      #expect(abs(a - b) <= bound)
    }
  }

  @Test func solversAgreeOnTheOptimum() throws {
    var random = RandomValues()
    let problem = Problem(features: 7, examples: 300, classes: 2, random: &random)
    let task = BinaryTask(positive: [1])
    let newton = try trainer(.newton()).fit(problem.data, task)
    #expect(newton.summary.termination == .gradientBelowTolerance)
    for solver in [
      Solver.lbfgs(), .gradientDescent(epochs: 20_000, learningRate: 1),
      .momentum(epochs: 20_000, learningRate: 1),
    ] {
      let fit = try trainer(solver).fit(problem.data, task)
      #expect(fit.summary.termination == .gradientBelowTolerance, "\(solver)")
      #expect(abs(fit.summary.objective - newton.summary.objective) < 1e-9, "\(solver)")
      expectSame(fit.model, newton.model, within: 1e-6)
    }
  }

  @Test func wholeWeightsEqualCopies() throws {
    var random = RandomValues()
    for classes in [2, 3] {
      let problem = Problem(features: 4, examples: 60, classes: classes, random: &random)
      let counts = problem.labels.map { _ in random.int(in: 1..<4) }
      var copies: [Int] = []
      for (example, count) in counts.enumerated() {
        copies += Array(repeating: example, count: count)
      }
      for solver in classes == 2 ? [Solver.newton(), .lbfgs()] : [.lbfgs()] {
        let task: any ClassificationTask =
          classes == 2 ? BinaryTask(positive: [1]) : MulticlassTask()
        for classWeights in [ClassWeights.equal, .balanced] {
          var trainer = trainer(solver)
          trainer.classWeights = classWeights
          let weighted = try trainer.fit(
            problem.data, task, exampleWeights: counts.map(Double.init))
          let repeated = try trainer.fit(problem.data.selecting(copies), task)
          #expect(abs(weighted.summary.objective - repeated.summary.objective) < 1e-9)
          expectSame(weighted.model, repeated.model, within: 1e-6)
        }
      }
    }
  }

  @Test func balancedClassesWeighTheSame() throws {
    var random = RandomValues()
    let problem = Problem(features: 3, examples: 80, classes: 2, random: &random)
    let task = BinaryTask(positive: [1])
    let ones = Double(problem.labels.count { $0 == 1 })
    let zeros = Double(problem.labels.count) - ones
    var balanced = trainer(.newton())
    balanced.classWeights = .balanced
    var byLabel = trainer(.newton())
    byLabel.classWeights = .byLabel(["1": 40 / ones, "0": 40 / zeros])
    let explicit = problem.labels.map { 40 / ($0 == 1 ? ones : zeros) }
    let model = try balanced.fit(problem.data, task).model
    expectSame(model, try byLabel.fit(problem.data, task).model, within: 1e-9)
    expectSame(
      model, try trainer(.newton()).fit(problem.data, task, exampleWeights: explicit).model,
      within: 1e-9)
  }

  @Test func theHessianIsTheDifferenceOfGradients() throws {
    // Newton's direction d solves H·d = −g: the gradient along d falls at the rate −g.
    var random = RandomValues()
    let problem = Problem(features: 5, examples: 90, classes: 2, random: &random)
    let examples = try TrainingSet(problem.data, BinaryTask(positive: [1]))
    let l2 = 0.1
    let base = Penalized(
      TiledObjective(
        problem.data, loss: BinaryLoss(targets: examples.targets.map { Double($0) }), threads: 1),
      L2Penalty(l2: l2, penalized: 5))
    var objective = LogisticNewtonObjective(
      base, plainCurvature(of: examples, L2Penalty(l2: l2, penalized: 5)))
    let point: [Double] = random.array(6)
    let (value, gradient) = try objective.evaluate(at: point)
    var direction = gradient
    #expect(
      try objective.newtonDirection(
        at: point, gradient: gradient, reusingHessian: false, direction: &direction)
        == .positiveDefinite)
    let h = 1e-6
    func moved(_ step: Double) -> [Double] { zip(point, direction).map { $0 + step * $1 } }
    let (valueAbove, above) = try objective.evaluate(at: moved(h))
    let (valueBelow, below) = try objective.evaluate(at: moved(-h))
    for index in gradient.indices {
      let rate = (above[index] - below[index]) / (2 * h)
      #expect(abs(rate + gradient[index]) < Tolerance.centralDifference)
    }
    try objective.prepareLine(from: point, along: direction)
    let line = try objective.valueAndSlope(atStep: 0)
    #expect(abs(line.value - value) < 1e-12)
    #expect(abs(line.slope - (valueAbove - valueBelow) / (2 * h)) < Tolerance.centralDifference)
    #expect(abs(try objective.valueAndSlope(atStep: h).value - valueAbove) < 1e-12)
  }

  @Test(arguments: [Solver.lbfgs(), .newton(), .gradientDescent(epochs: 500, learningRate: 1)])
  func separableDataEndWithAReason(solver: Solver) throws {
    let x = Matrix<Float>(rows: 1, columns: 4, elements: [-2, -1, 1, 2])
    let data = Dataset(features: x, labels: Labels([0, 0, 1, 1]))
    let fit = try LogisticTrainer(solver: solver).fit(data, BinaryTask(positive: [1]))
    #expect(fit.model.weights[0].isFinite && fit.summary.objective.isFinite)
    #expect(try fit.model.accuracy(on: data) == 1)
  }

  @Test(arguments: [Solver.lbfgs(), .newton()])
  func constantDuplicateAndEmptyFeaturesAreHandled(solver: Solver) throws {
    var random = RandomValues()
    var elements: [Float] = []
    var labels: [Int] = []
    for example in 0..<50 {
      let value = Float(random.unit())
      elements += [value, value, 0, 3]
      labels.append(example < 2 ? example : value + Float(random.unit()) > 0 ? 1 : 0)
    }
    let data = Dataset(
      features: Matrix(rows: 4, columns: 50, elements: elements), labels: Labels(labels))
    let fit = try LogisticTrainer(solver: solver, l2: 1e-3)
      .fit(data, BinaryTask(positive: [1]))
    #expect(abs(fit.model.weights[0] - fit.model.weights[1]) < 1e-3)
    #expect(fit.model.weights[2] == 0)
    #expect(fit.summary.gradientMax < 1e-4)
  }

  @Test func weightsThatCannotBeAreRefused() throws {
    var random = RandomValues()
    let problem = Problem(features: 2, examples: 6, classes: 2, random: &random)
    let task = BinaryTask(positive: [1])
    let trainer = trainer(.newton())
    #expect(throws: TrainingDataError.weightCount(1, examples: 6)) {
      _ = try trainer.fit(problem.data, task, exampleWeights: [1])
    }
    #expect(throws: TrainingDataError.badWeight(-1, example: 2)) {
      _ = try trainer.fit(problem.data, task, exampleWeights: [1, 1, -1, 1, 1, 1])
    }
    #expect(throws: TrainingDataError.self) {
      _ = try trainer.fit(
        problem.data, task, exampleWeights: problem.labels.map { $0 == 1 ? 0 : 1 })
    }
  }
}
