import SigmoidLinear

/// A loss of a kind that is known at run time: one call more a tile.
struct AnyScoreLoss<Scalar: PassScalar>: ScoreLoss {
  private let base: any ScoreLoss<Scalar>

  init(_ base: any ScoreLoss<Scalar>) { self.base = base }

  var classes: Int { base.classes }
  var examples: Int { base.examples }
  var totalWeight: Double { base.totalWeight }
  var isRelative: Bool { base.isRelative }

  func replaceScoresByResiduals(
    _ scores: inout MutableSpan<Scalar>, examples: Range<Int>, intercepts: Span<Scalar>,
    residualSums: inout MutableSpan<Double>
  ) -> Double {
    base.replaceScoresByResiduals(
      &scores, examples: examples, intercepts: intercepts, residualSums: &residualSums)
  }
}

extension TrainingSet {
  /// The loss that the link asks for.
  func loss() -> AnyScoreLoss<Features.Scalar> {
    switch link {
    case .logistic: AnyScoreLoss(binaryLoss())
    case .softmax: AnyScoreLoss(softmaxLoss())
    case .oneVersusRest: AnyScoreLoss(oneVersusRestLoss())
    }
  }

  /// Scores (columns × examples) as probabilities of the columns' classes.
  func probabilities(ofScores scores: [Double]) -> [Double] {
    link == .softmax ? softmax(scores, classes: columns) : scores.map { logistic($0) }
  }

  /// Scores (columns × examples) as 1 − p of the columns' classes, without the cancellation where p is
  /// next to 1.
  func complements(ofScores scores: [Double], _ probabilities: [Double]) -> [Double] {
    guard link == .softmax else { return scores.map { logistic(-$0) } }
    var result = probabilities
    for first in stride(from: 0, to: result.count, by: columns) {
      for column in first..<first + columns {
        result[column] = 0
        for other in first..<first + columns where other != column {
          result[column] += probabilities[other]
        }
      }
    }
    return result
  }
}
