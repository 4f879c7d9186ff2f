import Synchronization
import Testing

@testable import SigmoidLinear

@Suite struct ParallelMapTests {
  @Test(arguments: [0, 1, 2, 7, 1000], [1, 2, 8])
  func resultsAreInOrderAndMadeOnce(count: Int, threads: Int) {
    let calls = Atomic<Int>(0)
    let squares = parallelMap(count, threads: threads) { index in
      calls.add(1, ordering: .relaxed)
      return index * index
    }
    #expect(squares == (0..<count).map { $0 * $0 })
    #expect(calls.load(ordering: .relaxed) == count)
  }

  @Test func resultsThatAreNothingAreResults() {
    #expect(parallelMap(5, threads: 2) { $0 % 2 == 0 ? $0 : nil } == [0, nil, 2, nil, 4])
  }

  /// Those before the last wanted are all there; what comes much later was never begun.
  @Test(arguments: [1, 2, 8])
  func noneBeginsAfterTheLast(threads: Int) {
    let some = parallelMap(100_000, threads: threads, until: { $0 >= 40 }) { $0 }
    let made = some.count { $0 != nil }
    #expect(some.count == 100_000)
    #expect(some.prefix(41) == (0...40).map(Optional.some)[...])
    #expect(threads == 1 ? made == 41 : made < some.count)
  }
}
