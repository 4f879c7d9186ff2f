import Foundation
import Testing

@testable import SigmoidOptimization

@Suite struct LineSearchTests {
  /// Runs a search along φ; the steps tried, and how it ended.
  private func steps(
    slope: Double, value: Double = 0, noise: Double = 0, _ along: (Double) -> (Double, Double)
  ) -> (steps: [Double], verdict: LineSearch.Verdict) {
    var search = LineSearch(value: value, slope: slope, noise: noise)
    var tried: [Double] = []
    while true {
      tried.append(search.step)
      let (value, slope) = along(search.step)
      let verdict = search.judge(value: value, slope: slope)
      guard verdict == .again else { return (tried, verdict) }
    }
  }

  /// ½c(a − least)², less its value at 0.
  private func parabola(_ curvature: Double, least: Double) -> (Double) -> (Double, Double) {
    { a in (curvature / 2 * a * (a - 2 * least), curvature * (a - least)) }
  }

  @Test func takesTheFullStepWhereItIsGood() {
    let (tried, verdict) = steps(slope: -1, parabola(1, least: 1))
    #expect(tried == [1] && verdict == .accepted)
  }

  @Test func goesOnWhereTheSlopeIsStillSteep() {
    // At 1 the slope is 0.98 of the first; the secant points at 50, and ten times is the most.
    let (tried, verdict) = steps(slope: -1, parabola(0.02, least: 50))
    #expect(tried == [1, 10] && verdict == .accepted)
  }

  @Test func comesBackByTheSecant() {
    // Of a parabola the secant of slopes finds the minimum at once.
    let (tried, verdict) = steps(slope: -4, parabola(16, least: 0.25))
    #expect(tried.count == 2 && verdict == .accepted)
    #expect(abs(tried[1] - 0.25) < 1e-15)
  }

  @Test func backsOffFromWhatIsNotFinite() {
    let (tried, verdict) = steps(slope: -1) { a in
      a > 0.05 ? (.nan, .nan) : (-a, -0.5)
    }
    #expect(tried.count == 3 && verdict == .accepted)
    #expect(abs(tried[1] - 0.1) < 1e-15 && abs(tried[2] - 0.01) < 1e-15)
  }

  @Test func trustsSlopesWhereValuesAreNoise() {
    // The value is rounded up by less than the noise; the slope says the step was good.
    let noisy = { (a: Double) in (1 + 5e-8, -1e-9 * (1 - a)) }
    let (tried, verdict) = steps(slope: -1e-9, value: 1, noise: 1e-7, noisy)
    #expect(tried == [1] && verdict == .accepted)
    // Without allowance for noise it is a rise, and no step is good.
    let exact = steps(slope: -1e-9, value: 1, noise: 0, noisy)
    #expect(exact.verdict == .exhausted && exact.steps.count <= 20)
    // A slope as steep upwards is no sign of a minimum: the step must shrink.
    let over = steps(slope: -1e-9, value: 1, noise: 1e-7) { a in (1 + 5e-8, 1e-9 * (4 * a - 1)) }
    #expect(over.steps.count == 2 && over.verdict == .accepted)
  }

  /// A loss that is gone after a thousandth of the step, and a penalty that rises from there: slopes
  /// alone would point far behind the minimum in every trial.
  @Test func findsANarrowValley() {
    let (tried, verdict) = steps(slope: -700) { a in
      let loss = exp(-1000 * a)
      return (0.7 * (loss - 1) + 192 * a * a, -700 * loss + 384 * a)
    }
    #expect(verdict == .accepted && tried.count < 12, "\(tried)")
  }

  @Test func givesUpOnAValueThatOnlyRises() {
    let (tried, verdict) = steps(slope: -1) { a in (a, 1) }
    #expect(verdict == .exhausted && tried.count == 20)
  }
}

@Suite struct CurvatureMemoryTests {
  private func point(_ parameters: [Double], gradient: [Double]) -> Point {
    var point = Point(parameters)
    point.gradient = gradient
    return point
  }

  @Test func meetsTheSecantEquation() {
    var memory = CurvatureMemory(capacity: 2)
    let origin = point([0, 0, 0], gradient: [0, 0, 0])
    memory.insert(from: origin, to: point([9, 9, 9], gradient: [1, 2, 3]))
    memory.insert(from: origin, to: point([1, 0, 1], gradient: [2, 1, 1]))
    memory.insert(from: origin, to: point([0, 1, 1], gradient: [1, 3, 2]))
    #expect(memory.count == 2)
    // H·y = s for the newest pair, whatever H₀.
    var vector = [1.0, 3, 2]
    memory.apply(to: &vector) { scale(&$0, by: 7) }
    for (one, other) in zip(vector, [0.0, 1, 1]) { #expect(abs(one - other) < 1e-14) }
  }

  @Test func leavesOutPairsOfNegativeCurvature() {
    var memory = CurvatureMemory(capacity: 3)
    let origin = point([0, 0], gradient: [0, 0])
    memory.insert(from: origin, to: point([1, 0], gradient: [-1, 0]))
    #expect(memory.isEmpty)
    memory.insert(from: origin, to: point([1, 0], gradient: [2, 0]))
    #expect(memory.count == 1 && memory.newestScale == 0.5)
    memory.insert(from: origin, to: point([0, 1], gradient: [0, 0]))
    #expect(memory.count == 1 && memory.newestScale == 0.5)
  }
}

@Suite struct VectorTests {
  @Test func sumsEveryElement() {
    for count in 0...20 {
      let a = (0..<count).map { Double($0 + 1) }
      let b = (0..<count).map { Double(2 * $0 - 3) }
      #expect(dot(a, b) == zip(a, b).reduce(0) { $0 + $1.0 * $1.1 })
      var y = b
      addScaled(-2, a, to: &y)
      #expect(y == zip(a, b).map { $1 - 2 * $0 })
      sum(a, 0.5, b, into: &y)
      #expect(y == zip(a, b).map { $0 + 0.5 * $1 })
    }
  }
}
