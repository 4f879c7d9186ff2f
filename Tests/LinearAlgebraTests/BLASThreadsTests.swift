import Dispatch
import LinearAlgebra
import Synchronization
import Testing

/// One after the other: the setting is the process's.
@Suite(.serialized) struct BLASThreadsTests {
  @Test func isPutBack() {
    let before = BLASThreads.current
    let inside = BLASThreads.scoped(before + 1) { BLASThreads.current }
    #expect(inside == before + 1)
    #expect(BLASThreads.current == before)
  }

  @Test func isPutBackAfterAnError() {
    struct Failure: Error {}
    let before = BLASThreads.current
    #expect(throws: Failure.self) {
      try BLASThreads.scoped(before + 1) { throw Failure() }
    }
    #expect(BLASThreads.current == before)
  }

  @Test func scopesOfDifferentCountsDoNotMix() {
    let before = BLASThreads.current
    let wrong = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 200) { index in
      let count = index % 3 + 1
      BLASThreads.scoped(count) {
        for _ in 0..<20 where BLASThreads.current != count { wrong.add(1, ordering: .relaxed) }
      }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
    #expect(BLASThreads.current == before)
  }
}
