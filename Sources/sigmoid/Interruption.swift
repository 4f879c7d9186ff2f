import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ctrl-C and SIGTERM: while a fit runs they ask it to end with what it has; at any other time,
/// or the second time, they end the command at once.
enum Interruption {
  /// The signal that asked for an end, as an exit status (130 or 143); nil when none did.
  static var exitStatus: Int32? {
    let signal = pending.load(ordering: .relaxed)
    return signal == 0 ? nil : 128 + signal
  }

  static func install() {
    // Globals are made on first use, which must not be inside the handler.
    _ = pending.load(ordering: .relaxed)
    _ = deferred.load(ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if deferred.load(ordering: .relaxed) && pending.load(ordering: .relaxed) == 0 {
          pending.store(number, ordering: .relaxed)
        } else {
          _exit(128 + number)
        }
      }
    }
  }

  /// Runs `body`, which watches `exitStatus` and ends early by itself.
  static func deferring<Result>(_ body: () throws -> Result) rethrows -> Result {
    deferred.store(true, ordering: .relaxed)
    defer { deferred.store(false, ordering: .relaxed) }
    return try body()
  }
}

private let pending = Atomic<Int32>(0)
private let deferred = Atomic<Bool>(false)
