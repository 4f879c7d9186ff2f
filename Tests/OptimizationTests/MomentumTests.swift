@testable import SigmoidOptimization
import Testing

@Suite struct MomentumTests {
  private func solver(
    _ evaluations: Int, rate: Double, tolerance: Double? = nil
  ) -> Momentum {
    Momentum(
      learningRate: rate, stopping: StoppingRule(evaluations: evaluations, tolerance: tolerance))
  }

  @Test func makesTheStepsOfTheFormula() throws {
    // f = ½x², rate ½: x₁ = y₀/2 and no momentum yet; x₂ = x₁/2, then (t − 1)/t′ with t = 1.618…
    struct Parabola: Objective {
      var dimension: Int { 1 }
      mutating func evaluate(at p: [Double], gradient: inout [Double]) -> Double {
        gradient[0] = p[0]
        return p[0] * p[0] / 2
      }
    }
    var problem = Parabola()
    var points: [Double] = []
    let result = try solver(4, rate: 0.5).minimize(&problem, from: [1]) { iterate in
      points.append(iterate.parameters[0])
      #expect(iterate.evaluation == points.count && iterate.stepSize == 0.5)
      return .proceed
    }
    let t1 = (1 + 5.0.squareRoot()) / 2
    let t2 = (1 + (1 + 4 * t1 * t1).squareRoot()) / 2
    let y2 = 0.25 + (t1 - 1) / t2 * (0.25 - 0.5)
    let t3 = (1 + (1 + 4 * t2 * t2).squareRoot()) / 2
    let y3 = y2 / 2 + (t2 - 1) / t3 * (y2 / 2 - 0.25)
    #expect(points[0] == 1 && points[1] == 0.5)
    #expect(abs(points[2] - y2) < 1e-15 && abs(points[3] - y3) < 1e-15)
    #expect(abs(result.parameters[0] - y3 / 2) < 1e-15)
    #expect(result.evaluations == 4 && result.iterations == 4)
    #expect(result.termination == .evaluationsUsedUp)
  }

  @Test func leavesGradientDescentBehind() throws {
    var problem = Quadratic(20, condition: 1e3)
    let fast = try solver(400, rate: 1e-3).minimize(&problem, from: problem.start) { _ in
      .proceed
    }
    let slow = try GradientDescent(
      learningRate: 1e-3, stopping: StoppingRule(evaluations: 400)
    ).minimize(&problem, from: problem.start) { _ in .proceed }
    #expect(fast.value < 1e-4 * slow.value)
  }

  @Test func restartsWhereTheValueRises() throws {
    // Without restarts the values of a strongly convex quadratic ripple for far longer than this.
    var problem = Quadratic(10, condition: 200)
    let result = try solver(1500, rate: 1.0 / 200, tolerance: 1e-9).minimize(
      &problem, from: problem.start
    ) { _ in .proceed }
    #expect(result.termination == .gradientBelowTolerance && result.evaluations < 500)
    #expect(problem.distance(of: result.parameters) < 1e-8)
    #expect(result.iterations == result.evaluations - 1)
  }

  @Test func endsForEachReason() throws {
    var bowl = Bowl()
    let apart = try solver(100, rate: 2).minimize(&bowl, from: [0, 0]) { _ in .proceed }
    #expect(apart.termination == .diverged && apart.parameters.allSatisfy(\.isFinite))
    bowl = Bowl(valueFailsAt: 3)
    let broken = try solver(100, rate: 0.1).minimize(&bowl, from: [0, 0]) { _ in .proceed }
    #expect(broken.termination == .diverged && broken.evaluations == 3)
    bowl = Bowl()
    let stopped = try solver(100, rate: 0.1).minimize(&bowl, from: [0, 0]) {
      $0.evaluation == 5 ? .stop : .proceed
    }
    #expect(stopped.termination == .interrupted && bowl.evaluations == 5)
    bowl = Bowl()
    let wild = try solver(1, rate: 1.7e308).minimize(&bowl, from: [0, 0]) { _ in .proceed }
    #expect(wild.termination == .diverged && wild.parameters == [0, 0])
  }

  @Test func givesTheSameBitsTwice() throws {
    var problem = SmallLogistic()
    let first = try solver(50, rate: 0.5).minimize(&problem, from: problem.start) { _ in .proceed }
    let second = try solver(50, rate: 0.5).minimize(&problem, from: problem.start) { _ in .proceed }
    #expect(first == second && first.value < problem.value(at: problem.start))
  }
}
