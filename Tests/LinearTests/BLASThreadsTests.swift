import Dispatch
@testable import SigmoidLinear
import Synchronization
import Testing

/// Each in a process of its own: the setting is the process's, and other tests compute meanwhile.
@Suite struct BLASThreadsTests {
  @Test func isPutBack() async {
    await #expect(processExitsWith: .success) {
      let before = BLASThreads.current
      let inside = BLASThreads.scoped(before + 1) { BLASThreads.current }
      precondition(inside == before + 1, "inside \(inside)")
      precondition(BLASThreads.current == before, "after \(BLASThreads.current)")
    }
  }

  @Test func isPutBackAfterAnError() async {
    await #expect(processExitsWith: .success) {
      struct Failure: Error {}
      let before = BLASThreads.current
      var isThrown = false
      do {
        try BLASThreads.scoped(before + 1) { throw Failure() }
      } catch is Failure {
        isThrown = true
      }
      precondition(isThrown)
      precondition(BLASThreads.current == before, "after \(BLASThreads.current)")
    }
  }

  @Test func scopesOfDifferentCountsDoNotMix() async {
    await #expect(processExitsWith: .success) {
      let before = BLASThreads.current
      let wrong = Atomic<Int>(0)
      DispatchQueue.concurrentPerform(iterations: 200) { index in
        let count = index % 3 + 1
        BLASThreads.scoped(count) {
          for _ in 0..<20 where BLASThreads.current != count { wrong.add(1, ordering: .relaxed) }
        }
      }
      precondition(wrong.load(ordering: .relaxed) == 0)
      precondition(BLASThreads.current == before, "after \(BLASThreads.current)")
    }
  }
}
