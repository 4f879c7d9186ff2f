@testable import SigmoidOptimization
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidMetrics
@testable import SigmoidModel
import TestSupport
import Testing

/// Sizes far from the usual ones: of the features' values, and of the classes.
@Suite struct ScaleTests {
  private static let solvers: [Solver] = [
    .lbfgs(), .newton(), .gradientDescent(epochs: 300, learningRate: 0.5),
    .momentum(epochs: 300, learningRate: 0.5), .sgd(epochs: 20, learningRate: 0.1, batchSize: 16),
    .adam(epochs: 20, learningRate: 0.01, batchSize: 16),
  ]

  /// Labels that follow a noisy line; of `scale` alone the values are others.
  private func data<Scalar: PassScalar>(
    scale: Double, seed: UInt64, _: Scalar.Type
  ) -> Dataset<Matrix<Scalar>> {
    var random = RandomValues(seed: seed)
    var elements: [Scalar] = []
    var labels: [Int] = []
    for example in 0..<120 {
      let x: [Double] = random.array(3)
      elements += x.map { Scalar($0 * scale) }
      labels.append(example < 2 ? example : x[0] - x[1] + random.unit() > 0 ? 1 : 0)
    }
    return Dataset(
      features: Matrix(rows: 3, columns: 120, elements: elements), labels: Labels(labels))
  }

  /// A fit that standardizes does not know the unit of a feature: the same objective, and weights in
  /// the inverse unit.
  @Test(arguments: [0x1p-100, 0x1p100, 1e-30, 1e30], solvers)
  func standardizedFitsKnowNoUnits(scale: Double, solver: Solver) throws {
    let seed = RandomValues().seed
    func expectSame<Scalar: PassScalar>(_: Scalar.Type, within bound: Double) throws {
      var asked = LogisticTrainer(solver: solver, l2: 0.01, threads: 2)
      asked.standardizes = true
      let usual = data(scale: 1, seed: seed, Scalar.self)
      let scaled = data(scale: scale, seed: seed, Scalar.self)
      let one = try asked.fit(usual, BinaryTask(positive: [1]))
      let other = try asked.fit(scaled, BinaryTask(positive: [1]))
      #expect(abs(one.summary.objective - other.summary.objective) < bound)
      for (a, b) in zip(one.model.weights, other.model.weights) {
        #expect(abs(a - b * scale) < 10 * bound, "\(a), \(b) · \(scale)")
      }
      let p = try one.model.probabilities(of: usual.features)
      let q = try other.model.probabilities(of: scaled.features)
      for example in 0..<120 { #expect(abs(p[1, example] - q[1, example]) < 10 * bound) }
    }
    try expectSame(Double.self, within: 1e-7)
    try expectSame(Float.self, within: 1e-4)
  }

  /// As they are, such values give a finite model or an error with a remedy.
  @Test(arguments: [1e-30, 1e-10, 1e10, 1e30], solvers)
  func rawValuesOfAnySizeEndWell(scale: Double, solver: Solver) throws {
    let seed = RandomValues().seed
    func expectEnd<Scalar: PassScalar>(_: Scalar.Type) throws {
      let data = data(scale: scale, seed: seed, Scalar.self)
      for l2 in [0, 0.01] {
        do {
          let fit = try LogisticTrainer(solver: solver, l2: l2, threads: 2)
            .fit(data, BinaryTask(positive: [1]))
          let isFinite = (fit.model.weights + fit.model.intercepts).allSatisfy { $0.isFinite }
          #expect(isFinite && fit.summary.objective.isFinite, "\(l2)")
        } catch let error as TrainingDiverged {
          #expect(error.remedy.contains("learning rate") || error.remedy.contains("scale"))
        }
      }
    }
    try expectEnd(Double.self)
    try expectEnd(Float.self)
  }

  @Test(arguments: [2, 3, 50])
  func oneExampleAClassIsEnough(classes: Int) throws {
    var random = RandomValues()
    let data = Dataset(
      features: Matrix<Float>(rows: 60, columns: classes, elements: random.array(60 * classes)),
      labels: Labels(0..<classes))
    let task: any ClassificationTask = classes == 2 ? BinaryTask(positive: [1]) : MulticlassTask()
    for solver in Self.solvers where classes == 2 || solver.name != "newton" {
      let fit = try LogisticTrainer(solver: solver, l2: 1e-3, threads: 2).fit(data, task)
      #expect(fit.summary.examples == classes && fit.summary.objective.isFinite, "\(solver)")
      if solver.name == "lbfgs" { #expect(try fit.model.accuracy(on: data) == 1) }
    }
  }
}
