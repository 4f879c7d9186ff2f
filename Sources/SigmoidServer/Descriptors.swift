import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The descriptors that this process may have open.
enum Descriptors {
  /// Raises their number towards `wanted`, as far as the system allows.
  /// - Returns: the number from now on.
  static func raised(to wanted: Int) -> Int {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return 1024 }
    if limit.rlim_cur < rlim_t(wanted) {
      var raised = limit
      raised.rlim_cur = min(rlim_t(wanted), limit.rlim_max)
      if setrlimit(resource, &raised) == 0 { limit = raised }
    }
    return limit.rlim_cur > rlim_t(Int.max) ? Int.max : Int(limit.rlim_cur)
  }

  /// Those among the first `limit` that are open.
  static func open(below limit: Int) -> Int {
    (0..<min(limit, 4096)).count { fcntl(Int32($0), F_GETFD) >= 0 }
  }

  /// What a server makes of its descriptors.
  struct Plan: Equatable {
    let loops: Int
    let connections: Int

    /// An event loop has three of its own: it is told there of sockets, of time, of other threads.
    static let ofALoop = 3

    /// As many connections and event loops as are wanted, or as `free` descriptors are enough for:
    /// with a listener, and a few left over for names of hosts and what else the system looks up.
    init(connections: Int, loops: Int, free: Int) throws(FileError) {
      self.loops = max(1, min(loops, free / (3 * Self.ofALoop)))
      let left = free - Self.ofALoop * self.loops - 1 - max(2, min(64, free / 4))
      guard left > 0 else {
        throw FileError(
          path: "descriptors",
          expected: "at least 7 that are free, for a server and one connection",
          found: "\(max(0, free))", remedy: "raise the limit (ulimit -n)")
      }
      self.connections = min(connections, left)
    }
  }
}
