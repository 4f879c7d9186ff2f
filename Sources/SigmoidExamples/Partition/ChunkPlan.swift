/// How the examples of a data set are cut: into chunks, each with sums of its own, and within a
/// chunk into tiles that stay in the cache between the forward product and the accumulation.
///
/// The cut depends on the data alone, never on the number of threads or processes, so neither do
/// the bits of the sums.
package struct ChunkPlan: Equatable, Sendable {
  /// Chunk c holds the examples bounds[c] ..< bounds[c + 1].
  package let bounds: [Int]
  /// Examples in a tile.
  package let tile: Int

  package var chunks: Int { bounds.count - 1 }
  package var examples: Int { bounds[chunks] }

  /// Enough for 64 workers; each adds one gradient to the final sum.
  private static let minimumChunkCap = 64
  /// Beyond this many examples in a chunk there are more chunks, for more workers and for sums in
  /// float that stay short.
  private static let largestChunk = 65_536
  private static let mostChunks = 4096
  /// What the gradients of more than 64 chunks may take.
  private static let mostGradientBytes = 64 << 20
  /// Fewer examples than this are not worth a worker's wake-up.
  private static let smallestChunk = 256

  /// - Parameters:
  ///   - exampleBytes: what one example takes in memory, on average.
  ///   - gradientBytes: what the gradient of one class takes.
  package init(examples: Int, exampleBytes: Int, gradientBytes: Int) {
    self.init(files: [examples], exampleBytes: exampleBytes, gradientBytes: gradientBytes)
  }

  /// Of examples that lie in several files, one after the other: no chunk is of two files.
  /// - Parameter files: the examples in each.
  package init(files: [Int], exampleBytes: Int, gradientBytes: Int) {
    let examples = files.reduce(0, +)
    // A chunk whose examples took less than its gradient, as those of a few words out of a million
    // can, would take longer to clear and to add up than to read.
    let smallest = max(Self.smallestChunk, gradientBytes / max(1, exampleBytes))
    let wanted = min(
      examples / Self.largestChunk, Self.mostChunks,
      Self.mostGradientBytes / max(1, gradientBytes))
    let most = max(Self.minimumChunkCap, wanted)
    var bounds = [0]
    for count in files {
      let share = examples == 0 ? 0 : most * count / examples
      let chunks = max(1, min(share, count / smallest))
      let first = bounds[bounds.count - 1]
      bounds += (0..<chunks).map { (first..<first + count).part($0, of: chunks).upperBound }
    }
    self.init(
      bounds: bounds, tile: max(1, min(Self.mostInTile, Self.tileBytes / max(1, exampleBytes))))
  }

  private init(bounds: [Int], tile: Int) {
    self.bounds = bounds
    self.tile = tile
  }

  /// Less than half of a small second-level cache: while one tile is in it, the next comes.
  private static let tileBytes = 200 << 10
  private static let mostInTile = 96

  /// The examples of one chunk.
  package func chunk(_ index: Int) -> Range<Int> { bounds[index]..<bounds[index + 1] }

  /// The same chunks where only some of the examples are left.
  /// - Parameter counts: how many of each chunk.
  func keeping(_ counts: [Int]) -> ChunkPlan {
    var bounds = [0]
    for count in counts { bounds.append(bounds[bounds.count - 1] + count) }
    return ChunkPlan(bounds: bounds, tile: tile)
  }
}
