@testable import SigmoidMetrics
import TestSupport
import Testing

@Suite struct EstimateTests {
  private func isNear(_ a: IntervalEstimate, _ low: Double, _ high: Double) -> Bool {
    abs(a.low - low) < 1e-12 && abs(a.high - high) < 1e-12
  }

  /// SciPy 1.17's binomtest(...).proportion_ci(method="wilson").
  @Test func wilsonAgreesWithSciPy() {
    #expect(isNear(.share(8, of: 10), 0.4901624715366418, 0.9433178485456248))
    #expect(isNear(.share(9819, of: 10000), 0.979096017839914, 0.9843338845304279))
    #expect(isNear(.share(10, of: 10), 0.7224672001371109, 1))
    #expect(isNear(.share(0, of: 7), 0, 0.35433043506668743))
    #expect(IntervalEstimate.share(8, of: 10).value == 0.8)
  }

  @Test func everyShareLiesInItsInterval() {
    for count in 1...40 {
      for successes in 0...count {
        let share = IntervalEstimate.share(successes, of: count)
        #expect(0 <= share.low && share.low <= share.value)
        #expect(share.value <= share.high && share.high <= 1)
      }
    }
  }

  /// Nineteen in twenty such intervals hold the truth.
  @Test func intervalsOfAMeanHoldTheTruthNineteenTimesInTwenty() {
    var random = RandomValues()
    var held = 0
    for _ in 0..<400 {
      let values = (0..<50).map { _ in random.unit() }
      let mean = IntervalEstimate.mean(of: values, within: -1...1)
      #expect(mean.low <= mean.value && mean.value <= mean.high)
      if mean.low <= 0 && 0 <= mean.high { held += 1 }
    }
    // 380 ± 5 standard deviations of a binomial.
    #expect((358...400).contains(held), "\(held)")
  }

  @Test func theIntervalEndsWithTheRange() {
    #expect(IntervalEstimate.mean(of: [0, 0, 0, 1], within: 0...1).low == 0)
    #expect(
      IntervalEstimate.mean(of: [0.5], within: 0...1)
        == IntervalEstimate(value: 0.5, low: 0, high: 1))
    #expect(
      IntervalEstimate.mean(of: [2, 2], within: 0...9)
        == IntervalEstimate(value: 2, low: 2, high: 2))
  }
}
