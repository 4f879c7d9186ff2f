/// What a fit learnt of the curvature of its objective. Another fit of the same features and classes, on
/// other examples or with another penalty, begins with it and saves finding it out again.
///
/// It shapes the steps alone: where they end is proved as always.
public struct FitCurvature: Sendable {
  /// `[Factor<Scalar>]`: one, shared by all columns, or one a column.
  private let factors: any Sendable
  private let features: Int

  init<Scalar>(_ factors: [Factor<Scalar>], features: Int) {
    self.factors = factors
    self.features = features
  }

  /// The factors, if they are of such parameters and in that precision.
  func factors<Scalar>(features: Int, columns: Int) -> [Factor<Scalar>]? {
    guard features == self.features, let factors = factors as? [Factor<Scalar>],
      [1, columns].contains(factors.count)
    else { return nil }
    return factors
  }
}
