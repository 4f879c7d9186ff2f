import SigmoidExamples
import SigmoidLinear

/// Σ S Sᵀ·G/(G − 1) over G clusters of examples, S being the sum of c·s over one of them, and s the gradient
/// of an example's loss.
struct ClusterSums<Features: FeatureStorage> {
  private let examples: TrainingSet<CentredFeatures<Features>>
  private let rows: [Int]
  private let columns, ones: Int

  /// - Parameters:
  ///   - rows: features, and their number for the one behind them.
  ///   - columns: of residuals that are multiplied by the rows, each of which makes a part of s.
  ///   - ones: numbers of an example behind those, which stand in s as they are.
  init(
    _ examples: TrainingSet<CentredFeatures<Features>>, rows: [Int], columns: Int, ones: Int = 0
  ) {
    self.examples = examples
    self.rows = rows
    self.columns = columns
    self.ones = ones
  }

  /// - Parameters:
  ///   - residuals: (columns + ones) × examples.
  ///   - clusters: of each example that the fit was given.
  func squares(of residuals: [Double], _ clusters: Labels) throws -> Matrix<Double> {
    guard examples.data.partition.communicator.ranks == 1 else {
      throw InferenceError.clustersInProcesses
    }
    let clusters = examples.positions.map { clusters.selecting($0) } ?? clusters
    guard clusters.count == examples.data.examples else {
      throw InferenceError.clusterCount(clusters.count, examples: examples.data.examples)
    }
    let weights = examples.weights
    let members = clusters.members
      .map { $0.filter { weights.isEmpty || weights[$0] > 0 } }.filter { !$0.isEmpty }
    guard members.count > 1 else { throw InferenceError.oneCluster }
    let (products, width) = (rows.count * columns, columns + ones)
    let count = products + ones
    var result = Matrix<Double>(rows: count, columns: count)
    var row = [Double](repeating: 1, count: examples.data.features.features + 1)
    for cluster in members {
      var sums = [Double](repeating: 0, count: count)
      for example in cluster {
        examples.write(example, of: examples.data.features, to: &row)
        let weight = weights.isEmpty ? 1 : weights[example]
        for column in 0..<columns {
          let factor = residuals[example * width + column] * weight
          for (index, feature) in rows.enumerated() {
            sums[column * rows.count + index] += factor * row[feature]
          }
        }
        for index in 0..<ones {
          sums[products + index] += weight * residuals[example * width + columns + index]
        }
      }
      for j in 0..<count {
        for i in 0..<count { result[i, j] += sums[i] * sums[j] }
      }
    }
    return result.times(Double(members.count) / Double(members.count - 1))
  }
}
