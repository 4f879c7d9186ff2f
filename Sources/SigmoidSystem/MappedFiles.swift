import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files that are mapped in some work, which are read for as long as it goes on: whether they
/// are still what they were shows when it is done.
///
/// Readers find it in `current` and note there what they map; without one, which is usual, they note
/// nothing. `AtomicFile` replaces no file by results of what has changed.
package final class MappedFiles: Sendable {
  @TaskLocal package static var current: MappedFiles?

  private let files = Mutex<[MappedFile]>([])

  package init() {}

  /// Notes a file that is mapped from now on.
  package func add(_ file: borrowing InputFile) {
    guard let stamp = file.stamp else { return }
    // What was opened may be closed, renamed or removed, and its bytes are still these.
    let descriptor = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0 else { return }
    let mapped = MappedFile(path: file.path, stamp: stamp, descriptor: descriptor)
    files.withLock { $0.append(mapped) }
  }

  /// - Throws: `FileError` that names the first file which has changed since it was mapped.
  package func check() throws(FileError) {
    for file in files.withLock({ $0 }) {
      try file.stamp.check(file.descriptor, path: file.path)
    }
  }
}

private final class MappedFile: Sendable {
  package let path: String
  let stamp: FileStamp
  /// Closed with this value.
  let descriptor: Int32

  init(path: String, stamp: FileStamp, descriptor: Int32) {
    self.path = path
    self.stamp = stamp
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
