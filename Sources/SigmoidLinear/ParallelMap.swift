import SigmoidSystem
import Synchronization

/// The results of `body` for 0..<count, in that order, made on several threads.
package func parallelMap<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (_ index: Int) -> Result
) -> [Result] {
  parallelMap(count, threads: threads, until: { _ in false }, body).compactMap(\.self)
}

/// The results of `body` for 0..<count, in that order, made on several threads, as far as they are
/// wanted.
///
/// Begins them in ascending order, each index once, and none after one that `isLast` is true of:
/// every index before the first such has its result, those behind it may have none.
package func parallelMap<Result: Sendable>(
  _ count: Int, threads: Int, until isLast: @Sendable (Result) -> Bool,
  _ body: @Sendable (_ index: Int) -> Result
) -> [Result?] {
  require(threads > 0, "\(threads) threads")
  let next = Atomic<Int>(0)
  var results = [Result?](repeating: nil, count: count)
  results.withUnsafeMutableBufferPointer { slots in
    // Sound: every index is taken once, and only who took it writes to its slot.
    nonisolated(unsafe) let slots = slots
    let workers = min(threads, count)
    forEach(in: 0..<workers, threads: workers) { _, _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let result = body(index)
        if isLast(result) { next.store(count, ordering: .relaxed) }
        slots[index] = result
      }
    }
  }
  return results
}
