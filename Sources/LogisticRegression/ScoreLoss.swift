import LinearAlgebra

/// A loss of scores: it sees Z and Y, never X.
public protocol ScoreLoss<Scalar>: Sendable {
  associatedtype Scalar: BLASScalar

  /// Scores an example has; 1 when binary.
  var classes: Int { get }
  var examples: Int { get }
  /// What the examples weigh together: their number, unless they are weighted.
  var totalWeight: Double { get }

  /// Turns the scores of some examples into residuals dL/dZ, in place.
  /// - Parameters:
  ///   - scores: WᵀX without the intercepts, classes × examples in the range; residuals after.
  ///   - intercepts: one a class, added here.
  ///   - residualSums: one a class; the sums of the residuals are added to it.
  /// - Returns: the sum of the losses, each times the weight of its example, as residuals are.
  func replaceScoresByResiduals(
    _ scores: inout MutableSpan<Scalar>, examples: Range<Int>, intercepts: Span<Scalar>,
    residualSums: inout MutableSpan<Double>
  ) -> Double
}
