#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files of a command by what it does with them. What it writes must replace neither what it reads
/// nor what else it writes; this is found before any work.
package struct FileRoles: Sendable {
  private struct Role {
    let path: String
    /// What the person calls it, such as an option.
    let name: String
    let isWritten: Bool
    /// One that may be the same file.
    let partner: String?
  }

  private var roles: [Role] = []

  package init() {}

  /// - Parameter path: nil where there is none; "-" is standard input.
  package mutating func reads(_ path: String?, as name: String) {
    guard let path, path != "-" else { return }
    roles.append(Role(path: path, name: name, isWritten: false, partner: nil))
  }

  /// - Parameter partner: what may be read of the same file, such as a checkpoint that a run goes on
  ///   from and then replaces by its own.
  package mutating func writes(_ path: String?, as name: String, mayBe partner: String? = nil) {
    guard let path else { return }
    roles.append(Role(path: path, name: name, isWritten: true, partner: partner))
  }

  /// The regular files that are there and would be replaced.
  package var replaced: [(path: String, name: String)] {
    roles.filter(\.isWritten).filter { role in
      if case .existing = FileIdentity(role.path) { true } else { false }
    }.map { ($0.path, $0.name) }
  }

  /// - Throws: `FileError` for an output that is another file of the command, or cannot be written.
  package func check() throws(FileError) {
    let identities = roles.map { FileIdentity($0.path) }
    for (index, role) in roles.enumerated() where role.isWritten {
      for (other, second) in roles.enumerated()
      where other != index && second.name != role.partner && (other < index || !second.isWritten) {
        guard let identity = identities[index], identity == identities[other] else { continue }
        throw FileError(
          path: role.path, expected: "a file of its own for \(role.name)",
          found: "the one that \(second.name) names"
            + (second.path == role.path ? "" : " as \(second.path)"),
          remedy: "name another")
      }
      try AtomicFile.checkWritable(role.path)
    }
  }
}

/// Which file a name leads to, whatever links and folders are on the way.
private enum FileIdentity: Equatable {
  case existing(device: UInt64, node: UInt64)
  /// One that is not there yet: its folder, and its name in that.
  case new(device: UInt64, folder: UInt64, name: String)

  /// nil for a device or a pipe, which may take several outputs, and where there is no such folder.
  init?(_ path: String) {
    let path = AtomicFile.resolvingLink(path)
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else { return nil }
      self = .existing(device: UInt64(status.st_dev), node: UInt64(status.st_ino))
    } else {
      guard stat(AtomicFile.folder(of: path), &status) == 0 else { return nil }
      let name = path.split(separator: "/").last.map(String.init) ?? path
      self = .new(device: UInt64(status.st_dev), folder: UInt64(status.st_ino), name: name)
    }
  }
}
