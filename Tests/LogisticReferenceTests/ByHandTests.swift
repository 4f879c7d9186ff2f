import LogisticReference
import Testing

/// Both forms in one list, so that every test runs on both.
enum Form: CaseIterable {
  case perExample, vectorised

  func lossAndGradient(
    _ x: [Float], _ y: [Float], _ weights: [Double], _ intercept: Double, l2: Double = 0
  ) -> LossAndGradient {
    let point = Parameters(weights: weights, intercept: intercept)
    return switch self {
    case .perExample: PerExampleLoop.lossAndGradient(x.span, y, point, l2: l2)
    case .vectorised: Vectorised.lossAndGradient(x.span, y, point, l2: l2)
    }
  }

  func train(
    _ x: [Float], _ y: [Float], features: Int, epochs: Int, learningRate: Double, l2: Double = 0
  ) -> (parameters: Parameters, losses: [Double]) {
    switch self {
    case .perExample:
      PerExampleLoop.train(
        x.span, y, features: features, epochs: epochs, learningRate: learningRate, l2: l2)
    case .vectorised:
      Vectorised.train(
        x.span, y, features: features, epochs: epochs, learningRate: learningRate, l2: l2)
    }
  }
}

/// Cases whose probabilities are fractions, worked out on paper.
@Suite struct ByHandTests {
  private let log2 = 0.6931471805599453
  private let log3 = 1.0986122886681098

  // Two features, two examples: x₁ = (1, 2), y₁ = 1; x₂ = (−1, 3), y₂ = 0.
  private let x: [Float] = [1, 2, -1, 3]
  private let y: [Float] = [1, 0]

  @Test(arguments: Form.allCases) func fromZero(_ form: Form) {
    let at = form.lossAndGradient(x, y, [0, 0], 0)
    #expect(abs(at.loss - log2) < 1e-15)
    // a = ½: dz = (−½, ½); dw = ½(−½·(1, 2) + ½·(−1, 3)) = (−½, ¼).
    #expect(at.dw == [-0.5, 0.25])
    #expect(at.db == 0)
  }

  @Test(arguments: Form.allCases) func withPenalty(_ form: Form) {
    // w = (log 3, 0), b = 0: z = (log 3, −log 3), a = (3/4, 1/4), L = log 4/3 for both.
    let at = form.lossAndGradient(x, y, [log3, 0], 0, l2: 2)
    #expect(abs(at.loss - (2 * log2 - log3 + log3 * log3)) < 1e-15)
    // dz = (−¼, ¼); dw without the penalty is ½(−¼ − ¼, −½ + ¾).
    #expect(abs(at.dw[0] - (-0.25 + 2 * log3)) < 1e-15)
    #expect(abs(at.dw[1] - 0.125) < 1e-15)
    #expect(abs(at.db) < 1e-15)
  }

  @Test(arguments: Form.allCases) func theInterceptIsNotPenalised(_ form: Form) {
    let plain = form.lossAndGradient(x, y, [0, 0], 3)
    #expect(form.lossAndGradient(x, y, [0, 0], 3, l2: 100) == plain)
    #expect(plain.db > 0)
  }

  @Test(arguments: Form.allCases) func twoSteps(_ form: Form) {
    let (parameters, losses) = form.train(x, y, features: 2, epochs: 2, learningRate: 2)
    // After the first step w = (1, −½), b = 0: z = (0, −2.5).
    let a = 0.07585818002124355  // σ(−2.5)
    #expect(losses.count == 2)
    #expect(abs(losses[0] - log2) < 1e-15)
    #expect(abs(losses[1] - (log2 + 0.07888973429254963) / 2) < 1e-15)  // −log(1 − a)
    #expect(abs(parameters.weights[0] - (1 + 0.5 + a)) < 1e-15)
    #expect(abs(parameters.weights[1] - (-0.5 + 1 - 3 * a)) < 1e-15)
    #expect(abs(parameters.intercept - (0.5 - a)) < 1e-15)
  }

  @Test(arguments: Form.allCases) func penaltyShrinksTheWeightsOfTraining(_ form: Form) {
    // The first step is from zero, where no penalty is; the second adds −rate·l2·w.
    let plain = form.train(x, y, features: 2, epochs: 2, learningRate: 2).parameters
    let (parameters, _) = form.train(x, y, features: 2, epochs: 2, learningRate: 2, l2: 0.25)
    #expect(abs(parameters.weights[0] - (plain.weights[0] - 0.5)) < 1e-15)
    #expect(abs(parameters.weights[1] - (plain.weights[1] + 0.25)) < 1e-15)
    #expect(parameters.intercept == plain.intercept)
  }

  @Test(arguments: Form.allCases) func scoresOfAThousandStayFinite(_ form: Form) {
    let right = form.lossAndGradient([1, -1], [1, 0], [1000], 0)
    #expect(right == form.lossAndGradient([2, -2], [1, 0], [1000], 0))
    #expect(right.loss == 0 && right.dw == [0] && right.db == 0)
    let wrong = form.lossAndGradient([1, -1], [0, 1], [1000], 0)
    #expect(wrong.loss == 1000 && wrong.dw == [1] && wrong.db == 0)
  }

  @Test(arguments: Form.allCases) func oneFeatureOneExample(_ form: Form) {
    let at = form.lossAndGradient([2], [1], [0.25], -0.5)
    #expect(abs(at.loss - log2) < 1e-15)
    #expect(at.dw == [-1] && at.db == -0.5)
  }

  @Test(arguments: Form.allCases) func noFeatureLeavesTheIntercept(_ form: Form) {
    // The best intercept is the log of the odds: one positive to three negative.
    let (parameters, _) = form.train([], [1, 0, 0, 0], features: 0, epochs: 500, learningRate: 2)
    #expect(abs(parameters.intercept + log3) < 1e-12)
  }

  @Test(arguments: Form.allCases) func noEpochLeavesZero(_ form: Form) {
    let (parameters, losses) = form.train(x, y, features: 2, epochs: 0, learningRate: 1)
    #expect(parameters == .zero(features: 2) && losses.isEmpty)
  }
}
