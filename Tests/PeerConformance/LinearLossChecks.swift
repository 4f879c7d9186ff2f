import Foundation
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidMetrics
@testable import SigmoidModel
@testable import SigmoidOptimization
import TestSupport
import Testing

/// scikit-learn, `linear_model/tests/test_linear_loss.py`: value, gradient and Hessian.
@Suite struct LinearLossChecks {
  /// An objective of these clouds, with weights and a penalty, as the trainer makes it.
  private func value(
    _ data: Dataset<Matrix<Double>>, _ task: any ClassificationTask, weights: [Double]? = nil,
    l2: Double = 0, at point: [Double]
  ) throws -> (value: Double, gradient: [Double]) {
    let set = try TrainingSet(data, task, exampleWeights: weights)
    func evaluate(_ loss: some ScoreLoss<Double>) throws -> (Double, [Double]) {
      var objective = Penalized(
        TiledObjective(set.data, loss: loss, threads: 2),
        L2Penalty(l2: l2, penalized: data.features.features * set.columns))
      return try objective.evaluate(at: point)
    }
    return set.link == .logistic
      ? try evaluate(set.binaryLoss()) : try evaluate(set.softmaxLoss())
  }

  @Test("test_init_zero_coef", arguments: [2, 3, 5])
  func zeroIsGuessing(classes: Int) throws {
    var random = RandomValues()
    let clouds = Clouds(50 * classes, features: 4, classes: classes, random: &random)
    let columns = classes == 2 ? 1 : classes
    let zero = [Double](repeating: 0, count: 5 * columns)
    let (value, gradient) = try value(clouds.data(), Clouds.task(classes: classes), at: zero)
    #expect(abs(value - log(Double(classes))) < 1e-14)
    // As many of each class: the intercepts stay where they are.
    #expect(gradient.suffix(columns).allSatisfy { abs($0) < 1e-14 })
  }

  @Test("test_loss_grad_hess_are_the_same")
  func everyWayInGivesTheSame() throws {
    var random = RandomValues()
    let clouds = Clouds(150, features: 6, random: &random)
    let set = try TrainingSet(clouds.data(), Clouds.task)
    let point: [Double] = random.array(7)
    let penalty = L2Penalty(l2: 0.1, penalized: 6)
    var whole = Penalized(
      WholeMatrixObjective(set.data, loss: set.binaryLoss(), threads: 1), penalty)
    let (value, gradient) = try whole.evaluate(at: point)
    let tiled = Penalized(TiledObjective(set.data, loss: set.binaryLoss(), threads: 2), penalty)
    var newton = LogisticNewtonObjective(tiled, plainCurvature(of: set, penalty))
    let second = try newton.evaluate(at: point)
    #expect(abs(second.value - value) < 1e-12 && distance(second.gradient, gradient) < 1e-12)
    var batches = MiniBatchObjective(newton, set, penalty)
    var third = gradient
    let all = Array(0..<150)
    #expect(
      abs(try batches.evaluate(at: point, batch: all.span, gradient: &third) - value) < 1e-12)
    #expect(distance(third, gradient) < 1e-12)
    let floats = try TrainingSet(clouds.sparseData, Clouds.task)
    var sparse = Penalized(
      TiledObjective(floats.data, loss: floats.binaryLoss(), threads: 2), penalty)
    let fourth = try sparse.evaluate(at: point)
    let bound = Tolerance.evaluation(Float.self, features: 6) * 4
    #expect(abs(fourth.value - value) < bound && distance(fourth.gradient, gradient) < bound)
  }

  @Test("test_loss_gradients_hessp_intercept", arguments: [2, 3])
  func aColumnOfOnesIsTheIntercept(classes: Int) throws {
    var random = RandomValues()
    let clouds = Clouds(60, features: 3, classes: classes, random: &random)
    var values: [Double] = []
    for example in 0..<60 { values += clouds.values[example * 3..<(example + 1) * 3] + [1] }
    let data = Dataset(
      features: Matrix(rows: 4, columns: 60, elements: values), labels: Labels(clouds.labels))
    let columns = classes == 2 ? 1 : classes
    let point: [Double] = random.array(5 * columns)
    // Without a penalty, the derivative of either is the same.
    let gradient = try value(data, Clouds.task(classes: classes), at: point).gradient
    for column in 0..<columns {
      #expect(abs(gradient[column * 4 + 3] - gradient[4 * columns + column]) < 1e-13)
    }
    // With one, the intercept is free of it.
    let l2 = 0.7
    let penalized = try value(data, Clouds.task(classes: classes), l2: l2, at: point).gradient
    for column in 0..<columns {
      let weight = point[column * 4 + 3]
      let free = penalized[4 * columns + column]
      #expect(abs(penalized[column * 4 + 3] - l2 * weight - free) < 1e-13)
    }
  }

  @Test("test_gradients_hessians_numerically", arguments: [2, 3])
  func derivativesAreDifferences(classes: Int) throws {
    var random = RandomValues()
    let clouds = Clouds(40, features: 3, classes: classes, random: &random)
    let (data, task) = (clouds.data(), Clouds.task(classes: classes))
    let weights = (0..<40).map { _ in 0.1 + abs(random.unit()) }
    let point: [Double] = random.array(4 * (classes == 2 ? 1 : classes))
    func at(_ point: [Double]) throws -> (value: Double, gradient: [Double]) {
      try value(data, task, weights: weights, l2: 0.3, at: point)
    }
    let gradient = try at(point).gradient
    let h = 1e-6
    for index in point.indices {
      var (above, below) = (point, point)
      above[index] += h
      below[index] -= h
      let slope = (try at(above).value - at(below).value) / (2 * h)
      #expect(abs(slope - gradient[index]) < Tolerance.centralDifference)
    }
    guard classes == 2 else { return }
    // Newton's direction d solves H·d = −g: along it the gradient changes at the rate −g.
    let set = try TrainingSet(data, task, exampleWeights: weights)
    let base = Penalized(
      TiledObjective(set.data, loss: set.binaryLoss(), threads: 1),
      L2Penalty(l2: 0.3, penalized: 3))
    var newton = LogisticNewtonObjective(
      base, plainCurvature(of: set, L2Penalty(l2: 0.3, penalized: 3)))
    var direction = gradient
    #expect(
      try newton.newtonDirection(
        at: point, gradient: gradient, reusingHessian: false, direction: &direction)
        == .positiveDefinite)
    let above = try at(zip(point, direction).map { $0 + h * $1 }).gradient
    let below = try at(zip(point, direction).map { $0 - h * $1 }).gradient
    for index in gradient.indices {
      let rate = (above[index] - below[index]) / (2 * h)
      #expect(abs(rate + gradient[index]) < Tolerance.centralDifference)
    }
  }

  @Test("test_multinomial_coef_shape")
  func weightsLieColumnAfterColumn() throws {
    var random = RandomValues()
    let clouds = Clouds(12, features: 2, classes: 3, random: &random)
    let point: [Double] = random.array(9)
    let gradient = try value(clouds.data(), MulticlassTask(), at: point).gradient
    #expect(gradient.count == 9)
    // The textbook: Σ (p_k − [y = k])·x / m for class k.
    var expected = [Double](repeating: 0, count: 9)
    for example in 0..<12 {
      let x = Array(clouds.values[example * 2..<example * 2 + 2])
      let scores = (0..<3).map { point[2 * $0] * x[0] + point[2 * $0 + 1] * x[1] + point[6 + $0] }
      let exponentials = scores.map { exp($0) }
      for k in 0..<3 {
        let p = exponentials[k] / exponentials.reduce(0, +)
        let residual = (p - (clouds.labels[example] == k ? 1 : 0)) / 12
        expected[2 * k] += residual * x[0]
        expected[2 * k + 1] += residual * x[1]
        expected[6 + k] += residual
      }
    }
    #expect(distance(gradient, expected) < 1e-14)
  }
}

/// The curvature in the features as they are.
func plainCurvature<Features: FeatureStorage>(
  of set: TrainingSet<Features>, _ penalty: L2Penalty
) -> Curvature<Features> {
  let features = set.data.features.features
  let plain = Standardization(
    means: [Double](repeating: 0, count: features), factors: [Double](repeating: 1, count: features)
  )
  return Curvature(
    fast: set, examples: set.centred(plain), penalty: penalty, fitsIntercept: true,
    isPrecise: true, threads: 2)
}
