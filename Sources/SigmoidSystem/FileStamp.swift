#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What tells that a regular file is as it was: which one it is, how long, and when it was written to
/// last. Taken when the file is opened, and compared when all of it has been read.
///
/// A file that another one replaces by a rename is none that changes: who has it open reads the old
/// one, whole.
package struct FileStamp: Equatable, Sendable {
  /// Bytes.
  let size: Int
  private let device: UInt64
  private let node: UInt64
  private let seconds: Int
  private let nanoseconds: Int

  /// nil for what has no contents of its own, as a pipe, a terminal or a device.
  package init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }

  /// Whether a regular file is there, by a link or not.
  package static func hasFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// - Precondition: of a regular file.
  init(_ status: stat) {
    #if canImport(Darwin)
      let written = status.st_mtimespec
    #else
      let written = status.st_mtim
    #endif
    size = Int(status.st_size)
    device = UInt64(status.st_dev)
    node = UInt64(status.st_ino)
    seconds = Int(written.tv_sec)
    nanoseconds = Int(written.tv_nsec)
  }

  /// Compares the file with what it was.
  ///
  /// - Parameters:
  ///   - descriptor: of the file.
  ///   - isAtEnd: whether a read has just found the end: it has to be where the file ended.
  /// - Throws: `FileError` when it has changed.
  package func check(
    _ descriptor: Int32, path: String, isAtEnd: Bool = false
  ) throws(FileError) {
    guard let now = FileStamp(descriptor: descriptor) else {
      throw changed(path: path, found: "that it cannot be looked at any more")
    }
    // Files that the kernel makes up, as in /proc, have no size, and any time.
    if size == 0 && now.size == 0 { return }
    guard now == self else { throw changed(to: now, path: path) }
    guard isAtEnd else { return }
    let end = Int(lseek(descriptor, 0, SEEK_CUR))
    guard end >= size else {
      throw changed(path: path, found: "that it ends after \(end) of its \(size) bytes")
    }
  }

  /// The error of a file that is another one now.
  package func changed(to now: FileStamp, path: String) -> FileError {
    let sizes =
      now.size == size
      ? "written to, of \(size) bytes as before" : "\(size) bytes at first, \(now.size) now"
    return changed(path: path, found: "that it has changed (\(sizes))")
  }

  private func changed(path: String, found: String) -> FileError {
    FileError(
      path: path, expected: "it to stay as it was while it is read", found: found,
      remedy: "read it again when it is complete")
  }
}
