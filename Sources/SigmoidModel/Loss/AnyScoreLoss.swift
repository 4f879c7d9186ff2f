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
    case .ordinal: preconditionFailure("classes in an order have an OrdinalLoss")
    }
  }

  /// Scores (columns × examples) as probabilities of the columns' classes.
  func probabilities(ofScores scores: [Double], threads: Int) -> [Double] {
    guard link == .softmax else { return logistics(scores, times: 1, threads: threads) }
    let columns = columns
    return parallelNumbers(data.examples, width: columns, threads: threads) { examples, result in
      let part = softmax(
        Array(scores[examples.lowerBound * columns..<examples.upperBound * columns]),
        classes: columns)
      for index in part.indices { result[index] = part[index] }
    }
  }

  /// Scores (columns × examples) as 1 − p of the columns' classes, without the cancellation where p is
  /// next to 1.
  func complements(
    ofScores scores: [Double], _ probabilities: [Double], threads: Int
  ) -> [Double] {
    guard link == .softmax else { return logistics(scores, times: -1, threads: threads) }
    let columns = columns
    return parallelNumbers(data.examples, width: columns, threads: threads) { examples, result in
      let first = examples.lowerBound * columns
      for start in stride(from: 0, to: result.count, by: columns) {
        for column in start..<start + columns {
          for other in start..<start + columns where other != column {
            result[column] += probabilities[first + other]
          }
        }
      }
    }
  }

  /// σ(sign·z).
  private func logistics(_ scores: [Double], times sign: Double, threads: Int) -> [Double] {
    let columns = columns
    return parallelNumbers(data.examples, width: columns, threads: threads) { examples, result in
      let some = scores.span.extracting(
        examples.lowerBound * columns..<examples.upperBound * columns)
      for index in some.indices { result[unchecked: index] = sign * some[unchecked: index] }
      Double.replaceByLogistic(&result)
    }
  }
}
