import Dispatch
import Synchronization

/// Which of the examples of a data set are in this process, and how sums over all of them are made.
///
/// A process holds whole chunks, one after the other; without an exchange it holds them all. Sums are
/// made chunk by chunk and added in the order of the chunks, in double: the same bits for any number
/// of threads and of processes.
public struct Partition: Sendable {
  /// Of the examples of all processes.
  public let plan: ChunkPlan
  /// The chunks that are in this process.
  public let own: Range<Int>
  /// How the other processes are reached; nil when there are none.
  public let exchange: (any Exchange)?

  /// All chunks are here.
  public init(_ plan: ChunkPlan) {
    self.plan = plan
    own = 0..<plan.chunks
    exchange = nil
  }

  /// The chunks of one process of several, whose ranges follow one another by rank.
  public init(_ plan: ChunkPlan, own: Range<Int>, exchange: any Exchange) {
    precondition(
      own.lowerBound >= 0 && own.upperBound <= plan.chunks, "chunks \(own) of \(plan.chunks)")
    self.plan = plan
    self.own = own
    self.exchange = exchange
  }

  /// Those of all processes.
  public var examples: Int { plan.examples }

  /// Where the examples of this process lie among all of them.
  public var range: Range<Int> { plan.bounds[own.lowerBound]..<plan.bounds[own.upperBound] }

  /// The examples of a chunk, counted from the first one of this process.
  public func local(_ chunk: Int) -> Range<Int> {
    let first = range.lowerBound
    let all = plan.chunk(chunk)
    return all.lowerBound - first..<all.upperBound - first
  }

  /// Calls `body` with each chunk of this process and the worker that has it: one call a chunk, on
  /// several threads, in any order.
  public func forEachChunk(threads: Int, _ body: @Sendable (_ chunk: Int, _ worker: Int) -> Void) {
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
    guard let exchange else { return Partition(plan.keeping(counts)) }
    let all = exchange.allGather(counts).flatMap { $0 }
    return Partition(plan.keeping(all), own: own, exchange: exchange)
  }

  /// The first problem that any process has; nil when none has.
  public func firstProblem(_ problem: String?) -> (rank: Int, text: String)? {
    guard let exchange else { return problem.map { (0, $0) } }
    return exchange.firstProblem(problem)
  }
}

/// Calls `body` with each number of a range and the worker that has it, on several threads.
///
/// A worker takes several at a time, a share of what is left, one at the end: most of its numbers
/// follow each other, as what they stand for does in memory, and all workers end at about the same
/// time (guided self-scheduling, Polychronopoulos and Kuck, 1987).
func forEach(
  in range: Range<Int>, threads: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void
) {
  let workers = min(threads, range.count)
  guard workers > 1 else {
    for index in range { body(index, 0) }
    return
  }
  let next = Atomic<Int>(range.lowerBound)
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    var first = next.load(ordering: .relaxed)
    while first < range.upperBound {
      let end = first + max(1, (range.upperBound - first) / (2 * workers))
      let taken = next.compareExchange(expected: first, desired: end, ordering: .relaxed)
      guard taken.exchanged else {
        first = taken.original
        continue
      }
      for index in first..<end { body(index, worker) }
      first = next.load(ordering: .relaxed)
    }
  }
}
