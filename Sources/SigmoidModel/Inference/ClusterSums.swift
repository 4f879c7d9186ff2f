import SigmoidExamples
import SigmoidLinear

/// Σ S Sᵀ·G/(G − 1) over G clusters of examples, S being the sum of c·s over one of them, and s the gradient
/// of an example's loss.
///
/// The examples of a cluster may lie in any processes: they are added chunk by chunk and in the chunks'
/// order, the same bits for any number of threads and processes.
struct ClusterSums<Features: FeatureStorage> {
  private let examples: TrainingSet<CentredFeatures<Features>>
  private let rows: [Int]
  private let columns, ones, threads: Int

  /// Numbers of sums that are there at a time.
  private static var mostNumbers: Int { 1 << 20 }
  /// Of a product that is made at a time.
  private static var width: Int { 64 }

  /// - Parameters:
  ///   - rows: features, and their number for the one behind them.
  ///   - columns: of residuals that are multiplied by the rows, each of which makes a part of s.
  ///   - ones: numbers of an example behind those, which stand in s as they are.
  init(
    _ examples: TrainingSet<CentredFeatures<Features>>, rows: [Int], columns: Int, ones: Int = 0,
    threads: Int = 1
  ) {
    self.examples = examples
    self.rows = rows
    self.columns = columns
    self.ones = ones
    self.threads = threads
  }

  /// All processes call it.
  /// - Parameters:
  ///   - residuals: (columns + ones) × examples.
  ///   - clusters: of each example that the fit was given here.
  ///   - estimated: coefficients, which have to be fewer than the clusters.
  /// - Throws: `InferenceError` for clusters of other examples, or too few.
  func squares(
    of residuals: [Double], _ clusters: Labels, estimated: Int
  ) throws -> Matrix<Double> {
    let members = try members(clusters)
    let communicator = examples.data.partition.communicator
    let parts = communicator.sum(members.map { chunked($0).count })
    let counting = parts.indices.filter { parts[$0] > 0 }
    guard counting.count > 1 else { throw InferenceError.oneCluster }
    guard counting.count > estimated else {
      throw InferenceError.fewClusters(counting.count, coefficients: estimated)
    }
    let order = rows.count * columns + ones
    var result = Matrix<Double>(rows: order, columns: order)
    let most = max(1, Self.mostNumbers / max(1, order))
    var rest = counting[...]
    while !rest.isEmpty {
      var (block, taken): ([[Int]], Int) = ([], 0)
      while let next = rest.first, block.isEmpty || taken + parts[next] <= most {
        block.append(members[next])
        taken += parts[next]
        rest.removeFirst()
      }
      // One thread: BLAS's bits may depend on their number.
      BLASThreads.scoped(1) { addSquares(of: sums(of: block, residuals, order), to: &result) }
    }
    return result.times(Double(counting.count) / Double(counting.count - 1))
  }

  /// The examples here of each cluster, ascending: those that count. A cluster has the same place in each
  /// process.
  private func members(_ clusters: Labels) throws -> [[Int]] {
    let (data, weights) = (examples.data, examples.weights)
    let own = examples.positions.map { clusters.selecting($0) } ?? clusters
    try data.partition.communicator.collectively {
      guard own.count == data.examples else {
        throw InferenceError.clusterCount(own.count, examples: data.examples)
      }
    }
    return own.shared(by: data.partition.communicator).members.map { some in
      some.filter { weights.isEmpty || weights[$0] > 0 }
    }
  }

  /// S of some clusters, order × clusters.
  private func sums(
    of block: [[Int]], _ residuals: [Double], _ order: Int
  ) -> Matrix<Double> {
    let own = parallelMap(block.count, threads: threads) { index in
      chunked(block[index]).flatMap { sum(of: $0, residuals, order) }
    }
    let communicator = examples.data.partition.communicator
    let counts = communicator.allGather(own.map { $0.count / max(1, order) })
    let numbers = communicator.allGather(own.flatMap { $0 })
    var result = Matrix<Double>(rows: order, columns: block.count)
    var target = result.mutableSpan
    // Processes hold chunks that follow one another.
    for (counts, numbers) in zip(counts, numbers) {
      var place = 0
      for (cluster, count) in counts.enumerated() {
        for _ in 0..<count {
          for row in 0..<order { target[cluster * order + row] += numbers[place + row] }
          place += order
        }
      }
    }
    return result
  }

  /// Σ c·s of some examples.
  private func sum(
    of some: ArraySlice<Int>, _ residuals: [Double], _ order: Int
  ) -> [Double] {
    let (products, width) = (rows.count * columns, columns + ones)
    var x = [Double](repeating: 1, count: examples.data.features.features + 1)
    var sums = [Double](repeating: 0, count: order)
    for example in some {
      if products > 0 { examples.write(example, of: examples.data.features, to: &x) }
      let weight = examples.weights.isEmpty ? 1 : examples.weights[example]
      for column in 0..<columns {
        let factor = residuals[example * width + column] * weight
        for (index, row) in rows.enumerated() {
          sums[column * rows.count + index] += factor * x[row]
        }
      }
      for index in 0..<ones {
        sums[products + index] += weight * residuals[example * width + columns + index]
      }
    }
    return sums
  }

  /// result += Σ S Sᵀ, some columns at a time.
  private func addSquares(of sums: Matrix<Double>, to result: inout Matrix<Double>) {
    let other = sums.transposed()
    let blocks = stride(from: 0, to: sums.rows, by: Self.width).map {
      $0..<min($0 + Self.width, sums.rows)
    }
    let products = parallelMap(blocks.count, threads: threads) { index in
      sums.product(with: other.selecting(Array(blocks[index])))
    }
    var target = result.mutableSpan
    var place = 0
    for product in products {
      let elements = product.span
      for index in elements.indices { target[place + index] += elements[index] }
      place += elements.count
    }
  }

  /// Examples, ascending, chunk by chunk: no part is empty.
  private func chunked(_ some: [Int]) -> [ArraySlice<Int>] {
    let partition = examples.data.partition
    var parts: [ArraySlice<Int>] = []
    var (start, chunk) = (0, partition.own.lowerBound)
    while start < some.count {
      while some[start] >= partition.local(chunk).upperBound { chunk += 1 }
      let end = partition.local(chunk).upperBound
      let next = some[start...].firstIndex { $0 >= end } ?? some.count
      parts.append(some[start..<next])
      start = next
    }
    return parts
  }
}
