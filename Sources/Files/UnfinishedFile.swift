import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The temporary file that `AtomicFile` writes just now, so that a program that a signal ends can
/// take it away. Of several that are written at once it is the last.
public enum UnfinishedFile {
  /// To be called once before a handler of signals relies on `remove`.
  public static func prepare() { _ = place }

  /// Takes the file away, if there is one. Safe in a handler of signals.
  public static func remove() {
    if isThere.load(ordering: .acquiring) { unlink(place) }
  }

  static func begin(_ path: String) {
    isThere.store(false, ordering: .relaxed)
    guard path.utf8.count < Int(PATH_MAX) else { return }
    for (index, byte) in path.utf8.enumerated() { place[index] = CChar(bitPattern: byte) }
    place[path.utf8.count] = 0
    isThere.store(true, ordering: .releasing)
  }

  static func end() { isThere.store(false, ordering: .releasing) }

  private static let isThere = Atomic<Bool>(false)
  /// Sound: written by `begin` alone, while `isThere` is false, and read while it is true.
  private nonisolated(unsafe) static let place = UnsafeMutablePointer<CChar>.allocate(
    capacity: Int(PATH_MAX))
}
