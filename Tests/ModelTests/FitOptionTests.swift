@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidMetrics
@testable import SigmoidModel
@testable import SigmoidOptimization
import TestSupport
import Testing

/// What a fit can be asked for besides a solver, each against another way to the same model.
@Suite struct FitOptionTests {
  /// Features of very different sizes and means, labels that follow a noisy line.
  private struct Problem {
    let features = 4
    let examples = 240
    let values: [Double]
    let labels: [Int]

    init(classes: Int, random: inout RandomValues) {
      var values: [Double] = []
      var labels: [Int] = []
      for example in 0..<examples {
        let x: [Double] = random.array(4)
        values += [x[0], 100 * x[1] + 40, 0.01 * x[2] - 3, x[3]]
        let score = x[0] - x[1] + 0.5 * x[2] + random.unit()
        labels.append(
          example < classes
            ? example : min(classes - 1, max(0, Int((score + 2) / 4 * Double(classes)))))
      }
      self.values = values
      self.labels = labels
    }

    func data(_ values: [Double]? = nil) -> Dataset<Matrix<Double>> {
      let values = values ?? self.values
      return Dataset(
        features: Matrix(rows: values.count / examples, columns: examples, elements: values),
        labels: Labels(labels))
    }

    /// As the fit should see them: mean 0 and variance 1, by the textbook.
    var standardized: [Double] {
      var result = values
      for feature in 0..<features {
        let column = (0..<examples).map { values[$0 * features + feature] }
        let mean = column.reduce(0, +) / Double(examples)
        let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(examples)
        for example in 0..<examples {
          result[example * features + feature] = (column[example] - mean) / variance.squareRoot()
        }
      }
      return result
    }
  }

  private func trainer(_ solver: Solver, l2: Double = 0.02) -> LogisticTrainer {
    LogisticTrainer(solver: solver, l2: l2, tolerance: 1e-10, threads: 2)
  }

  private func largestDifference(_ one: [Double], _ other: [Double]) -> Double {
    #expect(one.count == other.count)
    return zip(one, other).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test(arguments: [
    Solver.newton(), .lbfgs(), .gradientDescent(epochs: 3000, learningRate: 1),
    .sgd(epochs: 3, learningRate: 0.1, batchSize: 16),
  ])
  func standardizingEqualsStandardizedData(solver: Solver) throws {
    var random = RandomValues()
    for classes in solver.name == "newton" ? [2] : [2, 3] {
      let problem = Problem(classes: classes, random: &random)
      let task: any ClassificationTask =
        classes == 2 ? BinaryTask(positive: [1]) : MulticlassTask()
      var asked = trainer(solver)
      asked.standardizes = true
      let data = problem.data()
      let fit = try asked.fit(data, task)
      let standard = problem.data(problem.standardized)
      let other = try trainer(solver).fit(standard, task)
      #expect(abs(fit.summary.objective - other.summary.objective) < 1e-9)
      // The models are of different features: their scores are the same.
      #expect(
        largestDifference(
          try fit.model.scores(of: data.features), try other.model.scores(of: standard.features))
          < 1e-6)
    }
  }

  @Test func aConstantFeatureTakesNoPartWhenStandardized() throws {
    var random = RandomValues()
    let problem = Problem(classes: 2, random: &random)
    var values: [Double] = []
    for example in 0..<problem.examples {
      values += problem.values[example * 4..<(example + 1) * 4] + [7.1]
    }
    for solver in [Solver.newton(), .lbfgs()] {
      var asked = trainer(solver)
      asked.standardizes = true
      let with = try asked.fit(problem.data(values), BinaryTask(positive: [1]))
      let without = try asked.fit(problem.data(), BinaryTask(positive: [1]))
      #expect(with.model.weights[4] == 0)
      let standard = Standardization(problem.data(), threads: 1)
      let difference = (0..<4).map {
        (with.model.weights[$0] - without.model.weights[$0]) / standard.factors[$0]
      }
      // J is l2-strongly convex: ‖w − w*‖ ≤ ‖∇J‖/l2.
      let gradients = [with.summary, without.summary].map(\.gradientMax)
      #expect(gradients.allSatisfy { $0 < 1e-6 })
      #expect(
        difference.allSatisfy { abs($0) <= 3 * (gradients[0] + gradients[1]) / 0.02 + 1e-12 })
    }
  }

  @Test func oneVersusRestIsABinaryModelAClass() throws {
    var random = RandomValues()
    let problem = Problem(classes: 3, random: &random)
    let data = problem.data(problem.standardized)
    let weights = (0..<problem.examples).map { _ in Double(random.int(in: 1..<4)) }
    for given in [nil, weights] {
      let all = try trainer(.lbfgs()).fit(
        data, MulticlassTask(oneVersusRest: true), exampleWeights: given)
      #expect(all.model.link == .oneVersusRest && all.summary.isConverged)
      var losses = 0.0
      for label in 0..<3 {
        let one = try trainer(.newton()).fit(
          data, BinaryTask(positive: [label]), exampleWeights: given)
        losses += one.summary.objective
        let column = Array(all.model.weights[label * 4..<(label + 1) * 4])
        #expect(largestDifference(column, one.model.weights) < 1e-6)
        #expect(abs(all.model.intercepts[label] - one.model.intercepts[0]) < 1e-6)
      }
      #expect(abs(all.summary.objective - losses) < 1e-9)
      // p = σ(z) / Σ σ(z).
      let scores = try all.model.scores(of: data.features)
      let probabilities = all.model.probabilities(ofScores: scores)
      for first in stride(from: 0, to: scores.count, by: 3) {
        let each = scores[first..<first + 3].map(logistic)
        let sum = each.reduce(0, +)
        for index in 0..<3 {
          #expect(abs(probabilities[first + index] - each[index] / sum) < 1e-14)
        }
      }
    }
  }

  @Test func aWarmStartGoesOnWhereTheModelIs() throws {
    var random = RandomValues()
    for (classes, standardizes) in [(2, false), (2, true), (3, true)] {
      let problem = Problem(classes: classes, random: &random)
      let data = problem.data(standardizes ? nil : problem.standardized)
      let task: any ClassificationTask =
        classes == 2 ? BinaryTask(positive: [1]) : MulticlassTask()
      var first = trainer(.gradientDescent(epochs: 40, learningRate: 0.5))
      first.standardizes = standardizes
      first.tolerance = nil
      let part = try first.fit(data, task)
      first.start = part.model
      let rest = try first.fit(data, task)
      var whole = first
      whole.start = nil
      whole.solver = .gradientDescent(epochs: 80, learningRate: 0.5)
      let all = try whole.fit(data, task)
      #expect(largestDifference(rest.model.weights, all.model.weights) < 1e-8)
      #expect(abs(rest.summary.objective - all.summary.objective) < 1e-12)
      // From the optimum there is nothing left to do.
      var optimal = first
      optimal.solver = .lbfgs()
      optimal.tolerance = 1e-8
      optimal.start = try optimal.fit(data, task).model
      let again = try optimal.fit(data, task)
      #expect(again.summary.evaluations <= 2 && again.summary.isConverged)
    }
  }

  @Test func aStartOfAnotherQuestionIsRefused() throws {
    var random = RandomValues()
    let problem = Problem(classes: 3, random: &random)
    let data = problem.data()
    var trainer = trainer(.lbfgs())
    trainer.start = LogisticModel(
      features: 3, weights: [1, 2, 3], intercepts: [0],
      classes: BinaryTask(positive: [1]).classes)
    #expect(throws: InvalidHyperparameter.self) {
      _ = try trainer.fit(data, BinaryTask(positive: [1]))
    }
    trainer.start = try self.trainer(.lbfgs()).fit(data, BinaryTask(positive: [1])).model
    #expect(throws: InvalidHyperparameter.self) {
      _ = try trainer.fit(data, BinaryTask(positive: [2]))
    }
    #expect(throws: InvalidHyperparameter.self) { _ = try trainer.fit(data, MulticlassTask()) }
    trainer.start = try self.trainer(.lbfgs()).fit(data, MulticlassTask()).model
    #expect(throws: InvalidHyperparameter.self) {
      _ = try trainer.fit(data, MulticlassTask(oneVersusRest: true))
    }
  }

  @Test func aColumnOfOnesIsTheIntercept() throws {
    // Without a penalty, and no intercept but the column's: the optimum's scores are the same.
    var random = RandomValues()
    let problem = Problem(classes: 2, random: &random)
    let standard = problem.standardized
    var values: [Double] = []
    for example in 0..<problem.examples {
      values += standard[example * 4..<(example + 1) * 4] + [1]
    }
    let (with, without) = (problem.data(values), problem.data(standard))
    for solver in [Solver.newton(), .lbfgs()] {
      let one = try trainer(solver, l2: 0).fit(with, BinaryTask(positive: [1]))
      let other = try trainer(solver, l2: 0).fit(without, BinaryTask(positive: [1]))
      #expect(
        largestDifference(Array(one.model.weights[..<4]), other.model.weights) < 1e-6)
      let constant = one.model.weights[4] + one.model.intercepts[0]
      #expect(abs(constant - other.model.intercepts[0]) < 1e-6)
    }
  }

  @Test func theOrderOfExamplesDoesNotMatter() throws {
    var random = RandomValues()
    for classes in [2, 3] {
      let problem = Problem(classes: classes, random: &random)
      let data = problem.data(problem.standardized)
      var order = Array(0..<problem.examples)
      for last in stride(from: order.count - 1, to: 0, by: -1) {
        order.swapAt(last, random.int(in: 0..<last + 1))
      }
      let task: any ClassificationTask =
        classes == 2 ? BinaryTask(positive: [1]) : MulticlassTask()
      for solver in classes == 2 ? [Solver.newton(), .lbfgs()] : [.lbfgs()] {
        let one = try trainer(solver).fit(data, task)
        let other = try trainer(solver).fit(data.selecting(order), task)
        #expect(largestDifference(one.model.weights, other.model.weights) < 1e-6)
      }
    }
  }

  @Test func softmaxOfTwoClassesIsTheBinaryModel() throws {
    // Two columns ±w/2 have twice the binary penalty's quarter: half the l2 gives the same optimum.
    var random = RandomValues()
    let problem = Problem(classes: 2, random: &random)
    let data = problem.data(problem.standardized)
    let binary = try trainer(.newton(), l2: 0.02).fit(data, BinaryTask(positive: [1]))
    let softmax = try trainer(.lbfgs(), l2: 0.04).fit(data, MulticlassTask())
    #expect(abs(binary.summary.objective - softmax.summary.objective) < 1e-9)
    let difference = (0..<4).map { softmax.model.weights[4 + $0] - softmax.model.weights[$0] }
    #expect(largestDifference(difference, binary.model.weights) < 1e-6)
  }

  @Test(arguments: [
    Solver.sgd(epochs: 60, learningRate: 0.5, batchSize: 16),
    .adam(epochs: 60, learningRate: 0.05, batchSize: 16),
  ])
  func miniBatchesComeNearTheOptimum(solver: Solver) throws {
    var random = RandomValues()
    for task: any ClassificationTask in [
      BinaryTask(positive: [1]), MulticlassTask(), MulticlassTask(oneVersusRest: true),
    ] {
      let problem = Problem(classes: 3, random: &random)
      let data = problem.data(problem.standardized)
      var trainer = trainer(solver)
      trainer.tolerance = nil
      let fit = try trainer.fit(data, task)
      let best = try self.trainer(.lbfgs()).fit(data, task)
      #expect(fit.summary.objective - best.summary.objective < 2e-3)
      #expect(fit.summary.iterations == 60 * 15 && fit.summary.evaluations == 60)
      var others = trainer
      others.threads = 3
      #expect(try others.fit(data, task).model == fit.model)
      others.seed = 1
      #expect(try others.fit(data, task).model != fit.model)
    }
  }

  @Test func batchesAddUpToTheWhole() throws {
    var random = RandomValues()
    let problem = Problem(classes: 3, random: &random)
    let weights = (0..<problem.examples).map { _ in 0.5 + abs(random.unit()) }
    for task: any ClassificationTask in [
      BinaryTask(positive: [1]), MulticlassTask(), MulticlassTask(oneVersusRest: true),
    ] {
      let set = try TrainingSet(problem.data(), task, exampleWeights: weights)
        .standardized(threads: 2)
      let penalty = L2Penalty(l2: 0.3, penalized: 4 * set.columns)
      let point: [Double] = random.array(5 * set.columns)
      let (value, gradient) = try whole(set, penalty, at: point)
      var batches = MiniBatchObjective(Nothing(dimension: point.count), set, penalty)
      var sum = 0.0
      var gradientSum = [Double](repeating: 0, count: point.count)
      for range in [0..<50, 50..<240] {
        var part = gradientSum
        let list = Array(range)
        let share = Double(list.count) / 240
        sum += share * batches.evaluate(at: point, batch: list.span, gradient: &part)
        for index in part.indices { gradientSum[index] += share * part[index] }
      }
      #expect(abs(sum - value) < 1e-10)
      #expect(largestDifference(gradientSum, gradient) < 1e-10)
    }
  }

  /// The penalised mean loss of all examples, by the tiled engine.
  private func whole(
    _ set: TrainingSet<Matrix<Double>>, _ penalty: L2Penalty, at point: [Double]
  ) throws -> (value: Double, gradient: [Double]) {
    func evaluate(_ loss: some ScoreLoss<Double>) throws -> (Double, [Double]) {
      var objective = Penalized(
        StandardizedObjective(
          TiledObjective(set.data, loss: loss, threads: 2), set.standardization,
          columns: set.columns), penalty)
      return try objective.evaluate(at: point)
    }
    return switch set.link {
    case .logistic: try evaluate(set.binaryLoss())
    case .softmax: try evaluate(set.softmaxLoss())
    case .oneVersusRest: try evaluate(set.oneVersusRestLoss())
    case .ordinal: fatalError("not of these tests")
    }
  }

  private struct Nothing: Objective {
    let dimension: Int
    func evaluate(at parameters: [Double], gradient: inout [Double]) -> Double { 0 }
  }

  @Test func standardizedGradientsAreDifferences() throws {
    var random = RandomValues()
    let problem = Problem(classes: 3, random: &random)
    for task: any ClassificationTask in [MulticlassTask(), MulticlassTask(oneVersusRest: true)] {
      let set = try TrainingSet(problem.data(), task).standardized(threads: 1)
      let penalty = L2Penalty(l2: 0.1, penalized: 12)
      let point: [Double] = random.array(15)
      let gradient = try whole(set, penalty, at: point).gradient
      let h = 1e-6
      for index in point.indices {
        var (above, below) = (point, point)
        above[index] += h
        below[index] -= h
        let slope =
          (try whole(set, penalty, at: above).value - whole(set, penalty, at: below).value)
          / (2 * h)
        #expect(abs(slope - gradient[index]) < Tolerance.centralDifference)
      }
    }
  }

  @Test func saysWhetherAFitHasConverged() throws {
    var random = RandomValues()
    let problem = Problem(classes: 2, random: &random)
    let data = problem.data(problem.standardized)
    func fit(_ solver: Solver, tolerance: Double? = nil) throws -> (FitSummary, String?) {
      var trainer = trainer(solver)
      trainer.tolerance = tolerance
      let summary = try trainer.fit(data, BinaryTask(positive: [1])).summary
      return (summary, solver.advice(on: summary))
    }
    for solver in [Solver.lbfgs(), .newton()] {
      let (summary, advice) = try fit(solver)
      #expect(summary.termination == .noFurtherProgress && summary.isConverged && advice == nil)
    }
    let (short, advice) = try fit(.gradientDescent(epochs: 5, learningRate: 0.1))
    #expect(!short.isConverged && advice?.contains("solver auto") == true)
    let (early, more) = try fit(.lbfgs(evaluations: 2))
    #expect(!early.isConverged && more?.contains("more than 2 evaluations") == true)
    let (long, none) = try fit(.momentum(epochs: 5000, learningRate: 1), tolerance: 1e-8)
    #expect(long.isConverged && none == nil)
  }
}
