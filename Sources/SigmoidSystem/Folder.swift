#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The few things that data sets ask of folders.
package enum Folder {
  /// What stands in place of a folder; nil when `path` is one.
  package static func problem(at path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      return errno == ENOENT || errno == ENOTDIR
        ? "no such folder" : String(cString: strerror(errno))
    }
    return status.st_mode & S_IFMT == S_IFDIR ? nil : "a file"
  }

  /// The first of `names` that `folder` holds, as a path.
  package static func firstFile(of names: [String], in folder: String) -> String? {
    names.lazy.map { join(folder, $0) }.first { path in
      var status = stat()
      return stat(path, &status) == 0
    }
  }

  package static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// Makes the folder and those above it that are missing.
  package static func create(_ path: String) throws(FileError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made == "/" ? String(part) : "/\(part)"
      if mkdir(made, 0o777) == 0 { continue }
      let code = errno
      if problem(at: made) == nil { continue }
      throw FileError(
        path: path, expected: "a folder that can be made",
        found: "\(made): \(code == EEXIST ? "a file" : String(cString: strerror(code)))",
        remedy: "name a folder that you may write to")
    }
  }
}
