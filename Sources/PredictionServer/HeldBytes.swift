import Synchronization

/// The bytes of the bodies that all connections hold, which have one limit.
final class HeldBytes: Sendable {
  private let limit: Int
  private let count = Atomic<Int>(0)

  init(limit: Int) { self.limit = limit }

  /// - Returns: false, and nothing taken, where the limit would be passed.
  func take(_ bytes: Int) -> Bool {
    if count.add(bytes, ordering: .relaxed).newValue <= limit { return true }
    give(bytes)
    return false
  }

  func give(_ bytes: Int) { count.subtract(bytes, ordering: .relaxed) }
}
