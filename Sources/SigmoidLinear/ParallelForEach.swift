import Dispatch
import Synchronization

/// Calls `body` with each number of a range and the worker that has it, on several threads.
///
/// A worker takes several at a time, a share of what is left, one at the end: most of its numbers
/// follow each other, as what they stand for does in memory, and all workers end at about the same
/// time (guided self-scheduling, Polychronopoulos and Kuck, 1987).
package func forEach(
  in range: Range<Int>, threads: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void
) {
  let workers = min(threads, range.count, ThreadRoom.threads)
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
