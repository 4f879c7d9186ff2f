@testable import SigmoidOptimization
@testable import SigmoidExamples
@testable import SigmoidLinear
@testable import SigmoidModel
import TestSupport
import Testing

/// A level of a category that examples of one class alone have, among levels that overlap: by whatever
/// coding, it is said; and with one example of the other class there is an optimum.
@Suite struct SeparatedLevelTests {
  /// How levels become features.
  enum Coding: CaseIterable {
    /// All but the level of one class, which is that of the intercept.
    case againstTheLevel
    /// All of them: the last, of one class, is one less the others.
    case allLevels
    /// All of them, without an intercept.
    case withoutIntercept
  }

  private static let levels = 12
  private static let count = 240

  private func matrix(_ codes: [Int], _ x: [Double], _ coding: Coding) -> Matrix<Double> {
    let own = coding == .againstTheLevel ? Self.levels - 1 : Self.levels
    var matrix = Matrix<Double>(rows: own + 1, columns: codes.count)
    for (example, code) in codes.enumerated() {
      if code < own { matrix[code, example] = 1 }
      matrix[own, example] = x[example]
    }
    return matrix
  }

  @Test(arguments: OptimalityTests.solvers, Coding.allCases)
  func itIsSaid(solver: Solver, coding: Coding) throws {
    var random = RandomValues(of: "\(solver.name), \(coding)")
    // The last level is the most frequent, so that the intercept is no small part of the direction.
    let codes = (0..<Self.count).map { $0 < 60 ? Self.levels - 1 : $0 % (Self.levels - 1) }
    let x: [Double] = random.array(Self.count)
    // Every other level has both classes, at x of both signs.
    var labels = (0..<Self.count).map { example in
      example < 60 ? 1 : (example / (Self.levels - 1)) % 2
    }
    var trainer = LogisticTrainer(solver: solver, l2: 0, threads: 2)
    trainer.fitsIntercept = coding != .withoutIntercept
    func fit(isSparse: Bool) throws -> FitSummary {
      func fit(_ features: some FeatureStorage) throws -> FitSummary {
        try trainer.fit(
          Dataset(features: features, labels: Labels(labels)),
          BinaryTask(positive: ["1"], versus: ["0"])
        ).summary
      }
      let matrix = matrix(codes, x, coding)
      return try isSparse ? fit(SparseMatrix(matrix)) : fit(matrix)
    }
    for isSparse in [false, true] {
      let separated = try fit(isSparse: isSparse)
      let separation = try #require(separated.separation)
      #expect(separated.termination == .separated && !separated.isConverged)
      #expect(separation.kind != .complete)
      switch coding {
      case .againstTheLevel: #expect(Set(separation.features) == Set(0..<Self.levels - 1))
      case .allLevels: #expect(!separation.features.contains(Self.levels))
      case .withoutIntercept: #expect(separation.features == [Self.levels - 1])
      }
    }
    labels[0] = 0
    for isSparse in [false, true] {
      let whole = try fit(isSparse: isSparse)
      #expect(whole.separation == nil && whole.isConverged)
    }
  }
}
