import Foundation
@testable import SigmoidLinear
@testable import SigmoidModel
import TestSupport
import Testing

/// The loss of several classes where scores are extreme, in both scalars.
@Suite struct SoftmaxLossTests {
  private func residuals<Scalar: PassScalar>(
    _ scores: [Scalar], _ label: Int32, weights: [Scalar] = []
  ) -> (loss: Double, residuals: [Scalar], sums: [Double]) {
    let loss = SoftmaxLoss<Scalar>(
      classes: scores.count, classOfExample: [label], weights: weights)
    var (z, sums) = (scores, [Double](repeating: 0, count: scores.count))
    let intercepts = [Scalar](repeating: 0, count: scores.count)
    var scoreSpan = z.mutableSpan
    var sumSpan = sums.mutableSpan
    let value = loss.replaceScoresByResiduals(
      &scoreSpan, examples: 0..<1, intercepts: intercepts.span, residualSums: &sumSpan)
    return (value, z, sums)
  }

  private func check<Scalar: PassScalar>(
    _ scores: [Scalar], _ label: Int32, loss: Double, residuals expected: [Scalar]
  ) {
    let found = residuals(scores, label)
    #expect(found.loss == loss, "\(Scalar.self): \(scores), class \(label)")
    #expect(found.residuals == expected, "\(Scalar.self): \(scores), class \(label)")
    #expect(found.sums == expected.map { Double($0) }, "\(Scalar.self)")
  }

  @Test func farScoresNeitherOverflowNorCancel() {
    func check<Scalar: PassScalar>(_: Scalar.Type) {
      self.check([1000, 0, -1000] as [Scalar], 0, loss: 0, residuals: [0, 0, 0])
      self.check([1000, 0, -1000] as [Scalar], 1, loss: 1000, residuals: [1, -1, 0])
      self.check([1000, 0, -1000] as [Scalar], 2, loss: 2000, residuals: [1, 0, -1])
      // Equal scores, however far: one half each.
      let equal = residuals([-1000, -1000] as [Scalar], 0)
      #expect(abs(equal.loss - 0.693147180559945) < 1e-7)
      #expect(equal.residuals == [-0.5, 0.5])
    }
    check(Float.self)
    check(Double.self)
  }

  /// What is nearly certain costs little, not nothing: as e^−z, to full precision.
  @Test func smallLossesDoNotCancel() {
    func check<Scalar: PassScalar>(_: Scalar.Type, z: Scalar) {
      let found = residuals([z, 0, 0], 0)
      let exact = 2 * exp(-Double(z))
      for number in [found.loss, -Double(found.residuals[0]), 2 * Double(found.residuals[1])] {
        #expect(abs(number / exact - 1) < 8 * Double(Scalar.ulpOfOne), "\(Scalar.self)")
      }
    }
    check(Float.self, z: 40)
    check(Double.self, z: 60)
  }

  /// As the binary loss has it: nothing where they are right, infinite where they are wrong, and
  /// residuals that are no NaN.
  @Test func infiniteScores() {
    func check<Scalar: PassScalar>(_: Scalar.Type) {
      let infinity = Scalar.infinity
      self.check([infinity, 0, -infinity], 0, loss: 0, residuals: [0, 0, 0])
      self.check([infinity, 0, -infinity], 1, loss: .infinity, residuals: [1, -1, 0])
      self.check([infinity, 0, -infinity], 2, loss: .infinity, residuals: [1, 0, -1])
      self.check([3, -infinity], 1, loss: .infinity, residuals: [1, -1])
      self.check([3, -infinity], 0, loss: 0, residuals: [0, 0])
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func notANumberStaysOne() {
    func check<Scalar: PassScalar>(_: Scalar.Type) {
      let found = residuals([1, .nan, 2] as [Scalar], 2)
      #expect(found.loss.isNaN && found.residuals.allSatisfy { $0.isNaN })
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func aWeightMultipliesLossAndResiduals() {
    let plain = residuals([0.5, -1, 2] as [Double], 1)
    let heavy = residuals([0.5, -1, 2] as [Double], 1, weights: [3])
    #expect(abs(heavy.loss - 3 * plain.loss) < 1e-14)
    #expect(largestDifference(heavy.residuals, plain.residuals.map { 3 * $0 }) < 1e-15)
  }
}
