@testable import SigmoidExamples
import Testing

@Suite struct ChunkPlanTests {
  @Test func chunksOfFewElementsAreLarge() {
    let dense = ChunkPlan(examples: 60_000, exampleBytes: 784, gradientBytes: 784 * 4)
    #expect(dense.chunks == 64 && dense.tile == 96)
    let words = ChunkPlan(examples: 20_000, exampleBytes: 400, gradientBytes: 4_000_000)
    #expect(words.chunks == 2 && words.tile == 96)
    let none = ChunkPlan(examples: 20_000, exampleBytes: 0, gradientBytes: 4_000_000)
    #expect(none.chunks == 1 && none.tile == 96)
  }

  @Test func manyExamplesHaveMoreChunks() {
    let many = ChunkPlan(examples: 10_000_000, exampleBytes: 784, gradientBytes: 784 * 4)
    #expect(many.chunks == 10_000_000 / 65_536)
    // Unless their gradients would take too much.
    let wide = ChunkPlan(examples: 10_000_000, exampleBytes: 784, gradientBytes: 1 << 20)
    #expect(wide.chunks == 64)
    let most = ChunkPlan(examples: 1 << 40, exampleBytes: 784, gradientBytes: 784 * 4)
    #expect(most.chunks == 4096)
  }

  @Test func noChunkIsOfTwoFiles() {
    let files = [1000, 30_000, 1, 29_000]
    let plan = ChunkPlan(files: files, exampleBytes: 784, gradientBytes: 784 * 4)
    var first = 0
    for count in files {
      #expect(plan.bounds.contains(first))
      first += count
    }
    #expect(plan.examples == first && plan.bounds == plan.bounds.sorted())
    // Of files that are as large, the chunks are those of one file.
    let one = ChunkPlan(examples: 60_000, exampleBytes: 784, gradientBytes: 784 * 4)
    #expect(
      ChunkPlan(files: [15_000, 15_000, 15_000, 15_000], exampleBytes: 784, gradientBytes: 784 * 4)
        == one)
  }

  @Test(arguments: [1, 2, 3, 4, 7, 64])
  func partsFollowOneAnother(ranks: Int) {
    let chunks = 3..<67
    let shares = (0..<ranks).map { chunks.part($0, of: ranks) }
    #expect(shares[0].lowerBound == 3)
    #expect(shares[ranks - 1].upperBound == 67)
    for (share, next) in zip(shares, shares.dropFirst()) {
      #expect(share.upperBound == next.lowerBound)
    }
    let sizes = shares.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }
}
