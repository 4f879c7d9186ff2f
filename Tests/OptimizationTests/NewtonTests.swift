@testable import SigmoidOptimization
import Testing

@Suite struct NewtonTests {
  private func solver(_ evaluations: Int = 50, tolerance: Double? = nil) -> Newton {
    Newton(
      valueNoise: 1e-15, stopping: StoppingRule(evaluations: evaluations, tolerance: tolerance))
  }

  @Test func reachesTheOptimumInAFewSteps() throws {
    var problem = SmallLogistic()
    var numbers: [Int] = []
    let result = try solver(tolerance: 1e-12).minimize(&problem, from: problem.start) { iterate in
      numbers.append(iterate.evaluation)
      return .proceed
    }
    #expect(result.termination == .gradientBelowTolerance && result.notes.isEmpty)
    #expect(problem.gradientMax(at: result.parameters) <= 1e-12)
    #expect(result.evaluations <= 14 && result.iterations == result.evaluations - 1)
    #expect(numbers == Array(1...result.evaluations))
    // A Hessian serves while the decrement falls, and none is made for the estimate at the end.
    #expect(problem.hessians >= 2 && problem.hessians < result.iterations)
    #expect((result.gapEstimate ?? 1) < 1e-20)
  }

  @Test func endsWhenADecrementPromisesNothing() throws {
    var problem = SmallLogistic()
    let result = try solver().minimize(&problem, from: problem.start) { _ in .proceed }
    #expect(result.termination == .noFurtherProgress && result.evaluations < 15)
    #expect(problem.gradientMax(at: result.parameters) < 1e-7)
  }

  @Test func estimatesTheGap() throws {
    var problem = SmallLogistic()
    let optimum = try solver(tolerance: 1e-13).minimize(&problem, from: problem.start) { _ in
      .proceed
    }
    let near = optimum.parameters.map { $0 + 1e-3 }
    let result = try solver(3).minimize(&problem, from: near) {
      $0.evaluation == 2 ? .stop : .proceed
    }
    #expect(result.termination == .interrupted && result.iterations == 1)
    let start = try solver(2).minimize(&problem, from: near) { _ in .proceed }
    #expect(start.termination == .evaluationsUsedUp)
    #expect(start.parameters == result.parameters && start.gapEstimate != nil)
  }

  @Test func fallsBackWithANote() throws {
    var problem = SmallLogistic()
    problem.hasHessian = false
    let result = try solver(200, tolerance: 1e-6).minimize(&problem, from: problem.start) { _ in
      .proceed
    }
    #expect(result.notes.count == 1 && result.notes[0].contains("not positive definite"))
    #expect(result.notes[0].contains("gradient steps"))
    #expect(result.gapEstimate == nil)
    #expect(result.value < problem.value(at: problem.start))
  }

  @Test func saysWhichHessiansWereDamped() throws {
    var problem = SmallLogistic()
    problem.isDamped = true
    let result = try solver(tolerance: 1e-9).minimize(&problem, from: problem.start) { _ in
      .proceed
    }
    #expect(result.termination == .gradientBelowTolerance && result.gapEstimate != nil)
    #expect(result.notes.count == 1 && result.notes[0].contains("more on its diagonal (step 1, "))
  }

  @Test func halvesAStepThatIsTooLong() throws {
    /// √(1 + x²) far from 0: a full Newton step overshoots to −x³.
    struct Hyperbola: NewtonObjective {
      var dimension: Int { 1 }
      var line = (0.0, 0.0)
      mutating func evaluate(at p: [Double], gradient: inout [Double]) -> Double {
        let value = (1 + p[0] * p[0]).squareRoot()
        gradient[0] = p[0] / value
        return value
      }
      func newtonDirection(
        at p: [Double], gradient: [Double], reusingHessian: Bool, direction: inout [Double]
      ) -> HessianKind {
        let value = (1 + p[0] * p[0]).squareRoot()
        direction[0] = -gradient[0] * value * value * value
        return .positiveDefinite
      }
      mutating func prepareLine(from p: [Double], along direction: [Double]) {
        line = (p[0], direction[0])
      }
      mutating func valueAndSlope(atStep step: Double) -> (value: Double, slope: Double) {
        var gradient = [0.0]
        let value = evaluate(at: [line.0 + step * line.1], gradient: &gradient)
        return (value, gradient[0] * line.1)
      }
    }
    var problem = Hyperbola()
    var sizes: [Double] = []
    let result = try solver(tolerance: 1e-10).minimize(&problem, from: [3]) { iterate in
      sizes.append(iterate.stepSize)
      return .proceed
    }
    #expect(result.termination == .gradientBelowTolerance && abs(result.parameters[0]) < 1e-9)
    #expect(sizes[0] == 0 && sizes.contains { $0 > 0 && $0 < 1 } && sizes.last == 1)
  }

  @Test func keepsItsLimitsAndItsBits() throws {
    var problem = SmallLogistic()
    let limited = try solver(3).minimize(&problem, from: problem.start) { _ in .proceed }
    #expect(limited.termination == .evaluationsUsedUp && problem.evaluations == 3)
    #expect(limited.iterations == 2 && limited.value == problem.value(at: limited.parameters))
    let again = try solver(3).minimize(&problem, from: problem.start) { _ in .proceed }
    #expect(again == limited)
    let nowhere = try solver().minimize(&problem, from: [.nan, 0, 0]) { _ in .proceed }
    #expect(nowhere.termination == .diverged && nowhere.evaluations == 1)
  }
}
