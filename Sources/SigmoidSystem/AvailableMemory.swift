#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How much memory this process may still take: what a large piece of work compares its need with,
/// to refuse with a message where it would be killed in the middle.
package enum AvailableMemory {
  /// In bytes, the least of what the process's limit of addresses (RLIMIT_AS), its control groups
  /// and the machine leave. An estimate: others take and give memory meanwhile.
  /// - Returns: nil where the system does not tell.
  package static func bytes() -> Int? {
    #if os(Linux)
      [leftOfAddresses(), leftOfGroup(), leftOfMachine()].compactMap(\.self).min()
    #else
      nil
    #endif
  }

  /// Whether the process has a limit of addresses (RLIMIT_AS).
  package static var limitsAddresses: Bool {
    #if os(Linux)
      leftOfAddresses() != nil
    #else
      false
    #endif
  }

  /// What this process has in memory, in bytes; nil where the system does not tell.
  package static func resident() -> Int? {
    #if os(Linux)
      ofThisProcess(1)
    #else
      nil
    #endif
  }

  /// - Parameters:
  ///   - path: what needs it, for the message.
  ///   - purpose: what for, behind "memory for".
  /// - Throws: `FileError` when there is less than `needed` bytes, `remedy` being what to do.
  package static func require(
    _ needed: Int, path: String, purpose: String, remedy: String
  ) throws(FileError) {
    guard needed >= smallest, let available = bytes(), needed > available else { return }
    throw FileError(
      path: path, expected: "\(megabytes(needed)) of memory for \(purpose)",
      found: "\(megabytes(available)) available", remedy: remedy)
  }

  /// Needs below this are not worth the question.
  package static let smallest = 16 << 20

  private static func megabytes(_ bytes: Int) -> String { "\(bytes / 1_000_000) MB" }

  #if os(Linux)
    private static func leftOfAddresses() -> Int? {
      var limit = rlimit()
      #if canImport(Glibc)
        let addresses = __rlimit_resource_t(RLIMIT_AS.rawValue)
      #else
        let addresses = RLIMIT_AS
      #endif
      guard getrlimit(addresses, &limit) == 0, let most = Int(exactly: limit.rlim_cur),
        let taken = ofThisProcess(0)
      else { return nil }
      return max(0, most - taken - allocator)
    }

    /// What the allocator may take beside what is asked for.
    private static var allocator: Int { 8 << 20 }

    /// - Parameter field: of `/proc/self/statm`: 0 the addresses taken, 1 what of them is in memory.
    fileprivate static func ofThisProcess(_ field: Int) -> Int? {
      SystemText.read("/proc/self/statm")?.split(separator: " ").dropFirst(field).first
        .flatMap { Int($0) }.map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    }

    private static func leftOfGroup() -> Int? {
      SystemText.read("/proc/self/cgroup").flatMap { ControlGroup(membership: $0).left() }
    }

    /// What the kernel thinks can be had without swapping, and what can be swapped.
    private static func leftOfMachine() -> Int? {
      guard let lines = SystemText.read("/proc/meminfo")?.split(separator: "\n") else { return nil }
      func field(_ name: String) -> Int? {
        lines.first { $0.hasPrefix(name) }?.split(separator: " ").dropFirst().first
          .flatMap { Int($0) }.map { $0 * 1024 }
      }
      return field("MemAvailable:").map { $0 + (field("SwapFree:") ?? 0) }
    }
  #endif
}
