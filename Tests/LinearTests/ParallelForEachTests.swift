@testable import SigmoidLinear
import Testing

@Suite struct ParallelForEachTests {
  @Test(arguments: [0, 1, 2, 3, 7, 64, 1000], [1, 2, 3, 8])
  func eachOnceByOneOfTheWorkers(count: Int, threads: Int) {
    let range = 5..<5 + count
    var workers = [[Int]](repeating: [], count: range.upperBound)
    workers.withUnsafeMutableBufferPointer { workers in
      // Sound if each number is one worker's alone, which the thread sanitizer sees too.
      nonisolated(unsafe) let workers = workers
      forEach(in: range, threads: threads) { index, worker in workers[index].append(worker) }
    }
    let (before, ours) = (workers[..<5], workers[range])
    #expect(before.allSatisfy { $0.isEmpty })
    #expect(ours.allSatisfy { $0.count == 1 && (0..<threads).contains($0[0]) })
    // Whoever takes the first takes a share of those behind it too.
    let share = ours.prefix(count / (2 * threads))
    #expect(Set(share).count <= 1)
  }
}
