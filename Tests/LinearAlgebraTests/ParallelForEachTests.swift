import Synchronization
import Testing

@testable import LinearAlgebra

@Suite struct ParallelForEachTests {
  @Test(arguments: [0, 1, 2, 3, 7, 64, 1000], [1, 2, 3, 8])
  func eachOnceByOneOfTheWorkers(count: Int, threads: Int) {
    let range = 5..<5 + count
    let calls = Mutex<[Int: [Int]]>([:])
    forEach(in: range, threads: threads) { index, worker in
      calls.withLock { $0[index, default: []].append(worker) }
    }
    let all = calls.withLock { $0 }
    #expect(all.keys.sorted() == Array(range))
    #expect(all.values.allSatisfy { $0.count == 1 && (0..<threads).contains($0[0]) })
    // Whoever takes the first takes a share of those behind it too.
    let share = range.prefix(count / (2 * threads))
    #expect(Set(share.compactMap { all[$0] }).count <= 1)
  }
}
