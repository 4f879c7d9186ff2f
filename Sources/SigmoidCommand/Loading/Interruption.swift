import SigmoidSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ctrl-C, SIGTERM and SIGHUP: while a fit runs they ask it to end with what it has; at any other time,
/// or the second time, they end the command at once.
enum Interruption {
  /// The signal that asked for an end, as an exit status (129, 130 or 143); nil when none did.
  static var exitStatus: Int32? { asked == 0 ? nil : 128 + asked }

  /// The signal itself; 0 when there was none.
  static var asked: Int32 { pending.load(ordering: .relaxed) }

  /// Ends as if this signal had come here, which another process has had.
  static func adopt(_ signal: Int32) { pending.store(signal, ordering: .relaxed) }

  static func install() {
    // Globals are made on first use, which must not be inside the handler.
    _ = pending.load(ordering: .relaxed)
    _ = deferred.load(ordering: .relaxed)
    _ = hasLiveLine.load(ordering: .relaxed)
    UnfinishedFile.prepare()
    // A hang-up that is ignored, as by nohup, stays so.
    for number in [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP]) {
      signal(number) { number in
        if deferred.load(ordering: .relaxed) && pending.load(ordering: .relaxed) == 0 {
          pending.store(number, ordering: .relaxed)
        } else {
          if hasLiveLine.load(ordering: .relaxed) { eraseLine() }
          UnfinishedFile.remove()
          _exit(128 + number)
        }
      }
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    #if canImport(Glibc) || canImport(Musl)
      let handler = action.__sigaction_handler.sa_handler
    #else
      let handler = action.__sigaction_u.__sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// From now on writing to who has gone is an error there, not the end of the command.
  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Runs `body`, which watches `exitStatus` and ends early by itself.
  static func deferring<Result>(_ body: () throws -> Result) rethrows -> Result {
    deferred.store(true, ordering: .relaxed)
    defer { deferred.store(false, ordering: .relaxed) }
    return try body()
  }
}

/// Whether a live line stands on the terminal, which a sudden end takes away.
let hasLiveLine = Atomic<Bool>(false)

/// Safe in a signal handler, which must not allocate.
func eraseLine() {
  var bytes: (UInt8, UInt8, UInt8, UInt8) = (0x0D, 0x1B, 0x5B, 0x4B)
  _ = write(STDERR_FILENO, &bytes, 4)
}

private let pending = Atomic<Int32>(0)
private let deferred = Atomic<Bool>(false)
