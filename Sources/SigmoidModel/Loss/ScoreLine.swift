import SigmoidExamples
import SigmoidLinear

/// A mean loss on lines u + step·d: scores are linear, so that a value is a loop over scores and not over
/// X. Nothing is converted from one line to the next.
struct ScoreLine: Sendable {
  private let loss: AnyScoreLoss<Double>
  private let partition: Partition
  private let threads: Int
  /// Z at u, columns × examples.
  private var scores: [Double] = []
  /// Z at d.
  private var slopes: [Double] = []

  /// Scores that are made into residuals at a time: they stay in a cache.
  private static let block = 1 << 10

  /// - Parameter loss: of the examples of `partition`.
  init(_ loss: AnyScoreLoss<Double>, _ partition: Partition, threads: Int) {
    self.loss = loss
    self.partition = partition
    self.threads = threads
  }

  /// Begins another line.
  /// - Parameters:
  ///   - scores: Z at u.
  ///   - slopes: Z at d.
  mutating func begin(at scores: [Double], along slopes: [Double]) {
    self.scores = scores
    self.slopes = slopes
  }

  /// The mean loss at u + step·d, and its derivative by the step.
  func valueAndSlope(atStep step: Double) -> (value: Double, slope: Double) {
    let (loss, scores, slopes, columns) = (loss, scores, slopes, loss.classes)
    let none = [Double](repeating: 0, count: columns)
    let part = max(1, Self.block / columns)
    let sums = partition.sum(2, threads: threads) { range, sums in
      var residuals = [Double](repeating: 0, count: part * columns)
      var residualSums = none
      for start in stride(from: range.lowerBound, to: range.upperBound, by: part) {
        let examples = start..<min(start + part, range.upperBound)
        let (first, count) = (start * columns, examples.count * columns)
        let z = scores.span.extracting(first..<first + count)
        let t = slopes.span.extracting(first..<first + count)
        residuals.withPart(0..<count) { residuals in
          for index in z.indices {
            residuals[unchecked: index] = z[unchecked: index] + step * t[unchecked: index]
          }
          var unused = residualSums.mutableSpan
          sums[0] += loss.replaceScoresByResiduals(
            &residuals, examples: examples, intercepts: none.span, residualSums: &unused)
          var slope = 0.0
          for index in t.indices { slope += residuals[unchecked: index] * t[unchecked: index] }
          sums[1] += slope
        }
      }
    }
    return (sums[0] / loss.totalWeight, sums[1] / loss.totalWeight)
  }
}
