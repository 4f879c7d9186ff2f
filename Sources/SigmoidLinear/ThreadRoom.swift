import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How many threads the system lets this process have: where it refuses one, Dispatch asks again and
/// again without an end.
package enum ThreadRoom {
  /// As many as may share work; 1 where none can be started beside the present one.
  package static var threads: Int { min(possible, most.load(ordering: .relaxed)) }

  /// From now on no more than so many share work.
  package static func limit(to count: Int) { most.store(count, ordering: .relaxed) }

  private static let most = Atomic<Int>(.max)

  /// Found out once.
  private static let possible: Int = {
    // Dispatch has one of its own for its timers.
    let wanted = BLASThreads.available + 1
    let count = started(wanted)
    return count == wanted ? .max : max(1, count)
  }()

  /// Starts so many at once, as Dispatch does, with the usual stack, and ends them.
  /// - Returns: how many there could be.
  private static func started(_ wanted: Int) -> Int {
    // Held until all are there.
    let gate = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    gate.initialize(to: pthread_mutex_t())
    pthread_mutex_init(gate, nil)
    defer {
      pthread_mutex_destroy(gate)
      gate.deallocate()
    }
    pthread_mutex_lock(gate)
    var threads: [pthread_t] = []
    while threads.count < wanted, let thread = start(waitingFor: gate) { threads.append(thread) }
    pthread_mutex_unlock(gate)
    for thread in threads { pthread_join(thread, nil) }
    return threads.count
  }

  private static func start(
    waitingFor gate: UnsafeMutablePointer<pthread_mutex_t>
  ) -> pthread_t? {
    func pass(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
      guard let gate = argument?.assumingMemoryBound(to: pthread_mutex_t.self) else { return nil }
      pthread_mutex_lock(gate)
      pthread_mutex_unlock(gate)
      return nil
    }
    #if canImport(Darwin)
      var thread: pthread_t?
      let status = pthread_create(&thread, nil, { pass($0) }, gate)
    #else
      var thread = pthread_t()
      let status = pthread_create(&thread, nil, { pass($0) }, gate)
    #endif
    return status == 0 ? thread : nil
  }
}

/// Calls `body` with each number from 0 to count − 1, on as many threads as there are cores and the system
/// gives.
package func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  forEach(in: 0..<count, threads: BLASThreads.available) { index, _ in body(index) }
}
