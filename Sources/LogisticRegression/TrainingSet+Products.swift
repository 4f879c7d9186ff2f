import LinearAlgebra

/// What solvers compute of examples besides the objective, in the terms of their parameters.
extension TrainingSet where Features: ~Copyable, Features.Scalar: LossScalar {
  typealias Scalar = Features.Scalar

  /// Z = WᵀX + b, columns × examples.
  /// - Parameter parameters: weights (features × columns), then intercepts; of standardized
  ///   features where these are.
  func scores(at parameters: [Double], threads: Int) -> [Double] {
    let raw = standardization?.rawParameters(parameters, columns: columns) ?? parameters
    let weights = data.features.features * columns
    return data.scores(
      weights: Array(raw[..<weights]), intercepts: Array(raw[weights...]), threads: threads)
  }

  /// Σ h·x̃x̃ᵀ over some examples, see `Gram`; of standardized features where these are.
  func gram(_ examples: [Int], curvatures: [Double], threads: Int) -> Matrix<Double> {
    Gram.weighted(
      data, examples: examples, curvatures: curvatures, standardization: standardization,
      threads: threads)
  }

  // MARK: losses of all examples, or of some in the order given

  func binaryLoss(of some: [Int]? = nil) -> BinaryLoss<Scalar> {
    BinaryLoss(targets: classes(of: some).map { Scalar($0) }, weights: weights(of: some))
  }

  func softmaxLoss(of some: [Int]? = nil) -> SoftmaxLoss<Scalar> {
    SoftmaxLoss(
      classes: classes.count, classOfExample: classes(of: some), weights: weights(of: some))
  }

  func oneVersusRestLoss(of some: [Int]? = nil) -> OneVersusRestLoss<Scalar> {
    OneVersusRestLoss(
      classes: classes.count, classOfExample: classes(of: some), weights: weights(of: some))
  }

  private func classes(of some: [Int]?) -> [Int32] {
    some?.map { classOfExample[$0] } ?? classOfExample
  }

  private func weights(of some: [Int]?) -> [Scalar] {
    if weights.isEmpty { return [] }
    let chosen = some?.map { weights[$0] } ?? weights
    var result = [Scalar](repeating: 0, count: chosen.count)
    var span = result.mutableSpan
    Scalar.narrow(chosen.span, times: 1, into: &span)
    return result
  }
}
