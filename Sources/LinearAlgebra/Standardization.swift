/// The shift and the factor that give every feature mean 0 and variance 1: (x − mean)·factor.
///
/// X itself is never changed: whoever computes with standardized features moves both into the
/// weights and the intercept.
public struct Standardization: Equatable, Sendable {
  /// Of the features' values, one a feature.
  public let means: [Double]
  /// 1 / standard deviation, one a feature; 0 for a constant feature, which so takes no part.
  public let factors: [Double]

  /// A deviation below this share of the mean is what rounding leaves of a constant.
  private static let leastDeviation = 1e-6

  /// Over the examples of `data`, the same bits for any number of threads and processes.
  /// - Parameter weights: what each example counts; empty when all count one.
  public init<Features: FeatureStorage & ~Copyable>(
    _ data: Dataset<Features>, weights: [Double] = [], threads: Int
  ) {
    precondition(
      weights.isEmpty || weights.count == data.examples,
      "\(weights.count) weights for \(data.examples) examples")
    typealias Scalar = Features.Scalar
    let total =
      weights.isEmpty ? Double(data.partition.examples) : data.partition.sum(of: weights)
    let means = Self.sums(over: data, weights, threads: threads).map { $0 / total }
    var centre = [Scalar](repeating: 0, count: means.count)
    var span = centre.mutableSpan
    Scalar.narrow(means.span, times: 1, into: &span)
    let squares = Self.sums(over: data, weights, squaredFrom: centre, threads: threads)
    self.means = means
    factors = zip(means, squares).map { mean, square in
      let deviation = (square / total).squareRoot()
      return deviation > Self.leastDeviation * abs(mean) ? 1 / deviation : 0
    }
  }

  /// Σ c·x over the examples, one a feature, or Σ c·(x − centre)² where there is a centre.
  private static func sums<Features: FeatureStorage & ~Copyable>(
    over data: Dataset<Features>, _ weights: [Double],
    squaredFrom centre: [Features.Scalar] = [], threads: Int
  ) -> [Double] {
    let features = data.features.features
    return data.partition.sum(features, threads: threads) { range, sum in
      var gathered = [Features.Scalar](repeating: 0, count: features * block)
      for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
        let some = start..<min(start + block, range.upperBound)
        add(data.features, some, weights.isEmpty ? nil : weights[some], centre, &gathered, to: &sum)
      }
    }
  }

  /// Examples taken at a time.
  private static let block = 256

  private static func add<Features: FeatureStorage & ~Copyable>(
    _ inputs: borrowing Features, _ examples: Range<Int>, _ weights: ArraySlice<Double>?,
    _ centre: [Features.Scalar], _ gathered: inout [Features.Scalar],
    to total: inout MutableSpan<Double>
  ) {
    typealias Scalar = Features.Scalar
    let features = inputs.features
    let scales = [Scalar](repeating: Scalar(inputs.scale), count: examples.count)
    let count = features * examples.count
    if gathered.count > count { gathered.removeLast(gathered.count - count) }
    var values = gathered.mutableSpan
    inputs.gather(ArraySlice(examples), times: scales.span, into: &values)
    let ones = [Scalar](repeating: 1, count: centre.count)
    for (position, example) in examples.enumerated() {
      let first = position * features
      let weight = weights?[example] ?? 1
      if centre.isEmpty {
        Scalar.add(values.span.extracting(first..<first + features), times: weight, to: &total)
      } else {
        Scalar.shift(&values, at: first, by: centre.span, times: 1, scales: ones.span)
        Scalar.addSquares(
          values.span.extracting(first..<first + features), times: weight, to: &total)
      }
    }
  }
}
