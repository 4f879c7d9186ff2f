import SigmoidSystem

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Names of files with `*`, `?` and `[…]` in them.
struct FilePattern {
  let text: String

  init(_ text: String) { self.text = text }

  /// The files of these names that this process sees.
  var files: [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(text, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv[index].map { String(cString: $0) }
    }
  }

  /// All that any process sees, by the bytes of their names.
  func files(of processes: TrainingProcesses) throws -> [String] {
    let seen = Set(processes.communicator.allGather(files).flatMap { $0 })
    let names = seen.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    guard !names.isEmpty else {
      throw FileError(
        path: text, expected: "at least one file that matches", found: "none",
        remedy: "check the folder, and quote the pattern so that the shell does not expand it")
    }
    return names
  }
}
