import SigmoidExamples
import SigmoidLinear

/// The partial sums of the chunks of a pass, and the scratch buffers of its workers.
///
/// Sendable though it hands out memory to write: a chunk is taken by one worker, a worker does
/// one chunk at a time, and their parts of the memory do not overlap.
final class ChunkSums<Scalar: PassScalar>: Sendable {
  private let partition: Partition
  private let columns: Int
  private let gradients: ChunkBuffers<Scalar>  // features × columns
  private let others: ChunkBuffers<Double>  // the residuals' sums, one a column, and the loss
  private let scores: ChunkBuffers<Scalar>  // of a worker's tile
  private let totals: ChunkBuffers<Double>  // of the others, as one chunk

  init(_ partition: Partition, features: Int, columns: Int, tileScores: Int, workers: Int) {
    self.partition = partition
    self.columns = columns
    gradients = ChunkBuffers(chunks: partition.own.count, count: features * columns)
    others = ChunkBuffers(chunks: partition.own.count, count: columns + 1)
    scores = ChunkBuffers(chunks: workers, count: tileScores)
    totals = ChunkBuffers(chunks: 1, count: columns + 1)
  }

  /// Runs `body` on a chunk's sums, set to zero, and a worker's scratch; keeps the sum of the
  /// losses that it returns.
  /// - Parameter body: gradient (features × columns), sums of residuals (columns), room for the
  ///   scores of a tile (columns × tile).
  func withChunk(
    _ chunk: Int, worker: Int,
    _ body: (
      inout MutableSpan<Scalar>, inout MutableSpan<Double>, UnsafeMutableBufferPointer<Scalar>
    ) -> Double
  ) {
    let index = chunk - partition.own.lowerBound
    gradients.clear(index)
    others.clear(index)
    gradients.with(index) { gradient in
      others.with(index) { others in
        scores.with(worker) { scores in
          others.withUnsafeMutableBufferPointer { others in
            var residuals = MutableSpan(
              _unsafeElements: UnsafeMutableBufferPointer(rebasing: others[..<columns]))
            let loss = scores.withUnsafeMutableBufferPointer { body(&gradient, &residuals, $0) }
            others[columns] = loss
          }
        }
      }
    }
  }

  /// Adds up the chunks of all processes, in their order, in double.
  /// - Parameters:
  ///   - gradient: weights, and at `intercepts` the intercepts; those of the columns are overwritten
  ///     by the sums times their factors.
  ///   - weightFactor: of the weights' part.
  ///   - factor: of the intercepts' part and of the loss.
  /// - Returns: the sum of the losses times `factor`.
  package func total(
    gradient: inout [Double], interceptsAt intercepts: Int, weightFactor: Double, factor: Double
  ) -> Double {
    let weights = gradients.count
    gradient.withUnsafeMutableBufferPointer { gradient in
      var totals = MutableSpan(
        _unsafeElements: UnsafeMutableBufferPointer(rebasing: gradient[..<weights]))
      for index in totals.indices { totals[index] = 0 }
      partition.add(gradients, to: &totals)
      for index in totals.indices { totals[index] *= weightFactor }
    }
    totals.clear(0)
    return totals.with(0) { sums in
      partition.add(others, to: &sums)
      for index in 0..<columns { gradient[intercepts + index] = sums[index] * factor }
      return sums[columns] * factor
    }
  }
}
