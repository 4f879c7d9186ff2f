import SigmoidLinear

/// A loss of scores: it sees Z and Y, never X.
public protocol ScoreLoss<Scalar>: Sendable {
  /// What scores and residuals are computed in.
  associatedtype Scalar: PassScalar

  /// Scores an example has; 1 when binary.
  var classes: Int { get }
  /// Those that are here: columns of the scores.
  var examples: Int { get }
  /// What the examples weigh together: their number, unless they are weighted.
  var totalWeight: Double { get }

  /// Whether only differences of an example's scores count. Then those to the last class's are
  /// enough, and the residuals of all classes, whose sum is 0, follow from theirs: a pass needs one
  /// column less.
  var isRelative: Bool { get }

  /// Turns the scores of some examples into residuals dL/dZ, in place.
  /// - Parameters:
  ///   - scores: WᵀX without the intercepts, columns × examples in the range; residuals after.
  ///     Columns are the classes; of a relative loss they may be all classes but the last.
  ///   - intercepts: one a column, added here.
  ///   - residualSums: one a column; the sums of the residuals are added to it.
  /// - Returns: the sum of the losses, each times the weight of its example, as residuals are.
  func replaceScoresByResiduals(
    _ scores: inout MutableSpan<Scalar>, examples: Range<Int>, intercepts: Span<Scalar>,
    residualSums: inout MutableSpan<Double>
  ) -> Double
}

extension ScoreLoss {
  public var isRelative: Bool { false }

  /// The columns of scores that a pass needs.
  var columns: Int { isRelative ? classes - 1 : classes }
}
