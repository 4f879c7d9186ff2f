import SigmoidSystem
import COpenBLAS

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// OpenBLAS's number of threads, which is one setting for the whole process.
///
/// A scope sets it and puts it back. Scopes that want the same number run side by side; one that
/// wants another number waits until they have ended, so each computes as if it were alone.
package enum BLASThreads {
  /// What OpenBLAS uses now.
  package static var current: Int { Int(openblas_get_num_threads()) }

  /// Cores that this process may use.
  package static var available: Int { max(1, Int(openblas_get_num_procs())) }

  /// Has OpenBLAS take the address space of so many threads now: later, where there is a limit, it would
  /// ask for it without an end.
  package static func reserve(_ count: Int) { copenblas_reserve(Int32(clamping: count)) }

  /// Runs `body` with OpenBLAS on `count` threads. Do not nest scopes of different counts on one
  /// thread: the inner one would wait for the outer one for ever.
  package static func scoped<Result: ~Copyable, Failure: Error>(
    _ count: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    require(count > 0, "\(count) BLAS threads")
    Gate.shared.enter(count)
    defer { Gate.shared.leave() }
    return try body()
  }
}

/// Admits scopes of one thread count at a time.
///
/// Sendable: every field is read and written under `lock` alone.
private final class Gate: @unchecked Sendable {
  static let shared = Gate()

  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var inside = 0
  private var count = 0
  private var outside = 0

  private init() {
    lock = .allocate(capacity: 1)
    lock.initialize(to: pthread_mutex_t())
    pthread_mutex_init(lock, nil)
    changed = .allocate(capacity: 1)
    changed.initialize(to: pthread_cond_t())
    pthread_cond_init(changed, nil)
  }

  func enter(_ wanted: Int) {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while inside > 0 && count != wanted { pthread_cond_wait(changed, lock) }
    if inside == 0 {
      outside = Int(openblas_get_num_threads())
      count = wanted
      if outside != wanted { openblas_set_num_threads(Int32(wanted)) }
    }
    inside += 1
  }

  func leave() {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    inside -= 1
    guard inside == 0 else { return }
    if outside != count { openblas_set_num_threads(Int32(outside)) }
    pthread_cond_broadcast(changed)
  }
}
