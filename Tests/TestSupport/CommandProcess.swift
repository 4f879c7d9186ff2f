import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The built command `sigmoid` as a process of its own.
///
/// Started by `posix_spawn`, not by Foundation's Process: signals, terminals and closed pipes are
/// what these tests are about, and Process neither resets the child's signals nor reports an end
/// while another child holds its socket. Output goes to files, so that nothing has to be drained.
package final class CommandProcess: Sendable {
  /// Where a stream of the command comes from or goes to.
  package enum Stream: Sendable {
    /// Captured for `Outcome`; as an input, nothing.
    case standard
    case file(String)
    case descriptor(Int32)
  }

  package enum Ending: Equatable, Sendable {
    case exit(Int32)
    case signal(Int32)
    /// The time allowed was over, and the test killed it.
    case timeout
  }

  package struct Outcome: Sendable {
    package let ending: Ending
    /// Empty where the stream was sent elsewhere.
    package let output: String
    package let error: String
    package let seconds: Double
  }

  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  package let identifier: pid_t
  private let folder: TemporaryFolder
  private let started = ContinuousClock.now
  private let hasEnded = Atomic(false)

  /// Starts the command. The environment is the test's own without what the command reads; HOME
  /// is an empty folder.
  /// - Parameters:
  ///   - environment: added to it; nil takes a variable away.
  ///   - ignoring: signals that the command inherits as ignored; all others have their default.
  ///   - launcher: the words of a program, by its path, that becomes the command: one that sets its
  ///     limits.
  package init(
    _ arguments: [String], environment: [String: String?] = [:], input: Stream = .standard,
    output: Stream = .standard, error: Stream = .standard, ignoring: [Int32] = [],
    launcher: [String] = []
  ) throws {
    folder = try TemporaryFolder()
    let home = folder.file("home")
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: false)
    var variables = ProcessInfo.processInfo.environment
    for name in ["MNIST_DIR", "MNIST_MIRRORS", "XDG_CACHE_HOME", "NO_COLOR", "OPENBLAS_CORETYPE"] {
      variables[name] = nil
    }
    variables["HOME"] = home
    variables["TERM"] = "xterm"
    for (name, value) in environment { variables[name] = value }
    let words = launcher + [try Self.executable()] + arguments
    identifier = try Self.spawn(
      executable: words[0], arguments: Array(words.dropFirst()),
      environment: variables.map { "\($0)=\($1)" },
      streams: [
        Self.resolve(input, to: "/dev/null"), Self.resolve(output, to: folder.file("output")),
        Self.resolve(error, to: folder.file("error")),
      ], ignoring: ignoring)
  }

  /// Runs the command to its end.
  package static func run(
    _ arguments: [String], environment: [String: String?] = [:], input: Stream = .standard,
    output: Stream = .standard, error: Stream = .standard, ignoring: [Int32] = [],
    launcher: [String] = [], timeout: Double = 60
  ) throws -> Outcome {
    try CommandProcess(
      arguments, environment: environment, input: input, output: output, error: error,
      ignoring: ignoring, launcher: launcher
    ).wait(timeout: timeout)
  }

  /// A test that gave up waiting leaves nothing running.
  deinit {
    guard !hasEnded.load(ordering: .acquiring) else { return }
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
  }

  package func send(_ signal: Int32) { kill(identifier, signal) }

  /// Waits for the end; to be called once.
  package func wait(timeout: Double = 60) throws -> Outcome {
    var status: Int32 = 0
    var timedOut = false
    let deadline = started + .seconds(timeout)
    while true {
      let ended = waitpid(identifier, &status, WNOHANG)
      if ended == identifier {
        hasEnded.store(true, ordering: .releasing)
        break
      }
      if ended < 0 && errno != EINTR { throw Failure(description: "waitpid: errno \(errno)") }
      if !timedOut && ContinuousClock.now > deadline {
        timedOut = true
        kill(identifier, SIGKILL)
      }
      usleep(1000)
    }
    let elapsed = (ContinuousClock.now - started) / .seconds(1)
    return Outcome(
      ending: timedOut
        ? .timeout : status & 0x7f == 0 ? .exit((status >> 8) & 0xff) : .signal(status & 0x7f),
      output: text("output"), error: text("error"), seconds: elapsed)
  }

  private func text(_ name: String) -> String {
    String(decoding: (try? folder.bytes(name)) ?? [], as: UTF8.self)
  }

  private static func resolve(_ stream: Stream, to path: String) -> Stream {
    if case .standard = stream { return .file(path) }
    return stream
  }

  /// `$SIGMOID_COMMAND`, or the product that lies beside the tests' own.
  package static func executable() throws -> String {
    if let path = ProcessInfo.processInfo.environment["SIGMOID_COMMAND"] { return path }
    let bundles = ([Bundle.main] + Bundle.allBundles).map(\.bundleURL)
    let folders = bundles + bundles.map { $0.deletingLastPathComponent() }
    let candidates = folders.map { $0.appendingPathComponent("sigmoid").path }
    // On a disk that does not tell capitals apart, a library's folder may bear the same name.
    var isFolder: ObjCBool = false
    for path in candidates
    where FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue
    { return path }
    throw Failure(description: "no command 'sigmoid' in \(folders.map(\.path)); build it first")
  }

  private static func spawn(
    executable: String, arguments: [String], environment: [String], streams: [Stream],
    ignoring: [Int32]
  ) throws -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, stream) in streams.enumerated() {
      switch stream {
      case .standard: break
      case .descriptor(let descriptor):
        posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
      case .file(let path):
        posix_spawn_file_actions_addopen(
          &actions, Int32(target), path, target == 0 ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC,
          0o600)
      }
    }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGTERM, SIGPIPE] where !ignoring.contains(signal) {
      sigaddset(&defaults, signal)
    }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    var mask = sigset_t()
    sigemptyset(&mask)
    posix_spawnattr_setsigmask(&attributes, &mask)
    #if canImport(Darwin)
      let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_CLOEXEC_DEFAULT
    #else
      let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    #endif
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var words = ([executable] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for word in words + variables { free(word) } }
    var child: pid_t = 0
    // The child inherits what is ignored here; nothing else in a test cares meanwhile.
    let handlers = ignoring.map { signal($0, SIG_IGN) }
    let code = posix_spawn(&child, executable, &actions, &attributes, &words, &variables)
    for (number, handler) in zip(ignoring, handlers) { signal(number, handler) }
    guard code == 0 else { throw Failure(description: "\(executable): errno \(code)") }
    return child
  }
}
