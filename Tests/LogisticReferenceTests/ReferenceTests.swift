import LogisticReference
import TestSupport
import Testing

@Suite struct ReferenceTests {
  /// Two examples of two features: x₁ = (1, 2), y = 1; x₂ = (3, −1), y = 0.
  /// At w = (0.5, −0.5), b = 0.1: z = (−0.4, 2.1), a = (0.401312, 0.890903),
  /// L = (0.913015, 2.215520), dz = (−0.598688, 0.890903).
  @Test func aCaseByHand() {
    let x: [Float] = [1, 2, 3, -1]
    let y: [Float] = [1, 0]
    let at = Parameters(weights: [0.5, -0.5], intercept: 0.1)
    for result in [
      PerExampleLoop.lossAndGradient(x.span, y, at), Vectorised.lossAndGradient(x.span, y, at),
    ] {
      #expect(abs(result.loss - (0.913015 + 2.215520) / 2) < 1e-6)
      #expect(abs(result.dw[0] - (-0.598688 + 3 * 0.890903) / 2) < 1e-6)
      #expect(abs(result.dw[1] - (2 * -0.598688 - 0.890903) / 2) < 1e-6)
      #expect(abs(result.db - (-0.598688 + 0.890903) / 2) < 1e-6)
    }
  }

  /// features, examples
  static let shapes = [(1, 1), (1, 9), (6, 1), (7, 20), (33, 17)]

  @Test(arguments: shapes) func bothFormsAgree(features: Int, examples: Int) {
    var random = RandomValues()
    let x: [Float] = random.array(features * examples)
    let y = (0..<examples).map { _ in random.unit() > 0 ? Float(1) : 0 }
    let at = Parameters(weights: random.array(features), intercept: random.unit())
    let loop = PerExampleLoop.lossAndGradient(x.span, y, at, l2: 0.3)
    let vectorised = Vectorised.lossAndGradient(x.span, y, at, l2: 0.3)
    #expect(abs(loop.loss - vectorised.loss) < 1e-12)
    #expect(abs(loop.db - vectorised.db) < 1e-12)
    for j in 0..<features { #expect(abs(loop.dw[j] - vectorised.dw[j]) < 1e-12) }
  }

  @Test(arguments: shapes) func gradientIsThatOfTheLoss(features: Int, examples: Int) {
    var random = RandomValues()
    let x: [Float] = random.array(features * examples)
    let y = (0..<examples).map { _ in random.unit() > 0 ? Float(1) : 0 }
    let at = Parameters(weights: random.array(features), intercept: random.unit())
    func loss(_ change: (inout Parameters) -> Void) -> Double {
      var moved = at
      change(&moved)
      return PerExampleLoop.lossAndGradient(x.span, y, moved, l2: 0.3).loss
    }
    let gradient = PerExampleLoop.lossAndGradient(x.span, y, at, l2: 0.3)
    let h = 1e-6
    for j in 0..<features {
      let slope = (loss { $0.weights[j] += h } - loss { $0.weights[j] -= h }) / (2 * h)
      #expect(abs(slope - gradient.dw[j]) < Tolerance.centralDifference)
    }
    let slope = (loss { $0.intercept += h } - loss { $0.intercept -= h }) / (2 * h)
    #expect(abs(slope - gradient.db) < Tolerance.centralDifference)
  }

  @Test func largeScoresStayFinite() {
    let x: [Float] = [1000, -1000]
    let at = Parameters(weights: [1], intercept: 0)
    let wrong = PerExampleLoop.lossAndGradient(x.span, [0, 1], at)
    #expect(wrong.loss == 1000 && wrong.dw == [1000])
    let right = PerExampleLoop.lossAndGradient(x.span, [1, 0], at)
    #expect(right.loss == 0 && right.dw == [0])
  }

  @Test func trainingReportsTheLossBeforeEachStep() {
    let x: [Float] = [1, -2, 0.5, 3]
    let y: [Float] = [1, 0]
    for train in [PerExampleLoop.train, Vectorised.train] {
      let (parameters, losses) = train(x.span, y, 2, 3, 0.5, 0)
      #expect(abs(losses[0] - 0.6931471805599453) < 1e-15)
      #expect(losses.count == 3 && losses[2] < losses[1] && losses[1] < losses[0])
      let after = PerExampleLoop.lossAndGradient(x.span, y, parameters)
      #expect(after.loss < losses[2])
    }
  }
}
