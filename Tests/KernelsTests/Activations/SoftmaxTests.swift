@testable import SigmoidModel
@testable import SigmoidOptimization
import SigmoidKernels
import Foundation
import TestSupport
import Testing

/// Softmax with its loss, at every level that this CPU runs, against libm in double.
@Suite struct SoftmaxTests {
  /// Scores (z, 0): then softmax is a sigmoid, and the loss that of a binary model.
  @Test(arguments: Level.supported, [Int32(0), 1]) func twoClassesAreRightOverAllFloats(
    level: Level, label: Int32
  ) {
    let kernels = level.kernels
    var worst = (ulps: 0.0, at: Float(0))
    for input in Sample.floats {
      var (z, y): ([Float], Int32) = ([input, 0], label)
      var sums = [0.0, 0]
      let loss = kernels.softmax(&z, &y, nil, 2, 2, 1, [0, 0], &sums)
      let target = label == 0 ? 1 : 0
      let ulps = max(
        Exact.ulps(Float(loss), Exact.loss(Double(input), target: target)),
        Exact.ulps(z[0], Exact.residual(Double(input), target: target)),
        Exact.ulps(z[1], -Exact.residual(Double(input), target: target)))
      if ulps > worst.ulps { worst = (ulps, input) }
    }
    print("\(level.testDescription): softmax \(worst)")
    #expect(worst.ulps <= Tolerance.activationUlps, "at \(worst.at)")
  }

  /// Every number of classes to 33, some beyond the buffer of a group, and lengths around the
  /// group of 64 examples.
  @Test(arguments: Level.supported, [false, true]) func manyClassesAndLengths(
    level: Level, isWeighted: Bool
  ) {
    var random = RandomValues()
    for classes in 1...33 {
      for count in [0, 1, 2, 5, 17] + [63 + classes % 3] {
        check(level, classes, count, isWeighted, &random)
      }
    }
    for (classes, count) in [(10, 64), (10, 129), (32, 65), (100, 41), (2048, 3), (2049, 3)] {
      check(level, classes, count, isWeighted, &random)
    }
  }

  private func check(
    _ level: Level, _ classes: Int, _ count: Int, _ isWeighted: Bool,
    _ random: inout RandomValues
  ) {
    let given = (0..<classes * count).map { _ in Float(random.unit() * 20) }
    let intercepts = (0..<classes).map { _ in Float(random.unit()) }
    let scores = given.indices.map { given[$0] + intercepts[$0 % classes] }
    let labels = (0..<count).map { _ in Int32(random.int(in: 0..<classes)) }
    let side: GuardedMemory<Float>.Side = (classes + count) % 2 == 0 ? .front : .back
    let z = GuardedMemory(given, against: side)
    let b = GuardedMemory(intercepts, against: side)
    let r = GuardedMemory(
      [Double](repeating: 3, count: classes), against: side == .front ? .front : .back)
    let y = GuardedMemory(labels, against: side == .front ? .front : .back)
    let c = GuardedMemory((0..<count).map { _ in Float(random.unit() + 1.5) }, against: side)
    let weights: UnsafePointer<Float>? = isWeighted ? UnsafePointer(c.base) : nil
    let found = level.kernels.softmax(
      z.base, y.base, weights, classes, classes, count, b.base, r.base)
    #expect(z.isIntact && y.isIntact && c.isIntact && b.isIntact && r.isIntact)

    var (loss, size, wrong) = (0.0, 0.0, 0)
    for label in 0..<classes {
      // Added to what was there, in double.
      let sum = (0..<count).reduce(3.0) { $0 + Double(z.base[$1 * classes + label]) }
      if !(abs(r.base[label] - sum) <= 1e-13 * Double(count + 3) * 3) { wrong += 1 }
    }
    for example in 0..<count {
      let own = Int(labels[example])
      let weight = isWeighted ? Double(c.base[example]) : 1
      let all = scores[example * classes..<(example + 1) * classes].map(Double.init)
      let most = all.max() ?? 0
      let terms = all.map { exp($0 - most) }
      let sum = terms.reduce(0, +)
      let l = weight * (log(sum) + most - all[own])
      loss += l
      size += abs(l) + weight
      for label in 0..<classes {
        let others = label == own ? -(sum - terms[own]) : terms[label]
        let exact = weight * others / sum
        let error = abs(Double(z.base[example * classes + label]) - exact)
        let cancelled = label == own ? Tolerance.softmaxCancelled * weight : 0
        if !(error <= Tolerance.softmaxRelative * abs(exact) + cancelled) { wrong += 1 }
      }
    }
    #expect(
      abs(found - loss) <= Tolerance.softmaxLossSum * size, "\(classes) classes × \(count)")
    #expect(wrong == 0, "\(classes) classes × \(count)")

    let areSameAlone = (0..<count).allSatisfy { example in
      var alone = Array(given[example * classes..<(example + 1) * classes])
      var sums = [Double](repeating: 0, count: classes)
      _ = level.kernels.softmax(
        &alone, y.base + example, weights.map { $0 + example }, classes, classes, 1, b.base, &sums)
      return alone.indices.allSatisfy {
        alone[$0].bitPattern == z.base[example * classes + $0].bitPattern
      }
    }
    #expect(areSameAlone, "\(classes) classes × \(count)")
  }

  /// Without a column for the last class the others are as with one whose scores are 0.
  @Test(arguments: Level.supported, [false, true]) func lastClassMayHaveNoColumn(
    level: Level, isWeighted: Bool
  ) {
    var random = RandomValues()
    for (classes, count) in [(2, 1), (2, 65), (3, 7), (10, 1), (10, 129), (32, 64), (33, 70)] {
      let columns = classes - 1
      let given = (0..<columns * count).map { _ in Float(random.unit() * 20) }
      let intercepts = (0..<columns).map { _ in Float(random.unit()) }
      let labels = (0..<count).map { _ in Int32(random.int(in: 0..<classes)) }
      let c = (0..<count).map { _ in Float(random.unit() + 1.5) }
      var whole = (0..<classes * count).map {
        $0 % classes < columns ? given[$0 / classes * columns + $0 % classes] : 0
      }
      var wholeSums = [Double](repeating: 3, count: classes)
      let expected = c.withUnsafeBufferPointer { c in
        level.kernels.softmax(
          &whole, labels, isWeighted ? c.baseAddress : nil, classes, classes, count,
          intercepts + [0], &wholeSums)
      }
      let z = GuardedMemory(given, against: .back)
      let sums = GuardedMemory([Double](repeating: 3, count: columns), against: .back)
      let found = c.withUnsafeBufferPointer { c in
        level.kernels.softmax(
          z.base, labels, isWeighted ? c.baseAddress : nil, classes, columns, count, intercepts,
          sums.base)
      }
      #expect(z.isIntact && sums.isIntact)
      #expect(found == expected, "\(classes) classes × \(count)")
      let areSame = (0..<columns * count).allSatisfy {
        z.base[$0].bitPattern
          == whole[$0 / columns * classes + $0 % columns].bitPattern
      }
      #expect(areSame, "\(classes) classes × \(count)")
      #expect((0..<columns).allSatisfy { sums.base[$0] == wholeSums[$0] })
    }
  }

  @Test(arguments: Level.supported) func specialValues(level: Level) {
    func softmax(_ scores: [Float], _ label: Int32) -> (loss: Double, residuals: [Float]) {
      var (z, y) = (scores, label)
      var sums = scores.map { _ in 0.0 }
      let loss = level.kernels.softmax(
        &z, &y, nil, scores.count, scores.count, 1, scores.map { _ in 0 }, &sums)
      return (loss, z)
    }
    let right = softmax([.infinity, 0, -.infinity], 0)
    #expect(right.loss == 0 && right.residuals == [0, 0, 0])
    let wrong = softmax([.infinity, 0, -.infinity], 1)
    #expect(wrong.loss == .infinity && wrong.residuals == [1, -1, 0])
    let impossible = softmax([3, -.infinity], 1)
    #expect(impossible.loss == .infinity && impossible.residuals == [1, -1])
    let far = softmax([1000, -1000], 1)
    #expect(far.loss == 2000 && far.residuals == [1, -1])
    let none = softmax([1, .nan, 2], 1)
    #expect(none.loss.isNaN && none.residuals.allSatisfy(\.isNaN))
    let one = softmax([7], 0)
    #expect(one.loss == 0 && one.residuals == [0])
  }
}
