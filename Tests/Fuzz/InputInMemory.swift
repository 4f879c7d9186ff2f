import Glibc

/// A file that is in memory and has no name but its descriptor's: for parsers that take a path.
enum InputInMemory {
  private static let descriptor: Int32 = {
    var name = Array("/dev/shm/sigmoid-fuzz-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    precondition(descriptor >= 0, "a file in /dev/shm: errno \(errno)")
    unlink(name)
    return descriptor
  }()

  /// Gives the file these bytes, and its path; the next call overwrites it.
  static func path(to bytes: [UInt8]) -> String {
    precondition(
      ftruncate(descriptor, 0) == 0 && pwrite(descriptor, bytes, bytes.count, 0) == bytes.count,
      "\(bytes.count) bytes in memory: errno \(errno)")
    return "/proc/self/fd/\(descriptor)"
  }
}
