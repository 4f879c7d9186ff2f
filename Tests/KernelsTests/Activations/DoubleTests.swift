import SigmoidKernels
import Foundation
import TestSupport
import Testing

#if arch(x86_64)
  /// Digits beyond those of a double.
  private typealias Wide = Float80
#else
  private typealias Wide = Double
#endif

/// The kernels in double, at every level that this CPU runs, against libm in more digits.
@Suite struct DoubleTests {
  /// Scores of every size that tells: next to 0, usual, and where e^−|z| is subnormal or 0.
  private static func scores(_ random: inout RandomValues) -> [Double] {
    (0..<100_000).map { index in
      switch index % 3 {
      case 0: random.unit() * exp2(Double(random.int(in: -60..<10)))
      case 1: random.unit() * 40
      default: random.unit() * 760
      }
    } + [0, -0.0, 1e-300, -1e-300, 708, -708.5, 745, -745.2, 1e308, -1e308]
  }

  private static func ulps(_ found: Double, _ exact: Wide) -> Double {
    let unit = max(Double(exact).ulp, .leastNonzeroMagnitude)
    return Double(abs(Wide(found) - exact) / Wide(unit))
  }

  private static func against(_ score: Double, _ target: Double) -> Wide {
    Wide(target == 1 ? -score : score)
  }

  private static func loss(_ score: Double, target: Double) -> Wide {
    let z = against(score, target)
    return max(z, 0) + log1p(exp(-abs(z)))
  }

  private static func residual(_ score: Double, target: Double) -> Wide {
    let z = against(score, target)
    let e = exp(-abs(z))
    return (target == 1 ? -1 : 1) * (z >= 0 ? 1 : e) / (1 + e)
  }

  @Test(arguments: Level.supported, [0.0, 1]) func scoresOfEverySize(level: Level, target: Double) {
    var random = RandomValues()
    var worst = (loss: 0.0, residual: 0.0, sigmoid: 0.0)
    for score in Self.scores(&random) {
      var (z, y, a) = (score, target, -1.0)
      let sums = level.kernels.logistic_double(&z, &y, nil, 1, 0)
      worst.loss = max(worst.loss, Self.ulps(sums.loss, Self.loss(score, target: target)))
      worst.residual = max(worst.residual, Self.ulps(z, Self.residual(score, target: target)))
      level.kernels.sigmoid_double([score], &a, 1)
      worst.sigmoid = max(worst.sigmoid, Self.ulps(a, Self.residual(score, target: 0)))
      #expect(sums.residual == z)
    }
    print("\(level.testDescription), target \(target): \(worst) ulps")
    #expect(max(worst.loss, worst.residual, worst.sigmoid) <= Tolerance.doubleActivationUlps)
  }

  @Test(arguments: Level.supported) func specialValues(level: Level) {
    let z = [Double.infinity, -.infinity, .nan, 0, -0.0, -740, 800]
    var a = [Double](repeating: -1, count: z.count)
    level.kernels.sigmoid_double(z, &a, z.count)
    #expect(a[0] == 1 && a[1] == 0 && a[2].isNaN && a[3] == 0.5 && a[4] == 0.5)
    #expect(a[5] > 0 && a[5] < .leastNormalMagnitude && a[6] == 1)
    for (score, target, loss, residual) in [
      (Double.infinity, 1.0, 0.0, 0.0), (.infinity, 0, .infinity, 1), (-.infinity, 0, 0, 0),
      (-.infinity, 1, .infinity, -1),
    ] {
      var (z, y) = (score, target)
      let sums = level.kernels.logistic_double(&z, &y, nil, 1, 0)
      #expect(sums.loss == loss && z == residual, "\(score), target \(target)")
    }
  }

  /// In place, of every length around the vectors and the groups; guard pages on both sides; the sums; and
  /// an example's bits, which do not depend on its neighbours.
  @Test(arguments: Level.supported, [false, true]) func everyLength(level: Level, isWeighted: Bool)
  {
    var random = RandomValues()
    let intercept = random.unit()
    for count in Array(0...70) + [127, 128, 129, 300] {
      for side in GuardedMemory<Double>.Side.allCases {
        let scores = (0..<count).map { _ in random.unit() * 30 }
        let z = GuardedMemory(scores, against: side)
        let y = GuardedMemory((0..<count).map { _ in Double(random.int(in: 0..<2)) }, against: side)
        let c = GuardedMemory((0..<count).map { _ in random.unit() + 1.5 }, against: side)
        let weights: UnsafePointer<Double>? = isWeighted ? UnsafePointer(c.base) : nil
        let sums = level.kernels.logistic_double(z.base, y.base, weights, count, intercept)
        var (loss, residual, wrong) = (Wide(0), Wide(0), 0)
        for index in 0..<count {
          let (t, weight) = (scores[index] + intercept, isWeighted ? c.base[index] : 1)
          loss += Wide(weight) * Self.loss(t, target: y.base[index])
          let own = Wide(weight) * Self.residual(t, target: y.base[index])
          residual += own
          if Self.ulps(z.base[index], own) > Tolerance.doubleActivationUlps + 0.5 { wrong += 1 }
          var alone = scores[index]
          _ = level.kernels.logistic_double(
            &alone, y.base + index, weights.map { $0 + index }, 1, intercept)
          if alone.bitPattern != z.base[index].bitPattern { wrong += 1 }
        }
        let bound = Tolerance.doubleActivationUlps * Double.ulpOfOne * Double(count) * 30
        #expect(wrong == 0, "length \(count)")
        #expect(abs(sums.loss - Double(loss)) <= bound, "length \(count)")
        #expect(abs(sums.residual - Double(residual)) <= bound, "length \(count)")
        #expect(z.isIntact && y.isIntact && c.isIntact)
      }
    }
  }

  @Test(arguments: Level.supported, [false, true]) func softmaxOfManyClasses(
    level: Level, isWeighted: Bool
  ) {
    var random = RandomValues()
    for (classes, count) in [(1, 5), (2, 1), (2, 130), (3, 64), (10, 65), (33, 70), (2049, 2)] {
      let given = (0..<classes * count).map { _ in random.unit() * 30 }
      let intercepts = (0..<classes).map { _ in random.unit() }
      let labels = (0..<count).map { _ in Int32(random.int(in: 0..<classes)) }
      let z = GuardedMemory(given, against: .back)
      let sums = GuardedMemory([Double](repeating: 3, count: classes), against: .back)
      let c = GuardedMemory((0..<count).map { _ in random.unit() + 1.5 }, against: .back)
      let found = level.kernels.softmax_double(
        z.base, labels, isWeighted ? UnsafePointer(c.base) : nil, classes, classes, count,
        intercepts, sums.base)
      #expect(z.isIntact && sums.isIntact && c.isIntact)
      var (loss, wrong) = (Wide(0), 0)
      for example in 0..<count {
        let weight = Wide(isWeighted ? c.base[example] : 1)
        let scores = (0..<classes).map { Wide(given[example * classes + $0] + intercepts[$0]) }
        let own = Int(labels[example])
        let most = scores.max() ?? 0
        let terms = scores.map { exp($0 - most) }
        let total = terms.reduce(0, +)
        loss += weight * (log(total) + most - scores[own])
        for column in 0..<classes {
          let exact = weight * (terms[column] / total - (column == own ? 1 : 0))
          let error = abs(Wide(z.base[example * classes + column]) - exact)
          if error > Wide(1e-14) * abs(exact) + Wide(column == own ? 1e-15 : 0) * weight {
            wrong += 1
          }
        }
      }
      #expect(wrong == 0, "\(classes) classes × \(count)")
      #expect(abs(found - Double(loss)) <= 1e-13 * Double(count) * 30, "\(classes) × \(count)")
      for column in 0..<classes {
        let sum = (0..<count).reduce(3.0) { $0 + z.base[$1 * classes + column] }
        #expect(abs(sums.base[column] - sum) <= 1e-13 * Double(count + 3))
      }
    }
  }
}
