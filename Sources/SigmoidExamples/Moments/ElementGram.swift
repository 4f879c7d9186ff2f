import SigmoidLinear

extension Gram {
  /// Below this share of a feature's sum of squares its mean leaves too few of the digits.
  private static var leastShareLeft: Double { 1e-4 }

  /// The same as `weighted`, from the elements of examples most of whose features are 0: an example with k of
  /// them takes k²/2 operations, and not features²/2. Means are taken off the sums, not off the examples.
  /// - Returns: nil where a mean leaves too little of a feature's squares.
  static func ofElements<Features: FeatureStorage>(
    _ data: Dataset<Features>, _ curvatures: [Double], _ standardization: Standardization?,
    threads: Int
  ) -> Matrix<Double>? {
    var gram = sums(data, curvatures, threads: threads) {
      (range, _, square: inout MutableSpan<Double>, border) in
      square.update(repeating: 0)
      data.features.addSquares(
        of: range, times: curvatures.span.extracting(range), less: Span(), to: &square, &border)
    }
    let (features, scale) = (data.features.features, data.features.scale)
    let means = standardization?.means ?? [Double](repeating: 0, count: features)
    let factors = standardization?.factors ?? [Double](repeating: 1, count: features)
    let total = gram[features, features]
    let sums = (0..<features).map { gram[features, $0] * scale }
    let height = features + 1
    var isExact = true
    var elements = gram.mutableSpan
    for column in 0..<features {
      for row in column..<features {
        let place = column * height + row
        let square = elements[place] * scale * scale
        let centred =
          square - sums[row] * means[column] - means[row] * sums[column]
          + total * means[row] * means[column]
        if row == column, factors[row] != 0, centred < leastShareLeft * square { isExact = false }
        elements[place] = centred * factors[row] * factors[column]
      }
      elements[column * height + features] =
        (sums[column] - means[column] * total) * factors[column]
    }
    return isExact ? gram : nil
  }
}
