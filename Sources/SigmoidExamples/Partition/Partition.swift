import SigmoidSystem
import SigmoidLinear

/// Which of the examples of a data set are in this process, and how sums over all of them are made.
///
/// A process holds whole chunks, one after the other; a sole one holds them all. Sums are made chunk by
/// chunk and added in the order of the chunks, in double: the same bits for any number of threads and
/// of processes.
public struct Partition: Sendable {
  /// Of the examples of all processes.
  package let plan: ChunkPlan
  /// The chunks of each process, by rank.
  private let shares: [Range<Int>]
  /// The chunks that are in this process.
  package let own: Range<Int>
  /// How the other processes are reached.
  package let communicator: any Communicator

  /// - Parameter shares: the chunks of each process, one after the other; nil for as many each.
  package init(
    _ plan: ChunkPlan, shares: [Range<Int>]? = nil, communicator: any Communicator = SingleProcess()
  ) {
    let shares =
      shares ?? (0..<communicator.ranks).map { (0..<plan.chunks).part($0, of: communicator.ranks) }
    require(
      shares.count == communicator.ranks && shares.reduce(0) { $0 + $1.count } == plan.chunks,
      "chunks \(shares) of \(plan.chunks) for \(communicator.ranks) processes")
    self.plan = plan
    self.shares = shares
    own = shares[communicator.rank]
    self.communicator = communicator
  }

  /// A process that has no chunk: what was expected, and what was found; nil when all have some.
  package var shortage: (expected: String, found: String)? {
    guard let rank = shares.firstIndex(where: \.isEmpty) else { return nil }
    let chunks = plan.chunks == 1 ? "one chunk" : "\(plan.chunks) chunks"
    return (
      "examples for each of \(shares.count) processes",
      "none for rank \(rank): \(plan.examples) examples are cut into \(chunks)"
    )
  }

  /// Those of all processes.
  package var examples: Int { plan.examples }

  /// Where the examples of this process lie among all of them.
  package var range: Range<Int> { plan.bounds[own.lowerBound]..<plan.bounds[own.upperBound] }

  /// The examples of a chunk, counted from the first one of this process.
  package func local(_ chunk: Int) -> Range<Int> {
    let first = range.lowerBound
    let all = plan.chunk(chunk)
    return all.lowerBound - first..<all.upperBound - first
  }

  /// Calls `body` with each chunk of this process and the worker that has it: one call a chunk, on
  /// several threads, in any order.
  package func forEachChunk(threads: Int, _ body: @Sendable (_ chunk: Int, _ worker: Int) -> Void) {
    forEach(in: own, threads: threads, body)
  }

  /// The same where only some of the examples of this process are left: chunks stay what they were.
  /// - Parameter chosen: positions among those of this process, ascending.
  func keeping(_ chosen: [Int]) -> Partition {
    var counts = [Int](repeating: 0, count: own.count)
    var chunk = own.lowerBound
    for position in chosen {
      while position >= local(chunk).upperBound { chunk += 1 }
      counts[chunk - own.lowerBound] += 1
    }
    let all = communicator.allGather(counts).flatMap { $0 }
    return Partition(plan.keeping(all), shares: shares, communicator: communicator)
  }

  /// Examples that were drawn from those of all processes; the same list in each.
  package func drawing(_ positions: [Int]) -> SampledExamples {
    guard communicator.ranks > 1 else {
      return SampledExamples(
        here: positions, order: Array(positions.indices), communicator: communicator)
    }
    let range = range
    let ends = shares.map { plan.bounds[$0.upperBound] }
    let owners = positions.map { position in ends.firstIndex { position < $0 } ?? 0 }
    var next = [Int](repeating: 0, count: ends.count)
    for owner in owners where owner + 1 < next.count { next[owner + 1] += 1 }
    for rank in next.indices.dropFirst() { next[rank] += next[rank - 1] }
    return SampledExamples(
      here: positions.filter { range.contains($0) }.map { $0 - range.lowerBound },
      order: owners.map { owner in
        defer { next[owner] += 1 }
        return next[owner]
      }, communicator: communicator)
  }
}
