import SigmoidSystem
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What becomes of a run whose file is cut while it is mapped: the system sends SIGBUS, and the
/// run ends with a message.
enum MappedFileFault {
  /// - Parameter path: of a file that may be mapped; the message names it, and those before it.
  static func watch(_ path: String) {
    let known = paths.withLock { paths in
      if !paths.contains(path) { paths.append(path) }
      return paths.joined(separator: ", ")
    }
    let text =
      "error: \(known): expected a file that stays as it is while it is memory-mapped, found a part of "
      + "it gone, or a failing disk; do not change it during a run, or leave out --map\n"
    // Never freed: a signal may come at any time.
    guard let copy = strdup(text) else { return }
    message.store(Int(bitPattern: copy), ordering: .releasing)
    signal(SIGBUS) { _ in
      if hasLiveLine.load(ordering: .relaxed) { eraseLine() }
      UnfinishedFile.remove()
      if let text = UnsafeRawPointer(bitPattern: message.load(ordering: .acquiring)) {
        _ = write(STDERR_FILENO, text, strlen(text.assumingMemoryBound(to: CChar.self)))
      }
      _exit(1)
    }
  }
}

private let paths = Mutex<[String]>([])
private let message = Atomic<Int>(0)
