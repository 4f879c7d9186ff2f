import Dispatch
import LogisticReference
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidMetrics
@testable import SigmoidModel
@testable import SigmoidOptimization
import LogisticReference
import Synchronization
import TestSupport
import Testing

/// One pass over tiles against the textbook's evaluations, and its bits.
@Suite(.timeLimit(.minutes(20))) struct TiledObjectiveTests {
  /// features, examples: ones; around tiles of 64, chunks of 256, and as many chunks as there are.
  static let shapes = [
    (1, 1), (1, 13), (9, 1), (5, 63), (6, 64), (7, 65), (17, 255), (16, 256), (3, 257), (4, 511),
    (5, 512), (33, 513), (6, 1025), (2, 16_383), (1, 16_384), (4, 20_000), (785, 67),
  ]

  /// Features that leave room for one example, or few, in a tile.
  static let wideShapes = [(70_000, 5), (300_000, 2)]

  @Test(arguments: shapes, [1, 2, 3, 10]) func agreesWithTheWholeMatrixInDouble(
    shape: (features: Int, examples: Int), classes: Int
  ) throws {
    // Several classes of the longest sets say nothing that the shorter ones do not.
    let examples = classes > 1 ? min(shape.examples, 1100) : shape.examples
    var random = RandomValues()
    let isWeighted = (shape.features + classes) % 2 == 0
    func check<Features: FeatureStorage>(
      _ problem: TiledProblem<Features>, _ tolerance: Double
    ) throws {
      let off = try largestDifference(problem.tiled(threads: 2)[0], problem.wholeInDouble())
      #expect(off <= tolerance, "\(Features.self)")
    }
    let float = Tolerance.evaluation(Float.self, features: shape.features)
    try check(
      TiledProblem<ByteMatrix>.bytes(
        shape.features, examples, classes: classes, isWeighted: isWeighted, &random), float)
    try check(
      TiledProblem<Matrix<Float>>.numbers(
        shape.features, examples, classes: classes, isWeighted: isWeighted, &random), float)
    try check(
      TiledProblem<Matrix<Double>>.numbers(
        shape.features, examples, classes: classes, isWeighted: isWeighted, &random),
      Tolerance.evaluationInDouble)
  }

  @Test(arguments: wideShapes) func examplesWiderThanATile(features: Int, examples: Int) throws {
    var random = RandomValues()
    let problem = TiledProblem<ByteMatrix>.bytes(features, examples, &random)
    let off = try largestDifference(problem.tiled(threads: 2)[0], problem.wholeInDouble())
    #expect(off <= Tolerance.evaluation(Float.self, features: features))
  }

  @Test(arguments: shapes) func agreesWithTheReference(features: Int, examples: Int) throws {
    var random = RandomValues()
    let problem = TiledProblem<Matrix<Float>>.numbers(features, examples, &random)
    let x = problem.data.features.elements
    let reference = PerExampleLoop.lossAndGradient(
      x.span, problem.classOfExample.map(Float.init),
      Parameters(
        weights: Array(problem.parameters[..<features]), intercept: problem.parameters[features]))
    let off = try largestDifference(
      problem.tiled(threads: 2)[0], [reference.loss] + reference.dw + [reference.db])
    #expect(off <= Tolerance.evaluation(Float.self, features: features))
  }

  @Test(arguments: [1, 2, 4], [false, true]) func gradientIsThatOfTheValue(
    classes: Int, isWeighted: Bool
  ) throws {
    var random = RandomValues()
    let problem = TiledProblem<Matrix<Double>>.numbers(
      5, 301, classes: classes, isWeighted: isWeighted, &random)
    func check(_ objective: inout some Objective & ~Copyable) throws {
      let (_, gradient) = try objective.evaluate(at: problem.parameters)
      let h = 1e-6
      for index in gradient.indices {
        var (above, below) = (problem.parameters, problem.parameters)
        above[index] += h
        below[index] -= h
        let rise = try objective.evaluate(at: above).value - objective.evaluate(at: below).value
        #expect(abs(rise / (2 * h) - gradient[index]) < Tolerance.centralDifference)
      }
    }
    if classes == 1 {
      var objective = TiledObjective(
        problem.data, loss: problem.loss(Double.self), threads: 2)
      try check(&objective)
    } else {
      var objective = TiledObjective(
        problem.data, loss: problem.softmax(Double.self), threads: 2)
      try check(&objective)
    }
  }

  @Test(arguments: [1, 3]) func bitsDoNotDependOnThreadsNorOnWhatWasBefore(classes: Int) throws {
    var random = RandomValues()
    func check<Features: FeatureStorage>(
      _ problem: TiledProblem<Features>
    ) throws {
      let first = try problem.tiled(threads: 1)[0]
      for threads in [1, 2, 3, 8] {
        for again in try problem.tiled(threads: threads, evaluations: 3) {
          let same = areSameBits(again, first)
          #expect(same, "\(Features.self), \(threads) threads")
        }
      }
    }
    // Many chunks, so that workers overlap: with few, one is done before the next has begun.
    try check(TiledProblem<ByteMatrix>.bytes(13, 12_000, classes: classes, &random))
    try check(TiledProblem<Matrix<Float>>.numbers(13, 12_000, classes: classes, &random))
    try check(TiledProblem<Matrix<Double>>.numbers(5, 6000, classes: classes, &random))
  }

  /// Objectives on the same data, evaluated at once, and whole-matrix ones that want another
  /// number of BLAS threads among them.
  @Test func severalAtOnceGiveTheSameBits() throws {
    var random = RandomValues()
    let bytes = TiledProblem<ByteMatrix>.bytes(9, 1500, &random)
    let floats = TiledProblem<Matrix<Float>>.numbers(9, 1500, classes: 3, &random)
    let alone = try (bytes.tiled(threads: 1)[0], floats.tiled(threads: 1)[0])
    let different = Atomic<Int>(0)
    let finished = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 12) { index in
      if index % 4 == 3 {
        var whole = WholeMatrixObjective(
          floats.data, loss: floats.softmax(Float.self), threads: 2)
        _ = try? whole.flat(at: floats.parameters)
      }
      let first = try? bytes.tiled(threads: 1 + index % 3, evaluations: 2)
      let second = try? floats.tiled(threads: 1 + index % 3, evaluations: 2)
      for (found, expected) in [(first, alone.0), (second, alone.1)] {
        for one in found ?? [[]] where !areSameBits(one, expected) {
          different.wrappingAdd(1, ordering: .relaxed)
        }
      }
      finished.wrappingAdd(1, ordering: .relaxed)
    }
    #expect(finished.load(ordering: .relaxed) == 12 && different.load(ordering: .relaxed) == 0)
  }

  @Test func softmaxOfTwoClassesIsTheBinaryModel() throws {
    var random = RandomValues()
    let features = 6
    let problem = TiledProblem<Matrix<Double>>.numbers(
      features, 700, classes: 2, isWeighted: true, &random)
    let softmax = try problem.tiled(threads: 2)[0]
    var binary = TiledObjective(
      problem.data, loss: problem.loss(Double.self), threads: 2)
    let p = problem.parameters
    // The score of class 1 against class 0.
    let differences =
      (0..<features).map { p[features + $0] - p[$0] } + [p[2 * features + 1] - p[2 * features]]
    let flat = try binary.flat(at: differences)
    #expect(abs(softmax[0] - flat[0]) < 1e-13)
    let (zero, one) = (softmax[1...features], softmax[features + 1...2 * features])
    let ofOne = Array(one) + [softmax[2 * features + 2]]
    let ofZero = (Array(zero) + [softmax[2 * features + 1]]).map { -$0 }
    #expect(largestDifference(ofOne, Array(flat[1...])) < 1e-13)
    #expect(largestDifference(ofZero, Array(flat[1...])) < 1e-13)
  }
}
