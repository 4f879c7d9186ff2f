import LinearAlgebra

/// What the chunks of a pass add up to, and the scratch of its workers.
///
/// Sendable though it hands out memory to write: a chunk is taken by one worker, a worker does
/// one chunk at a time, and their parts of the memory do not overlap.
final class ChunkSums<Scalar: BLASScalar>: @unchecked Sendable {
  private let chunks: Int
  private let weights: Int
  private let columns: Int
  private let tileScores: Int
  private let gradients: UnsafeMutablePointer<Scalar>  // chunks × gradientStride
  private let gradientStride: Int
  private let residualSums: UnsafeMutablePointer<Double>  // chunks × residualStride
  private let residualStride: Int
  private let losses: UnsafeMutablePointer<Double>  // chunks × lossStride
  private let scores: UnsafeMutablePointer<Scalar>  // workers × scoreStride
  private let scoreStride: Int

  init(chunks: Int, features: Int, columns: Int, tileScores: Int, workers: Int) {
    self.chunks = chunks
    weights = features * columns
    self.columns = columns
    self.tileScores = tileScores
    // Parts of different workers lie in different cache lines.
    gradientStride = Self.padded(weights)
    residualStride = Self.padded(columns)
    scoreStride = Self.padded(tileScores)
    gradients = Self.zeros(chunks * gradientStride)
    residualSums = Self.zeros(chunks * residualStride)
    losses = Self.zeros(chunks)
    scores = Self.zeros(workers * scoreStride)
  }

  deinit {
    gradients.deallocate()
    residualSums.deallocate()
    losses.deallocate()
    scores.deallocate()
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
    let gradient = UnsafeMutableBufferPointer(
      start: gradients + chunk * gradientStride, count: weights)
    gradient.update(repeating: 0)
    let residuals = UnsafeMutableBufferPointer(
      start: residualSums + chunk * residualStride, count: columns)
    residuals.update(repeating: 0)
    var gradientSpan = MutableSpan(_unsafeElements: gradient)
    var residualSpan = MutableSpan(_unsafeElements: residuals)
    losses[chunk] = body(
      &gradientSpan, &residualSpan,
      UnsafeMutableBufferPointer(start: scores + worker * scoreStride, count: tileScores))
  }

  /// Adds up the chunks, in their order, in double.
  /// - Parameters:
  ///   - gradient: weights, and at `intercepts` the intercepts; those of the columns are overwritten
  ///     by the sums times their factors.
  ///   - weightFactor: of the weights' part.
  ///   - factor: of the intercepts' part and of the loss.
  /// - Returns: the sum of the losses times `factor`.
  func total(
    gradient: inout [Double], interceptsAt intercepts: Int, weightFactor: Double, factor: Double
  ) -> Double {
    gradient.withUnsafeMutableBufferPointer { gradient in
      for start in stride(from: 0, to: weights, by: Self.block) {
        let count = min(Self.block, weights - start)
        var totals = MutableSpan(
          _unsafeElements: UnsafeMutableBufferPointer(rebasing: gradient[start..<start + count]))
        for index in 0..<count { totals[index] = 0 }
        for chunk in 0..<chunks {
          Scalar.add(
            Span(_unsafeStart: gradients + chunk * gradientStride + start, count: count),
            to: &totals)
        }
        for index in 0..<count { totals[index] *= weightFactor }
      }
    }
    var loss = 0.0
    for index in 0..<columns { gradient[intercepts + index] = 0 }
    for chunk in 0..<chunks {
      for index in 0..<columns {
        gradient[intercepts + index] += residualSums[chunk * residualStride + index]
      }
      loss += losses[chunk]
    }
    for index in 0..<columns { gradient[intercepts + index] *= factor }
    return loss * factor
  }

  /// Weights whose totals stay in the first-level cache while the chunks are added to them.
  private static var block: Int { 2048 }

  private static func zeros<Element: BinaryFloatingPoint>(
    _ count: Int
  ) -> UnsafeMutablePointer<Element> {
    let bytes = max(1, count) * MemoryLayout<Element>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    return memory.initializeMemory(as: Element.self, repeating: 0, count: max(1, count))
  }

  private static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
