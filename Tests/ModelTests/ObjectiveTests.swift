import LogisticReference
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidMetrics
@testable import SigmoidModel
@testable import SigmoidOptimization
import LogisticReference
import TestSupport
import Testing

@Suite struct ObjectiveTests {
  /// features, examples: ones, and no multiple of any vector width.
  static let shapes = [(1, 1), (1, 13), (9, 1), (5, 31), (17, 64), (33, 101), (785, 67)]

  private struct Problem<Scalar: PassScalar>: ~Copyable {
    let data: Dataset<Matrix<Scalar>>
    let x: [Float]
    let y: [Float]
    let parameters: [Double]

    init(_ features: Int, _ examples: Int) {
      var random = RandomValues()
      x = random.array(features * examples)
      y = (0..<examples).map { _ in random.unit() > 0 ? 1 : 0 }
      parameters = random.array(features + 1)
      data = Dataset(
        features: Matrix(rows: features, columns: examples, elements: x.map { Scalar($0) }),
        labels: Labels(y.map { Int($0) }))
    }

    var objective: WholeMatrixObjective<Matrix<Scalar>, BinaryLoss<Scalar>> {
      WholeMatrixObjective(data, loss: BinaryLoss(targets: y.map { Scalar($0) }), threads: 1)
    }
  }

  @Test(arguments: shapes) func gradientIsThatOfTheValue(features: Int, examples: Int) throws {
    let problem = Problem<Double>(features, examples)
    var objective = Penalized(problem.objective, L2Penalty(l2: 0.1, penalized: features))
    let (_, gradient) = try objective.evaluate(at: problem.parameters)
    let h = 1e-6
    for index in Set([0, features / 2, features - 1, features]) {
      var (above, below) = (problem.parameters, problem.parameters)
      above[index] += h
      below[index] -= h
      let slope =
        try (objective.evaluate(at: above).value - objective.evaluate(at: below).value) / (2 * h)
      #expect(abs(slope - gradient[index]) < Tolerance.centralDifference)
    }
  }

  @Test(arguments: shapes) func doubleAgreesWithTheReference(features: Int, examples: Int) throws {
    try agreesWithTheReference(Problem<Double>(features, examples), features, tolerance: 1e-12)
  }

  @Test(arguments: shapes) func floatAgreesWithTheReference(features: Int, examples: Int) throws {
    // Beside the terms there are the intercept, an exponential, a logarithm and their sum.
    try agreesWithTheReference(
      Problem<Float>(features, examples), features,
      tolerance: Tolerance.product(Float.self, terms: features + 4))
  }

  private func agreesWithTheReference<Scalar>(
    _ problem: borrowing Problem<Scalar>, _ features: Int, tolerance: Double
  ) throws {
    var objective = problem.objective
    let (value, gradient) = try objective.evaluate(at: problem.parameters)
    let reference = PerExampleLoop.lossAndGradient(
      problem.x.span, problem.y,
      Parameters(
        weights: Array(problem.parameters[..<features]), intercept: problem.parameters[features]))
    #expect(abs(value - reference.loss) <= tolerance)
    #expect(abs(gradient[features] - reference.db) <= tolerance)
    for j in 0..<features { #expect(abs(gradient[j] - reference.dw[j]) <= tolerance) }
  }

  @Test(arguments: [Float.nan, 0, -0.0, 1, -1, 30, -30, 200, -200, .infinity, -.infinity])
  func lossIsStable(z: Float) {
    for y in [Float(0), 1] {
      let loss = BinaryLoss<Float>(targets: [y])
      var scores = [z]
      var sums = [0.0]
      var scoreSpan = scores.mutableSpan
      var sumSpan = sums.mutableSpan
      let value = loss.replaceScoresByResiduals(
        &scoreSpan, examples: 0..<1, intercepts: [Float(0)].span, residualSums: &sumSpan)
      if z.isNaN {
        #expect(value.isNaN && scores[0].isNaN)
        continue
      }
      let isRight = (z > 0) == (y == 1)
      if abs(z) >= 200 {
        // Far out the loss is 0 where it is right, |z| where it is wrong; ∞·0 must not be NaN.
        #expect(value == (isRight ? 0 : Double(abs(z))))
      } else {
        let exact = Double(max(z, 0) - y * z) + log1pExp(-Double(abs(z)))
        #expect(abs(value - exact) <= 2e-7 * max(exact, 1))
      }
      #expect(abs(Double(scores[0]) - (sigma(Double(z)) - Double(y))) < 1e-7)
      #expect(sums[0] == Double(scores[0]))
    }
  }
}
