import Foundation
import SigmoidExamples

/// An communicator among threads of this process, each of which stands for a process.
package final class ThreadCommunicator: Communicator {
  package let rank: Int
  package let ranks: Int
  private let table: Table

  private init(rank: Int, ranks: Int, table: Table) {
    self.rank = rank
    self.ranks = ranks
    self.table = table
  }

  /// Runs `body` once a rank, on a thread each; the results by rank.
  package static func run<Result: Sendable>(
    ranks: Int, _ body: @escaping @Sendable (ThreadCommunicator) throws -> Result
  ) throws -> [Result] {
    let table = Table(ranks: ranks)
    let results = Guarded([Swift.Result<Result, any Error>?](repeating: nil, count: ranks))
    let threads = (0..<ranks).map { rank in
      let thread = Thread {
        let result = Swift.Result {
          try body(ThreadCommunicator(rank: rank, ranks: ranks, table: table))
        }
        results.withLock { $0[rank] = result }
      }
      thread.stackSize = 8 << 20
      thread.start()
      return thread
    }
    while !threads.allSatisfy(\.isFinished) { usleep(200) }
    return try results.withLock { try $0.compactMap { try $0?.get() } }
  }

  package func allGather(_ bytes: [UInt8]) -> [[UInt8]] {
    allToAll(Array(repeating: bytes, count: ranks))
  }

  package func allToAll(_ pieces: [[UInt8]]) -> [[UInt8]] {
    precondition(pieces.count == ranks, "\(pieces.count) pieces for \(ranks) ranks")
    let all = table.meet(rank, pieces)
    return all.map { $0[rank] }
  }

  /// Where the ranks lay what they have, and take what the others laid.
  private final class Table: Sendable {
    private struct State {
      var laid: [[[UInt8]]]
      /// Ranks that have come to the meeting that is under way.
      var arrived = 0
      /// What was laid at the last meeting.
      var last: [[[UInt8]]] = []
    }

    private let ranks: Int
    private let state: Guarded<State>
    private let calls: [DispatchSemaphore]

    init(ranks: Int) {
      self.ranks = ranks
      state = Guarded(State(laid: Array(repeating: [], count: ranks)))
      calls = (0..<ranks).map { _ in DispatchSemaphore(value: 0) }
    }

    /// None can come to the end of the next meeting before all have taken what was laid at this.
    func meet(_ rank: Int, _ pieces: [[UInt8]]) -> [[[UInt8]]] {
      let isLast = state.withLock { state in
        state.laid[rank] = pieces
        state.arrived += 1
        guard state.arrived == ranks else { return false }
        state.last = state.laid
        state.arrived = 0
        return true
      }
      if isLast {
        for other in 0..<ranks where other != rank { calls[other].signal() }
      } else {
        calls[rank].wait()
      }
      return state.withLock { $0.last }
    }
  }
}

/// A value under a lock that the thread sanitizer sees, as it does not that of a Mutex.
///
/// Sendable: the value is read and written under the lock alone.
private final class Guarded<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
