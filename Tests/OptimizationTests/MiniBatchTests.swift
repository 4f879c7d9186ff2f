import Testing

@testable import SigmoidOptimization

@Suite struct MiniBatchTests {
  private func batches(
    _ size: Int = 8, seed: UInt64 = 1, _ schedule: LearningRateSchedule = .constant
  ) -> MiniBatches {
    MiniBatches(size: size, seed: seed, schedule: schedule)
  }

  private func optimum() throws -> OptimizationResult {
    var problem = SmallLogistic()
    return try LBFGS(
      valueNoise: 1e-15, stopping: StoppingRule(evaluations: 200, tolerance: 1e-10)
    ).minimize(&problem, from: problem.start) { _ in .proceed }
  }

  @Test func goesThroughEachExampleOnceAnEpoch() throws {
    var problem = SmallLogistic()
    _ = try SGD(
      learningRate: 0.1, batches: batches(), stopping: StoppingRule(evaluations: 2)
    ).minimize(&problem, from: problem.start) { _ in .proceed }
    #expect(
      problem.batches.map(\.count)
        == Array(repeating: [8, 8, 8, 8, 8, 8, 8, 4], count: 2).flatMap(\.self))
    let epochs = [problem.batches[..<8].flatMap(\.self), problem.batches[8...].flatMap(\.self)]
    for epoch in epochs { #expect(epoch.sorted() == Array(0..<60)) }
    #expect(epochs[0] != epochs[1] && epochs[0] != Array(0..<60))
  }

  @Test func sgdOnOneBatchIsGradientDescent() throws {
    var problem = SmallLogistic()
    let stopping = StoppingRule(evaluations: 20)
    let batched = try SGD(
      learningRate: 0.5, batches: batches(60), stopping: stopping
    ).minimize(&problem, from: problem.start) { _ in .proceed }
    let whole = try GradientDescent(learningRate: 0.5, stopping: stopping).minimize(
      &problem, from: problem.start
    ) { _ in .proceed }
    for (one, other) in zip(batched.parameters, whole.parameters) {
      #expect(abs(one - other) < 1e-12)
    }
    #expect(batched.iterations == 20 && batched.evaluations == 20)
    // The result's value is that of its parameters, found by the one whole evaluation.
    #expect(batched.value == problem.value(at: batched.parameters))
  }

  @Test func sgdComesNearTheOptimumAsItsRateFalls() throws {
    let best = try optimum()
    for schedule in [LearningRateSchedule.cosine, .inverseTime(decay: 1)] {
      var problem = SmallLogistic()
      let result = try SGD(
        learningRate: 1, batches: batches(8, seed: 1, schedule),
        stopping: StoppingRule(evaluations: 100)
      ).minimize(&problem, from: problem.start) { _ in .proceed }
      #expect(result.value - best.value < 2e-3, "\(schedule)")
    }
  }

  @Test func adamMakesTheStepsOfTheFormula() throws {
    var problem = SmallLogistic()
    var gradient = [0.0, 0, 0]
    _ = problem.evaluate(at: problem.start, gradient: &gradient)
    let result = try Adam(
      learningRate: 0.25, batches: batches(60), stopping: StoppingRule(evaluations: 1)
    ).minimize(&problem, from: problem.start) { _ in .proceed }
    // Of the first step, bias-corrected, only the sign of the gradient is left.
    for (parameter, slope) in zip(result.parameters, gradient) {
      #expect(abs(parameter + 0.25 * slope / (abs(slope) + 1e-8)) < 1e-9)
    }
  }

  @Test func adamReachesTheOptimum() throws {
    var problem = SmallLogistic()
    let result = try Adam(
      learningRate: 0.1, batches: batches(16, seed: 1, .cosine),
      stopping: StoppingRule(evaluations: 150)
    ).minimize(&problem, from: problem.start) { _ in .proceed }
    #expect(result.value - (try optimum()).value < 1e-4)
    #expect(result.iterations == 150 * 4)
  }

  @Test func aToleranceIsOfTheWholeGradient() throws {
    var problem = SmallLogistic()
    var values: [Double] = []
    let result = try SGD(
      learningRate: 1, batches: batches(30, seed: 1, .inverseTime(decay: 0.05)),
      stopping: StoppingRule(evaluations: 2000, tolerance: 5e-3)
    ).minimize(&problem, from: problem.start) { iterate in
      values.append(iterate.value)
      return .proceed
    }
    #expect(result.termination == .gradientBelowTolerance && result.evaluations < 2000)
    #expect(problem.gradientMax(at: result.parameters) <= 5e-3)
    #expect(values.last == problem.value(at: result.parameters))
    #expect(problem.evaluations == result.evaluations)
  }

  @Test func endsForEachReason() throws {
    var problem = SmallLogistic()
    let apart = try SGD(
      learningRate: 1e4, batches: batches(), stopping: StoppingRule(evaluations: 5)
    ).minimize(&problem, from: problem.start) { _ in .proceed }
    #expect(apart.termination == .diverged && apart.evaluations == 1)
    let wild = try SGD(
      learningRate: 1.7e308, batches: batches(), stopping: StoppingRule(evaluations: 5)
    ).minimize(&problem, from: [3, 3, 3]) { _ in .proceed }
    #expect(wild.termination == .diverged && wild.parameters.allSatisfy(\.isFinite))
    let stopped = try Adam(
      batches: batches(), stopping: StoppingRule(evaluations: 5)
    ).minimize(&problem, from: problem.start) { $0.evaluation == 2 ? .stop : .proceed }
    #expect(stopped.termination == .interrupted && stopped.evaluations == 2)
  }

  @Test func theSeedDecidesTheBits() throws {
    func run(_ seed: UInt64) throws -> OptimizationResult {
      var problem = SmallLogistic()
      return try Adam(
        batches: batches(8, seed: seed), stopping: StoppingRule(evaluations: 3)
      ).minimize(&problem, from: problem.start) { _ in .proceed }
    }
    #expect(try run(4) == run(4))
    #expect(try run(4) != run(5))
  }

  @Test func schedulesHaveTheirShape() {
    #expect(LearningRateSchedule.constant.factor(epochs: 7, of: 9) == 1)
    #expect(LearningRateSchedule.inverseTime(decay: 0.5).factor(epochs: 2, of: 9) == 0.5)
    let cosine = [0, 2.5, 5, 7.5, 10].map { LearningRateSchedule.cosine.factor(epochs: $0, of: 10) }
    let half = 0.5.squareRoot()
    for (one, other) in zip(cosine, [1, (1 + half) / 2, 0.5, (1 - half) / 2, 0]) {
      #expect(abs(one - other) < 1e-9)
    }
  }
}
