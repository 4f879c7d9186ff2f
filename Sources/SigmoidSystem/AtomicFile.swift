import CFileSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Replaces a whole file so that a reader finds the old contents or the new, never a mixture:
/// written beside the target, synced to the disk, then renamed over it. Results of a mapped file that
/// has changed meanwhile (`MappedFiles`) replace nothing.
///
/// A device or a pipe (`/dev/stdout`) is written straight; it has nothing to lose.
package enum AtomicFile {
  /// - Throws: `FileError`; the file that was there is untouched.
  package static func write(
    _ bytes: [UInt8], to path: String, isSynced: Bool = true
  ) throws(FileError) {
    // Array's own accessor rethrows any error; this one keeps the type.
    let result: Result<Void, FileError> = bytes.withUnsafeBytes { buffer in
      Result { () throws(FileError) in try write([buffer], to: path, isSynced: isSynced) }
    }
    try result.get()
  }

  /// Writes several pieces one after the other, without joining them in memory first.
  ///
  /// - Parameter isSynced: whether the disk is waited for. Of many files, one `sync` behind the
  ///   last takes a fraction of the time; until it is over, a loss of power may cost the new ones.
  package static func write(
    _ pieces: [UnsafeRawBufferPointer], to path: String, isSynced: Bool = true
  ) throws(FileError) {
    let total = pieces.reduce(0) { $0 + $1.count }
    try write(to: path, total: total, isSynced: isSynced) { put throws(FileError) in
      for piece in pieces { try put(piece) }
    }
  }

  /// Writes what `body` makes, a piece after the other.
  ///
  /// - Parameters:
  ///   - total: bytes that there will be, for a meter; nil when nobody knows.
  ///   - isSynced: as above.
  ///   - body: is given the function that writes a piece; what it throws leaves the old file.
  package static func write(
    to path: String, total: Int?, isSynced: Bool = true,
    _ body: (_ put: (UnsafeRawBufferPointer) throws(FileError) -> Void) throws(FileError) -> Void
  ) throws(FileError) {
    let target = resolvingLink(path)
    // A model that only its owner may read stays so.
    let mode = try mode(of: target, path)
    if let mode, mode & S_IFMT != S_IFREG {
      return try writeStraight(to: target, total: total, body)
    }
    guard let temporary = TemporaryFile(in: folder(of: target), mode: mode) else {
      throw cannotWrite(path)
    }
    let isUnfinishedFile = UnfinishedFile.begin(temporary.path)
    defer { if isUnfinishedFile { UnfinishedFile.end() } }
    do throws(FileError) {
      try writeAll(
        to: temporary.descriptor, path: path, total: total, isMetered: isSynced, body)
      try MappedFiles.current?.check()
      guard !isSynced || fsync(temporary.descriptor) == 0 else { throw cannotWrite(path) }
      guard rename(temporary.path, target) == 0 else { throw cannotWrite(path) }
    } catch {
      close(temporary.descriptor)
      unlink(temporary.path)
      throw error
    }
    close(temporary.descriptor)
    if isSynced { syncFolder(of: target) }
  }

  /// Waits until everything that was written to the disk of `folder` is on it.
  /// - Throws: `FileError` when something could not be written.
  package static func sync(_ folder: String) throws(FileError) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotWrite(folder) }
    defer { close(descriptor) }
    guard cfilesystem_sync(descriptor) == 0 else { throw cannotWrite(folder) }
  }

  /// Finds out, without leaving a trace, whether a file can be written at `path`: before hours
  /// of work whose result goes there.
  package static func checkWritable(_ path: String) throws(FileError) {
    let target = resolvingLink(path)
    if let mode = try mode(of: target, path), mode & S_IFMT != S_IFREG {
      guard access(target, W_OK) == 0 else { throw cannotWrite(path) }
      return
    }
    // Only making a file proves that one can be made: root passes every permission check. Without
    // a name nothing of it is left, should a signal end the process just now.
    let unnamed = cfilesystem_open_unnamed(folder(of: target))
    if unnamed >= 0 {
      close(unnamed)
    } else {
      guard let probe = TemporaryFile(in: folder(of: target), mode: nil) else {
        throw cannotWrite(path)
      }
      unlink(probe.path)
      close(probe.descriptor)
    }
    // A folder that takes files need not take one of this name.
    var status = stat()
    if lstat(target, &status) != 0, errno != ENOENT { throw cannotWrite(path) }
  }

  /// Of what is at a target already; nil where nothing is.
  /// - Throws: `FileError` for a folder, and a link that leads nowhere.
  private static func mode(of target: String, _ path: String) throws(FileError) -> mode_t? {
    var status = stat()
    guard stat(target, &status) == 0 else {
      if errno == ELOOP { throw cannotWrite(path) }
      return nil
    }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw isFolder(path) }
    return status.st_mode
  }

  private typealias Pieces = (
    (UnsafeRawBufferPointer) throws(FileError) -> Void
  ) throws(FileError) -> Void

  private static func writeStraight(
    to path: String, total: Int?, _ body: Pieces
  ) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotWrite(path) }
    defer { close(descriptor) }
    try writeAll(to: descriptor, path: path, total: total, isMetered: true, body)
  }

  private static func writeAll(
    to descriptor: Int32, path: String, total: Int?, isMetered: Bool, _ body: Pieces
  ) throws(FileError) {
    let meter = isMetered ? WorkMeter.current : nil
    meter?.begin("writing", path, .bytes, total: total)
    try body { piece throws(FileError) in
      var written = 0
      while written < piece.count {
        let start = piece.baseAddress.map { $0 + written }
        // Small enough for a live meter, and for one system call.
        let wanted = min(piece.count - written, 1 << 24)
        let count = SystemCall.write(descriptor, start, wanted)
        guard count >= 0 else { throw cannotWrite(path) }
        written += count
        meter?.advance(by: count)
      }
    }
  }

  /// The rename is on the disk once the folder is; where a file system cannot sync a folder,
  /// the rename is still whole, only later.
  private static func syncFolder(of path: String) {
    let descriptor = open(folder(of: path), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Renaming over a symbolic link would replace the link and leave its target behind. A link to what is
  /// not there is followed too.
  static func resolvingLink(_ path: String) -> String {
    // The links of /proc to pipes and sockets lead to no name.
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { return path }
    var path = path
    for _ in 0..<mostLinks {
      if let resolved = realpath(path, nil) {
        defer { free(resolved) }
        return String(cString: resolved)
      }
      var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &bytes, bytes.count - 1)
      guard count > 0 else { return path }
      let target = String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
      path = target.hasPrefix("/") ? target : "\(folder(of: path))/\(target)"
    }
    return path
  }

  /// As many as Linux follows.
  private static let mostLinks = 40

  private static func cannotWrite(_ path: String) -> FileError {
    let code = errno
    let remedy =
      switch code {
      case ENAMETOOLONG: "choose a shorter name"
      case ELOOP: "remove the link, which leads to itself"
      case ENOENT, ENOTDIR: "create the folder \(folder(of: path)) first, or name another"
      case ENOSPC, EDQUOT: "free some space, or name a file on another disk"
      case EACCES, EPERM, EROFS: "name a file in a folder that you may write to"
      default: "check the folder and the disk it lies on"
      }
    return FileError(
      path: path, expected: "a file that can be written", found: systemErrorText(code),
      remedy: remedy)
  }

  private static func isFolder(_ path: String) -> FileError {
    FileError(
      path: path, expected: "a file that can be written", found: "a folder",
      remedy: "name a file inside it")
  }
}
