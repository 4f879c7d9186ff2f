import Testing

@testable import SigmoidOptimization

@Suite struct LBFGSTests {
  private func solver(
    _ evaluations: Int = 1000, tolerance: Double? = nil, memory: Int = 10, noise: Double = 1e-15
  ) -> LBFGS {
    LBFGS(
      memory: memory, valueNoise: noise,
      stopping: StoppingRule(evaluations: evaluations, tolerance: tolerance))
  }

  @Test func reachesTheOptimumOfAnIllConditionedQuadratic() throws {
    var problem = Quadratic(50, condition: 1e4)
    let result = try solver(2000, tolerance: 1e-8).minimize(&problem, from: problem.start) { _ in
      .proceed
    }
    #expect(result.termination == .gradientBelowTolerance)
    #expect(problem.distance(of: result.parameters) < 1e-7)
    #expect(result.gradientMax <= 1e-8 && result.gapEstimate == nil)
    #expect(result.evaluations == problem.evaluations && result.evaluations < 1200)
    // About one evaluation an iteration.
    #expect(Double(result.evaluations) < 1.2 * Double(result.iterations))
  }

  @Test func reachesTheEndOfTheValley() throws {
    var problem = Rosenbrock()
    let result = try solver(tolerance: 1e-10).minimize(&problem, from: problem.start) { _ in
      .proceed
    }
    #expect(result.termination == .gradientBelowTolerance)
    #expect(abs(result.parameters[0] - 1) < 1e-9 && abs(result.parameters[1] - 1) < 1e-9)
    #expect(result.evaluations < 80)
  }

  @Test func needsTwoEvaluationsWithTheExactInverse() throws {
    var problem = Quadratic(50, condition: 1e4)
    var inverse = DiagonalInverse(problem.curvature)
    let result = try solver(tolerance: 1e-8).minimize(
      &problem, from: problem.start, preconditioner: &inverse
    ) { _ in .proceed }
    #expect(result.termination == .gradientBelowTolerance)
    #expect(result.evaluations == 2 && result.iterations == 1)
    #expect(problem.distance(of: result.parameters) < 1e-12)
  }

  @Test func takesUpARenewedInverse() throws {
    var problem = Quadratic(50, condition: 1e4)
    var inverse = DiagonalInverse(problem.curvature, exactFrom: 6)
    let result = try solver(tolerance: 1e-8).minimize(
      &problem, from: problem.start, preconditioner: &inverse
    ) { _ in .proceed }
    #expect(result.termination == .gradientBelowTolerance)
    #expect(result.iterations == 6 && inverse.updates == [1, 2, 3, 4, 5, 6])
  }

  @Test func forgetsPairsThatCorrectAnotherInverse() throws {
    var problem = Quadratic(10, condition: 100)
    let curvature = problem.curvature.map { $0 * 1.25 + 1 }
    var inverse = DiagonalInverse(curvature, exactFrom: 5)
    var points: [[Double]] = []
    let result = try solver(40).minimize(
      &problem, from: problem.start, preconditioner: &inverse
    ) { iterate in
      points.append(iterate.parameters)
      return .proceed
    }
    #expect(result.iterations >= 5)
    // The new inverse leads one of these moves by itself: x − M⁻¹∇f at full length.
    let moves = try zip(points, points.dropFirst()).map { from, to in
      let gradient = try problem.evaluate(at: from).gradient
      guard zip(from, to).contains(where: { abs($0 - $1) > 1e-3 }) else { return false }
      return from.indices.allSatisfy {
        abs(from[$0] - gradient[$0] / curvature[$0] - to[$0]) < 1e-12
      }
    }
    #expect(moves.contains(true))
  }

  @Test func estimatesTheGapByTheInverse() throws {
    var problem = Quadratic(20, condition: 100)
    var inverse = DiagonalInverse(problem.curvature, exactFrom: 1)
    let result = try solver(1).minimize(
      &problem, from: problem.start, preconditioner: &inverse
    ) { _ in .proceed }
    #expect(result.termination == .evaluationsUsedUp && result.iterations == 0)
    // Without the update that comes before a step, the inverse is the identity.
    let gradient = try problem.evaluate(at: problem.start).gradient
    let expected = gradient.reduce(0) { $0 + $1 * $1 } / 2
    #expect(abs((result.gapEstimate ?? .nan) - expected) <= 1e-12 * expected)

    // After it, on a quadratic, it is the gap itself.
    inverse = DiagonalInverse(problem.curvature.map { $0 * 1.25 })
    let second = try solver(2).minimize(
      &problem, from: problem.start, preconditioner: &inverse
    ) { _ in .proceed }
    #expect(abs(1.25 * (second.gapEstimate ?? .nan) - second.value) <= 1e-9 * second.value)
  }

  @Test func usesUpExactlyItsEvaluations() throws {
    for limit in 1...40 {
      var problem = Rosenbrock()
      var numbers: [Int] = []
      var lowest = Double.infinity
      let result = try solver(limit).minimize(&problem, from: problem.start) { iterate in
        numbers.append(iterate.evaluation)
        lowest = min(lowest, iterate.value)
        return .proceed
      }
      #expect(problem.evaluations <= limit && result.evaluations == problem.evaluations)
      guard result.termination == .evaluationsUsedUp else { continue }
      #expect(problem.evaluations == limit)
      #expect(numbers == Array(1...limit))
      // The value and gradient are those of the parameters that are returned.
      let (value, gradient) = try problem.evaluate(at: result.parameters)
      #expect(result.value == value && result.value == lowest)
      #expect(result.gradientMax == max(abs(gradient[0]), abs(gradient[1])))
    }
  }

  @Test func endsWhereRoundedValuesTellNoMore() throws {
    var problem = Quadratic(40, condition: 100, offset: 10, isRounded: true)
    let result = try solver(noise: 1e-7).minimize(&problem, from: problem.start) { _ in .proceed }
    #expect(result.termination == .noFurtherProgress)
    #expect(result.value - 10 < 1e-5 && result.evaluations < 120)
  }

  @Test func goesOnForAToleranceWhileTheGradientFalls() throws {
    var problem = Quadratic(40, condition: 100, offset: 10, isRounded: true)
    let result = try solver(tolerance: 1e-6, noise: 1e-7).minimize(
      &problem, from: problem.start
    ) { _ in .proceed }
    #expect(result.termination == .gradientBelowTolerance)
    // Out of reach of the rounded gradient, it ends all the same.
    let beyond = try solver(tolerance: 0, noise: 1e-7).minimize(
      &problem, from: problem.optimum.map { $0 + 1e-9 }
    ) { _ in .proceed }
    #expect(beyond.termination == .noFurtherProgress || beyond.gradientMax == 0)
  }

  @Test func endsAtAStationaryStart() throws {
    var problem = Quadratic(3, condition: 10)
    let result = try solver().minimize(&problem, from: problem.optimum) { _ in .proceed }
    #expect(result.termination == .noFurtherProgress && result.evaluations == 1)
    #expect(result.parameters == problem.optimum)
  }

  @Test func staysFiniteWithoutAMinimum() throws {
    var problem = Slide()
    let result = try solver(400).minimize(&problem, from: [0]) { _ in .proceed }
    #expect(result.termination != .gradientBelowTolerance)
    #expect(result.parameters[0].isFinite && result.value.isFinite)
  }

  @Test func backsOutOfWhereTheValueIsNotFinite() throws {
    var problem = HalfCircle()
    let result = try solver(tolerance: 1e-9).minimize(&problem, from: [0.9]) { _ in .proceed }
    #expect(result.termination == .gradientBelowTolerance)
    #expect(abs(result.parameters[0]) < 1e-8)
  }

  @Test func divergesWhereNothingIsFinite() throws {
    var problem = HalfCircle()
    let atStart = try solver().minimize(&problem, from: [2]) { _ in .proceed }
    #expect(atStart.termination == .diverged && atStart.evaluations == 1)
    var bowl = Bowl(valueFailsAt: 2)
    let after = try solver().minimize(&bowl, from: [0, 0]) { _ in .proceed }
    #expect(after.termination == .diverged && after.parameters == [0, 0])
    #expect(after.value == 12.5)
  }

  @Test func endsWhenTheObserverSaysSo() throws {
    var problem = Rosenbrock()
    let result = try solver().minimize(&problem, from: problem.start) {
      $0.evaluation == 7 ? .stop : .proceed
    }
    #expect(result.termination == .interrupted && problem.evaluations == 7)
  }

  @Test func givesTheSameBitsTwice() throws {
    var problem = Quadratic(33, condition: 1e4, isRounded: true)
    let first = try solver(60).minimize(&problem, from: problem.start) { _ in .proceed }
    let second = try solver(60).minimize(&problem, from: problem.start) { _ in .proceed }
    #expect(first == second)
  }

  @Test func needsNoMemory() throws {
    var bowl = Bowl()
    let result = try solver(tolerance: 1e-6, memory: 0).minimize(&bowl, from: [0, 0]) { _ in
      .proceed
    }
    #expect(result.termination == .gradientBelowTolerance)
  }
}
