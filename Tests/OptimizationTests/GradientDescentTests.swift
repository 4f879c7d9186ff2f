@testable import SigmoidOptimization
import Testing

@Suite struct GradientDescentTests {
  private func run(
    _ bowl: Bowl = Bowl(), rate: Double = 0.2, evaluations: Int = 200, tolerance: Double? = nil,
    observe: (borrowing Iterate) -> ObserverDecision = { _ in .proceed }
  ) throws -> (OptimizationResult, Bowl) {
    var bowl = bowl
    let descent = GradientDescent(
      learningRate: rate, stopping: StoppingRule(evaluations: evaluations, tolerance: tolerance))
    return (try descent.minimize(&bowl, from: [0, 0], observe: observe), bowl)
  }

  @Test func reachesTheOptimum() throws {
    let (result, _) = try run()
    #expect(abs(result.parameters[0] - 3) < 1e-12)
    #expect(abs(result.parameters[1] + 2) < 1e-12)
    #expect(result.termination == .evaluationsUsedUp)
  }

  @Test func makesOneStepAnEvaluation() throws {
    var values: [Double] = []
    let (result, bowl) = try run(evaluations: 2) { iterate in
      values.append(iterate.value)
      #expect(iterate.evaluation == values.count)
      #expect(iterate.stepSize == 0.2)
      return .proceed
    }
    // f(0, 0) = ½(9 + 4·4); after one step p = (0.6, −1.6); after two (1.08, −1.92).
    #expect(values[0] == 12.5)
    #expect(abs(values[1] - 0.5 * (2.4 * 2.4 + 4 * 0.4 * 0.4)) < 1e-12)
    #expect(abs(result.parameters[0] - 1.08) < 1e-12)
    #expect(abs(result.parameters[1] + 1.92) < 1e-12)
    #expect(result.evaluations == 2 && bowl.evaluations == 2)
    #expect(result.value == values[1])
  }

  @Test func stopsAtTheTolerance() throws {
    let (result, bowl) = try run(tolerance: 0.01)
    #expect(result.termination == .gradientBelowTolerance)
    #expect(result.gradientMax <= 0.01)
    #expect(result.evaluations < 200 && bowl.evaluations == result.evaluations)
    // No step is made from there: the parameters are those of the last evaluation.
    #expect(abs(result.gradientMax - abs(result.parameters[0] - 3)) < 1e-12)
  }

  @Test func noticesDivergenceByTheValue() throws {
    let (result, _) = try run(rate: 1)
    #expect(result.termination == .diverged)
    // Curvature 4 at rate 1 triples the distance each step: 2, 6 → value 0 + 72 ≤ 125, 18 → 648.
    #expect(result.evaluations == 3)
    #expect(result.value > 125)
  }

  @Test func noticesValuesAndGradientsThatAreNotFinite() throws {
    let (byValue, _) = try run(Bowl(valueFailsAt: 3))
    #expect(byValue.termination == .diverged && byValue.evaluations == 3)
    let (byGradient, _) = try run(Bowl(gradientFailsAt: 2))
    #expect(byGradient.termination == .diverged && byGradient.evaluations == 2)
    #expect(byGradient.gradientMax.isNaN)
  }

  @Test func commitsNoStepThatIsNotFinite() throws {
    let (result, _) = try run(rate: 1.7e308, evaluations: 1)
    #expect(result.termination == .diverged)
    #expect(result.parameters == [0, 0])
  }

  @Test func endsWhenTheObserverSaysSo() throws {
    let (result, _) = try run { $0.evaluation == 4 ? .stop : .proceed }
    #expect(result.termination == .interrupted)
    #expect(result.evaluations == 4)
  }

  @Test func passesOnWhatTheObjectiveThrows() throws {
    struct Broken: Error {}
    struct Failing: Objective {
      var dimension: Int { 1 }
      func evaluate(at parameters: [Double], gradient: inout [Double]) throws -> Double {
        throw Broken()
      }
    }
    var failing = Failing()
    let descent = GradientDescent(learningRate: 1, stopping: StoppingRule(evaluations: 1))
    #expect(throws: Broken.self) {
      try descent.minimize(&failing, from: [0]) { _ in .proceed }
    }
  }
}
