import SigmoidSystem
import SigmoidLinear

extension Gram {
  /// The sum of `weighted` over a sample: examples that every process holds, few enough for all of them
  /// to be gathered at once, features × examples numbers. In the storage's scalar, for what need not be
  /// exact: no square of a chunk is kept, and none added in double.
  ///
  /// Columns of the result are made by blocks, the same bits for any number of threads.
  /// - Returns: the lower triangle, (features + 1)²; what is above it is not meant.
  package static func sampled<Features: FeatureStorage>(
    _ data: Dataset<Features>, curvatures: [Double], standardization: Standardization? = nil,
    threads: Int
  ) -> Matrix<Features.Scalar> {
    typealias Scalar = Features.Scalar
    require(
      data.examples == curvatures.count,
      "\(curvatures.count) curvatures for \(data.examples) examples")
    let features = data.features.features
    let sample = ScaledExamples(data, curvatures, standardization)
    let blocks = sampleBlocks(curvatures.count)
    let gathered = ChunkBuffers<Scalar>(
      chunks: blocks.count, count: features * (blocks.first?.count ?? 0))
    var result = Matrix<Scalar>(rows: features + 1, columns: features + 1)
    let columns = columnBlocks(features)
    BLASThreads.scoped(1) {
      forEach(in: blocks.indices, threads: threads) { block, _ in
        gathered.with(block) { sample.gather(blocks[block], into: &$0) }
      }
      var span = result.mutableSpan
      span.withUnsafeMutableBufferPointer { result in
        // Sound: each block of columns is written by one worker, and the last row by the one of its
        // block.
        nonisolated(unsafe) let result = result
        forEach(in: columns.indices, threads: threads) { index, _ in
          let some = columns[index]
          for block in blocks.indices {
            gathered.with(block) { a in
              add(
                a, features: features, examples: blocks[block].count, roots: sample.roots,
                from: blocks[block].lowerBound, columns: some, to: result)
            }
          }
        }
      }
    }
    result[features, features] = Scalar(curvatures.reduce(0, +))
    return result
  }

  /// Adds the products of some features with these and all that follow, and with the ones.
  private static func add<Scalar: PassScalar>(
    _ a: borrowing MutableSpan<Scalar>, features: Int, examples: Int, roots: [Scalar],
    from first: Int,
    columns: Range<Int>, to result: UnsafeMutableBufferPointer<Scalar>
  ) {
    let order = features + 1
    let rows = features - columns.lowerBound
    a.span.withUnsafeBufferPointer { a in
      roots.withUnsafeBufferPointer { roots in
        guard let a = a.baseAddress, let roots = roots.baseAddress, let c = result.baseAddress
        else { return }
        let part = a + columns.lowerBound
        Scalar.gemm(
          transposeA: false, transposeB: true, m: rows, n: columns.count, k: examples, alpha: 1,
          a: part, aStride: features, b: part, bStride: features, beta: 1,
          c: c + columns.lowerBound * (order + 1), cStride: order)
        Scalar.gemm(
          transposeA: false, transposeB: true, m: 1, n: columns.count, k: examples, alpha: 1,
          a: roots + first, aStride: 1, b: part, bStride: features, beta: 1,
          c: c + columns.lowerBound * order + features, cStride: order)
      }
    }
  }

  /// Examples at a time: as many as a product takes in its cache.
  private static func sampleBlocks(_ examples: Int) -> [Range<Int>] {
    stride(from: 0, to: examples, by: 384).map { $0..<min($0 + 384, examples) }
  }

  /// The first columns are the longest: they are begun first.
  private static func columnBlocks(_ features: Int) -> [Range<Int>] {
    stride(from: 0, to: features, by: 64).map { $0..<min($0 + 64, features) }
  }
}
