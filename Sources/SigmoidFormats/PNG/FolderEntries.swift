import SigmoidExamples
import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Folder {
  /// The names of what a folder holds, in code-point order; hidden ones, which begin with a dot,
  /// are left out.
  static func names(in folder: String, purpose: String) throws(FileError) -> [String] {
    if let problem = problem(at: folder) {
      throw FileError(
        path: folder, expected: purpose, found: problem, remedy: "check its name")
    }
    guard let stream = opendir(folder) else {
      throw FileError(
        path: folder, expected: purpose, found: String(cString: strerror(errno)),
        remedy: "check its permissions")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      // An entry is only as long as its name: the whole of the array may reach beyond it.
      let start = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
      let name = UnsafeRawPointer(entry).advanced(by: start).assumingMemoryBound(to: CChar.self)
      if name.pointee == CChar(bitPattern: UInt8(ascii: ".")) { continue }
      guard let text = String(validatingCString: name) else {
        throw FileError(
          path: join(folder, String(cString: name)), expected: "a name in UTF-8",
          found: "other bytes, here replaced by \u{FFFD}", remedy: "rename it")
      }
      names.append(text)
    }
    guard errno == 0 else {
      throw FileError(
        path: folder, expected: purpose, found: String(cString: strerror(errno)),
        remedy: "check the disk it lies on")
    }
    // String's own order first makes accented letters alike, which file names do not.
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// A file of bytes, or a link to one: not a folder, and not a pipe that never ends.
  static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
