import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The temporary file that `AtomicFile` writes just now, so that a program that a signal ends can
/// take it away. Of several that are written at once it is the one that was begun first.
package enum UnfinishedFile {
  /// To be called once before a handler of signals relies on `remove`.
  package static func prepare() { _ = (place, state.load(ordering: .relaxed)) }

  /// Takes the file away, if there is one. Safe in a handler of signals.
  package static func remove() {
    if state.load(ordering: .acquiring) == known { unlink(place) }
  }

  /// Whether it is this one now, until `end`.
  static func begin(_ path: String) -> Bool {
    guard path.utf8.count < Int(PATH_MAX),
      state.compareExchange(expected: none, desired: noted, ordering: .acquiring).exchanged
    else { return false }
    for (index, byte) in path.utf8.enumerated() { place[index] = CChar(bitPattern: byte) }
    place[path.utf8.count] = 0
    state.store(known, ordering: .releasing)
    return true
  }

  /// To be called by whom `begin` told that it is theirs.
  static func end() { state.store(none, ordering: .releasing) }

  // There is none; its path is being noted; it is known. Computed: a handler of signals may not
  // be the first to use a stored global.
  private static var none: Int { 0 }
  private static var noted: Int { 1 }
  private static var known: Int { 2 }
  private static let state = Atomic<Int>(0)
  /// Sound: written by the one that made `state` `noted`, and read while it is `known`.
  private nonisolated(unsafe) static let place = UnsafeMutablePointer<CChar>.allocate(
    capacity: Int(PATH_MAX))
}
