import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The file beside a target in which new contents are written, before it takes the target's place.
///
/// Its name is short, so that a target may have any name that a folder takes. It is locked for as long as
/// it is open: one that nobody holds a lock of was left by a process that was killed, and the next one
/// that writes to the folder takes it away.
struct TemporaryFile: ~Copyable {
  package let path: String
  let descriptor: Int32

  private static let prefix = ".sigmoid-"
  private static let suffix = ".tmp"
  /// A file that is younger may be about to be locked.
  private static let youngest = 10
  private static let tidied = Mutex<Set<String>>([])

  /// - Parameters:
  ///   - folder: of the target.
  ///   - mode: that of the file which it will replace; nil for that of a new file.
  /// - Returns: nil, with `errno`, where none can be made.
  init?(in folder: String, mode: mode_t?) {
    Self.tidy(folder)
    path = "\(folder)/\(Self.prefix)\(getpid())-\(UInt32.random(in: 0 ... .max))\(Self.suffix)"
    descriptor = open(
      path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode == nil ? 0o666 : 0o600)
    guard descriptor >= 0 else { return nil }
    flock(descriptor, LOCK_EX | LOCK_NB)
    if let mode { fchmod(descriptor, mode & 0o7777) }
  }

  /// Takes away, once a folder, what killed processes left there.
  private static func tidy(_ folder: String) {
    guard tidied.withLock({ $0.insert(folder).inserted }), let stream = opendir(folder) else {
      return
    }
    defer { closedir(stream) }
    let now = time(nil)
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { start in
        start.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { continue }
      let path = "\(folder)/\(name)"
      let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        now - status.st_mtim.tv_sec > youngest, flock(descriptor, LOCK_EX | LOCK_NB) == 0
      {
        unlink(path)
      }
      close(descriptor)
    }
  }
}
