import SigmoidExamples
import SigmoidLinear

/// What solvers compute of examples besides the objective, in the terms of their parameters.
extension TrainingSet {
  typealias Scalar = Features.Scalar

  /// Z = WᵀX + b of the examples here, columns × examples.
  /// - Parameter parameters: weights (features × columns), then intercepts; of standardized
  ///   features where these are.
  func scores(at parameters: [Double], threads: Int) -> [Double] {
    let raw = standardization?.rawParameters(parameters, columns: columns) ?? parameters
    let weights = data.features.features * columns
    return data.scores(
      weights: Array(raw[..<weights]), intercepts: Array(raw[weights...]), threads: threads)
  }

  /// Σ h·x̃x̃ᵀ over all examples, see `Gram`; of standardized features where these are.
  func gram(curvatures: [Double], threads: Int) -> Matrix<Double> {
    Gram.weighted(
      data, curvatures: curvatures, standardization: standardizationOfFitted, threads: threads)
  }

  /// The same of a sample, in the storage's scalar.
  func sampledGram(curvatures: [Double], threads: Int) -> Matrix<Scalar> {
    Gram.sampled(
      data, curvatures: curvatures, standardization: standardizationOfFitted, threads: threads)
  }

  /// Σ number·x̃ over all examples for each column of numbers, as parameters are: the transpose of
  /// `scores`.
  /// - Parameter numbers: of the examples here, columns × examples.
  func products(with numbers: [Double], columns: Int, threads: Int) -> [Double] {
    let (data, partition) = (data, data.partition)
    let weights = data.features.features * columns
    var narrowed = [Scalar](repeating: 0, count: numbers.count)
    var span = narrowed.mutableSpan
    Scalar.narrow(numbers.span, times: 1, into: &span)
    let parts = ChunkBuffers<Scalar>(chunks: partition.own.count, count: weights)
    partition.forEachChunk(threads: threads) { [narrowed] chunk, _ in
      parts.with(chunk - partition.own.lowerBound) { sums in
        data.features.inPieces(partition.local(chunk)) { piece in
          data.features.accumulate(
            residuals: narrowed.span.extracting(
              piece.lowerBound * columns..<piece.upperBound * columns),
            classes: columns, columns: piece, into: &sums)
        }
      }
    }
    let totals = partition.sum(columns, threads: threads) { range, sums in
      for example in range {
        for column in 0..<columns { sums[column] += numbers[example * columns + column] }
      }
    }
    var result = [Double](repeating: 0, count: weights) + totals
    result.withPart(0..<weights) { partition.add(parts, to: &$0) }
    for index in 0..<weights { result[index] *= data.features.scale }
    standardization?.pullBack(&result, columns: columns)
    return result
  }

  /// Writes an example in the coordinates of the solvers.
  /// - Parameters:
  ///   - features: these or some of them.
  ///   - values: as many as there are features, and what is behind them is left as it is.
  func write(
    _ example: Int, of features: Features, to values: inout [Double]
  ) {
    let one = [1.0]
    values.withPart(0..<features.features) { some in
      features.gather([example], less: Span(), times: one.span, into: &some)
    }
    guard let standardization else {
      for feature in 0..<features.features { values[feature] *= features.scale }
      return
    }
    for feature in 0..<features.features {
      values[feature] =
        (values[feature] * features.scale - standardization.means[feature])
        * standardization.factors[feature]
    }
  }

  // MARK: losses

  func binaryLoss() -> BinaryLoss<Scalar> {
    BinaryLoss(
      targets: scalars(classOfExample.map(Double.init)), weights: scalars(weights),
      totalWeight: totalWeight)
  }

  func softmaxLoss() -> SoftmaxLoss<Scalar> {
    SoftmaxLoss(
      classes: classes.count, classOfExample: classOfExample, weights: scalars(weights),
      totalWeight: totalWeight)
  }

  func oneVersusRestLoss() -> OneVersusRestLoss<Scalar> {
    OneVersusRestLoss(
      classes: classes.count, classOfExample: classOfExample, weights: scalars(weights),
      totalWeight: totalWeight)
  }

  private func scalars(_ numbers: [Double]) -> [Scalar] {
    var result = [Scalar](repeating: 0, count: numbers.count)
    var span = result.mutableSpan
    Scalar.narrow(numbers.span, times: 1, into: &span)
    return result
  }
}
