@testable import SigmoidOptimization
@testable import SigmoidMetrics
import TestSupport
import Testing

@Suite struct CalibrationTests {
  @Test func aBinHasItsUpperEdge() {
    let calibration = Calibration(
      confidences: [0, 1.0 / 15, 0.0667, 1, 0.95], isRight: [true, false, true, true, false])
    let counts = calibration.bins.map(\.count)
    #expect(counts[0] == 2 && counts[1] == 1 && counts[14] == 2 && counts.reduce(0, +) == 5)
    #expect(calibration.bins[14].confidence == 0.975)
    #expect(calibration.bins[14].share == .share(1, of: 2))
    #expect(calibration.bins[7].confidence == nil && calibration.bins[7].share == nil)
  }

  @Test func errorIsTheMeanGapOfTheBins() {
    var random = RandomValues()
    for _ in 0..<12 {
      let count = random.int(in: 1..<80)
      let confidences = (0..<count).map { _ in abs(random.unit()) }
      let isRight = (0..<count).map { _ in random.unit() > 0 }
      var sum = 0.0
      for bin in 0..<15 {
        let own = confidences.indices.filter {
          let place = confidences[$0] * 15
          return place > Double(bin) && place <= Double(bin + 1)
        }
        let confidence = own.reduce(0) { $0 + confidences[$1] } / Double(max(own.count, 1))
        let share = Double(own.count { isRight[$0] }) / Double(max(own.count, 1))
        sum += Double(own.count) / Double(count) * abs(confidence - share)
      }
      let calibration = Calibration(confidences: confidences, isRight: isRight, seed: 3)
      #expect(abs(calibration.error.value - sum) < 1e-12)
      #expect(calibration == Calibration(confidences: confidences, isRight: isRight, seed: 3))
    }
  }

  /// All in one bin and far from it: then the error is a mean, whose standard error is known.
  @Test func bootstrapAgreesWithTheVarianceOfAMean() {
    let isRight = (0..<200).map { $0 % 2 == 0 }
    let calibration = Calibration(
      confidences: [Double](repeating: 0.99, count: 200), isRight: isRight)
    let known = (0.25 / 200).squareRoot()
    let found = (calibration.error.high - calibration.error.value) / IntervalEstimate.normalQuantile
    // 1000 resamples know a standard error to 2.2 %; four times that.
    #expect(abs(found / known - 1) < 0.09, "\(found) \(known)")
  }
}
