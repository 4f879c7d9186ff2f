import SigmoidExamples
import SigmoidLinear

/// Whether classes in an order are separated, so that without a penalty there is no optimum.
///
/// The loss falls for ever along the same directions as that of a binary question of twice as many examples
/// at most: for each example of class k, whether it lies below the threshold above k, which it does, and below
/// the one under k, which it does not. Their features are −x and an indicator of the threshold.
enum OrdinalSeparation {
  /// Of numbers that are written out for it.
  private static var mostNumbers: Int { 1 << 24 }

  /// - Returns: nil where there is none, or where that is not known.
  static func find<Features: FeatureStorage>(
    _ examples: TrainingSet<Features>, takesPart: [Bool], threads: Int
  ) throws -> Separation? {
    let (features, thresholds) = (
      takesPart.indices.filter { takesPart[$0] }, examples.classes.count - 1
    )
    let width = features.count + thresholds
    guard examples.data.partition.communicator.ranks == 1,
      2 * examples.data.examples * width <= mostNumbers
    else { return nil }
    var (numbers, below): ([Double], [Int]) = ([], [])
    var values = [Double](repeating: 0, count: takesPart.count)
    let one = [1.0]
    for example in 0..<examples.data.examples where examples.relativeWeights[example] > 0 {
      values.withPart(0..<values.count) { some in
        examples.data.features.gather([example], less: Span(), times: one.span, into: &some)
      }
      let label = Int(examples.classOfExample[example])
      for threshold in [label - 1, label] where (0..<thresholds).contains(threshold) {
        numbers += features.map { -values[$0] }
        numbers += (0..<thresholds).map { $0 == threshold ? 1 : 0 }
        below.append(threshold == label ? 1 : 0)
      }
    }
    let data = Dataset(
      features: Matrix<Double>(rows: width, columns: below.count, elements: numbers),
      labels: Labels(below))
    let fit = try LogisticTrainer(
      LogisticRegression(fitsIntercept: false), RunOptions(threads: threads)
    ).fit(data, BinaryTask(positive: [1]))
    return fit.summary.separation.map { found in
      Separation(
        kind: found.kind,
        features: found.features.filter { $0 < features.count }.map { features[$0] })
    }
  }
}
