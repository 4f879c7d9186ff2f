#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Musl)
  @preconcurrency import Musl
#else
  @preconcurrency import Darwin
#endif

/// A program started without a shell, whose output is captured through pipes; killed and reaped
/// with its owner.
package struct ChildProcess: ~Copyable {
  /// Reading ends of the child's standard output and error.
  private let output: Int32
  private let error: Int32
  private let process: pid_t
  private var reaped = false

  package enum Piece {
    case output([UInt8])
    case error([UInt8])
    /// Nothing came within the time allowed.
    case nothing
    /// Both ends are closed.
    case end
  }

  /// - Throws: the `errno` of what failed.
  package init(executable: String, arguments: [String]) throws(SystemCallError) {
    let (outputRead, outputWrite) = try Self.pipe()
    let (errorRead, errorWrite): (Int32, Int32)
    do throws(SystemCallError) {
      (errorRead, errorWrite) = try Self.pipe()
    } catch {
      close(outputRead)
      close(outputWrite)
      throw error
    }
    var child: pid_t = 0
    let code = Self.spawn(
      executable, arguments: arguments, output: outputWrite, error: errorWrite, into: &child)
    close(outputWrite)
    close(errorWrite)
    guard code == 0 else {
      close(outputRead)
      close(errorRead)
      throw SystemCallError(code: code)
    }
    output = outputRead
    error = errorRead
    process = child
  }

  deinit {
    close(output)
    close(error)
    if !reaped {
      kill(process, SIGKILL)
      _ = Self.wait(process)
    }
  }

  /// What comes next on either pipe, at most 64 KiB of it.
  /// - Parameter open: which pipes have not ended; this call closes them one by one.
  package func next(milliseconds: Int32, open: inout (output: Bool, error: Bool)) -> Piece {
    var waiting = [
      pollfd(fd: open.output ? output : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: open.error ? error : -1, events: Int16(POLLIN), revents: 0),
    ]
    guard open.output || open.error else { return .end }
    guard poll(&waiting, 2, milliseconds) > 0 else { return .nothing }
    if waiting[0].revents != 0 {
      let bytes = Self.read(output)
      open.output = !bytes.isEmpty
      return bytes.isEmpty ? .nothing : .output(bytes)
    }
    let bytes = Self.read(error)
    open.error = !bytes.isEmpty
    return bytes.isEmpty ? .nothing : .error(bytes)
  }

  /// Waits for the end. The exit code, or nil when a signal ended it.
  package mutating func exitCode() -> Int32? {
    let status = Self.wait(process)
    reaped = true
    return status & 0x7f == 0 ? (status >> 8) & 0xff : nil
  }

  private static func wait(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status
  }

  /// Empty at the end.
  private static func read(_ descriptor: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 1 << 16) { target, count in
      count = max(SystemCall.read(descriptor, target.baseAddress, target.count), 0)
    }
  }

  /// Both ends close in every program started after this call.
  private static func pipe() throws(SystemCallError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    #if canImport(Darwin)
      let result = Darwin.pipe(&ends)
    #elseif canImport(Musl)
      let result = Musl.pipe(&ends)
    #else
      let result = Glibc.pipe(&ends)
    #endif
    guard result == 0 else { throw SystemCallError(code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ executable: String, arguments: [String], output: Int32, error: Int32, into child: inout pid_t
  ) -> Int32 {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, error, 2)
    var words = ([executable] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    return posix_spawn(&child, executable, &actions, nil, words, environ)
  }
}

/// A system call's `errno`.
package struct SystemCallError: Error, CustomStringConvertible {
  let code: Int32

  package var description: String { String(cString: strerror(code)) }
}
