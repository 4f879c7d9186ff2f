/// How the examples of a pass are cut: into chunks that workers take one after the other, each
/// with sums of its own, and within a chunk into tiles that stay in the cache between the
/// forward product and the accumulation.
///
/// The cut depends on the data alone, never on the number of threads, so neither do the bits of
/// the sums.
struct ChunkPlan: Equatable {
  let examples: Int
  let chunks: Int
  /// Examples in a tile.
  let tile: Int

  /// Enough for 64 workers; each adds one gradient to the final sum.
  private static let mostChunks = 64
  /// Fewer examples than this are not worth a worker's wake-up.
  private static let smallestChunk = 256

  /// - Parameters:
  ///   - exampleBytes: what one example takes in memory, on average.
  ///   - gradientBytes: what the gradient of one class takes.
  init(examples: Int, exampleBytes: Int, gradientBytes: Int) {
    self.examples = examples
    // A chunk whose examples took less than its gradient, as those of a few words out of a million
    // can, would take longer to clear and to add up than to read.
    let smallest = max(Self.smallestChunk, gradientBytes / max(1, exampleBytes))
    chunks = max(1, min(Self.mostChunks, examples / smallest))
    tile = max(1, min(Self.mostInTile, Self.tileBytes / max(1, exampleBytes)))
  }

  /// Half of a small second-level cache, the other half being the gradient's and the scores'.
  private static let tileBytes = 256 << 10
  private static let mostInTile = 64

  /// The examples of one chunk.
  func chunk(_ index: Int) -> Range<Int> {
    examples * index / chunks..<examples * (index + 1) / chunks
  }
}
