import Synchronization

/// Says, once, that the system has too few descriptors.
final class Shortage: Sendable {
  private let text: String
  private let warn: @Sendable (String) -> Void
  private let isTold = Atomic<Bool>(false)

  /// - Parameters:
  ///   - wanted: connections at a time.
  ///   - room: connections that there are descriptors for, as far as this process knows.
  init(wanted: Int, room: Int, _ warn: @escaping @Sendable (String) -> Void) {
    let found = room < wanted ? "room for \(room)" : "none left in the system"
    text =
      "descriptors: expected enough for \(wanted) connections at a time, found \(found); "
      + "further ones wait until one ends; raise the limit (ulimit -n)"
    self.warn = warn
  }

  func tell() {
    guard !isTold.exchange(true, ordering: .relaxed) else { return }
    warn(text)
  }
}
