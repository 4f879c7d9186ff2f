#if os(Linux)
  /// The memory that the control groups of this process leave it, of version 1 and of version 2: those
  /// above its own set limits too.
  struct ControlGroup {
    /// Where the groups are mounted.
    var root = "/sys/fs/cgroup"
    /// What `/proc/self/cgroup` says: `hierarchy:controllers:path`, one a line.
    let membership: String

    /// The names of a version's files.
    private struct Version {
      let folder: String
      let limit: String
      let usage: String
      /// In `memory.stat`: of the usage, pages of files that the kernel gives up for a better use.
      let spare: String
    }

    private static let first = Version(
      folder: "/memory", limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes",
      spare: "total_inactive_file")
    private static let second = Version(
      folder: "", limit: "memory.max", usage: "memory.current", spare: "inactive_file")

    /// In bytes; nil where no group has a limit.
    func left() -> Int? {
      membership.split(separator: "\n").compactMap { line -> Int? in
        let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3 else { return nil }
        if fields[0] == "0" { return left(Self.second, String(fields[2])) }
        guard fields[1].split(separator: ",").contains("memory") else { return nil }
        return left(Self.first, String(fields[2]))
      }.min()
    }

    /// The least of a group and those above it. In a container the names may be those outside of it, of
    /// which only the root is there.
    private func left(_ version: Version, _ path: String) -> Int? {
      var names = path.split(separator: "/")
      var least: Int?
      while true {
        let folder = root + version.folder + names.map { "/\($0)" }.joined()
        if let one = left(version, inFolder: folder) { least = min(least ?? one, one) }
        guard names.popLast() != nil else { return least }
      }
    }

    private func left(_ version: Version, inFolder folder: String) -> Int? {
      guard let most = number(folder + "/" + version.limit),
        let used = number(folder + "/" + version.usage)
      else { return nil }
      let spare =
        SystemText.read(folder + "/memory.stat")?.split(separator: "\n")
        .first { $0.hasPrefix(version.spare + " ") }?.split(separator: " ").last.flatMap { Int($0) }
      return max(0, most - max(0, used - (spare ?? 0)))
    }

    /// nil for `max` too.
    private func number(_ path: String) -> Int? {
      SystemText.read(path).flatMap { Int($0.prefix { $0 != "\n" }) }
    }
  }

  /// Small texts in which the kernel tells what is.
  enum SystemText {
    static func read(_ path: String) -> String? {
      guard let file = try? InputFile(path: path), let bytes = try? file.readToEnd(limit: 1 << 16)
      else { return nil }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
#endif
