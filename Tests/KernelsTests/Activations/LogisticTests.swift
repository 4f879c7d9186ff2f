import SigmoidKernels
import SigmoidLinear
import TestSupport
import Testing

/// Sigmoid and logistic, at every level that this CPU runs, against libm in double.
@Suite struct LogisticTests {
  @Test(arguments: Level.supported) func sigmoidIsRightOverAllFloats(level: Level) {
    let z = Sample.floats
    var a = [Float](repeating: .nan, count: z.count)
    level.kernels.sigmoid(z, &a, z.count)
    var worst = (ulps: 0.0, at: Float(0))
    for (input, output) in zip(z, a) {
      let ulps = Exact.ulps(output, Exact.sigmoid(Double(input)))
      if ulps > worst.ulps { worst = (ulps, input) }
    }
    print("\(level.testDescription): sigmoid \(worst.ulps) ulps at \(worst.at)")
    #expect(worst.ulps <= Tolerance.activationUlps, "at \(worst.at)")
  }

  @Test(arguments: Level.supported, [0, 1]) func logisticIsRightOverAllFloats(
    level: Level, target: Int
  ) {
    let kernels = level.kernels
    var loss = (ulps: 0.0, at: Float(0))
    var residual = (ulps: 0.0, at: Float(0))
    var y = Float(target)
    var isSumOfOne = true
    for input in Sample.floats {
      var z = input
      let sums = kernels.logistic(&z, &y, nil, 1, 0)
      let lossUlps = Exact.ulps(Float(sums.loss), Exact.loss(Double(input), target: target))
      if lossUlps > loss.ulps { loss = (lossUlps, input) }
      let residualUlps = Exact.ulps(z, Exact.residual(Double(input), target: target))
      if residualUlps > residual.ulps { residual = (residualUlps, input) }
      isSumOfOne = isSumOfOne && (sums.residual == Double(z) || z.isNaN && sums.residual.isNaN)
    }
    print("\(level.testDescription): loss \(loss), residual \(residual)")
    #expect(loss.ulps <= Tolerance.activationUlps, "at \(loss.at)")
    #expect(residual.ulps <= Tolerance.activationUlps, "at \(residual.at)")
    #expect(isSumOfOne)
  }

  @Test(arguments: Level.supported) func specialValues(level: Level) {
    let z: [Float] = [.infinity, -.infinity, .nan, 0, -0.0, -100, 104]
    var a = [Float](repeating: -1, count: z.count)
    level.kernels.sigmoid(z, &a, z.count)
    #expect(a[0] == 1 && a[1] == 0 && a[2].isNaN && a[3] == 0.5 && a[4] == 0.5)
    #expect(a[5] > 0 && a[5] < .leastNormalMagnitude && a[6] == 1)
    for (score, target, loss, residual) in [
      (Float.infinity, Float(1), 0.0, Float(0)), (.infinity, 0, .infinity, 1),
      (-.infinity, 0, 0, 0), (-.infinity, 1, .infinity, -1),
    ] {
      var (z, y) = (score, target)
      let sums = level.kernels.logistic(&z, &y, nil, 1, 0)
      #expect(sums.loss == loss && z == residual, "\(score), target \(target)")
    }
  }

  /// In place, of every length around the vectors and the groups of 64; guard pages on both sides;
  /// the sums; and an example's bits, which do not depend on its neighbours.
  @Test(arguments: Level.supported, [false, true]) func sumsOfEveryLength(
    level: Level, isWeighted: Bool
  ) {
    var random = RandomValues()
    let kernels = level.kernels
    let intercept = Float(random.unit())
    for count in Array(0...70) + [95, 127, 128, 129, 300] {
      for side in GuardedMemory<Float>.Side.allCases {
        let scores = (0..<count).map { _ in Float(random.unit() * 12) }
        let targets = (0..<count).map { _ in random.int(in: 0..<2) }
        let z = GuardedMemory(scores, against: side)
        let y = GuardedMemory(targets.map(Float.init), against: side)
        let c = GuardedMemory((0..<count).map { _ in Float(random.unit() + 1) }, against: side)
        var (loss, residual, size) = (0.0, 0.0, 0.0)
        for index in 0..<count {
          let t = Double(scores[index] + intercept)
          let weight = isWeighted ? Double(c.base[index]) : 1
          loss += weight * Exact.loss(t, target: targets[index])
          residual += weight * Exact.residual(t, target: targets[index])
          size += weight * abs(Exact.residual(t, target: targets[index]))
        }
        let weights: UnsafePointer<Float>? = isWeighted ? UnsafePointer(c.base) : nil
        let sums = kernels.logistic(z.base, y.base, weights, count, intercept)
        #expect(abs(sums.loss - loss) <= Tolerance.activationSum * loss, "length \(count)")
        #expect(abs(sums.residual - residual) <= Tolerance.activationSum * size, "length \(count)")
        #expect(z.isIntact && y.isIntact && c.isIntact)
        let areSameAlone = (0..<count).allSatisfy { index in
          var alone = scores[index]
          _ = kernels.logistic(&alone, y.base + index, weights.map { $0 + index }, 1, intercept)
          return alone.bitPattern == z.base[index].bitPattern
        }
        #expect(areSameAlone, "length \(count)")

        let again = GuardedMemory(scores, against: side)
        kernels.sigmoid(again.base, again.base, count)
        let isSigmoid = (0..<count).allSatisfy {
          Exact.ulps(again.base[$0], Exact.sigmoid(Double(scores[$0]))) <= Tolerance.activationUlps
        }
        #expect(isSigmoid && again.isIntact, "length \(count)")
      }
    }
  }

  @Test func aLevelThatDoesNotExistHasNoKernels() {
    #expect(activation_kernels_for(KERNEL_LEVEL_BASELINE) != nil)
    #expect(activation_kernels_for(kernel_level(7)) == nil)
    #expect(!kernel_level_runs(kernel_level(7)))
  }
}
