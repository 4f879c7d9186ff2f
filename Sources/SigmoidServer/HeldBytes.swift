import SigmoidExamples
import Synchronization

/// The bytes that all connections hold for their clients, which have one limit.
final class HeldBytes: Sendable {
  private let limit: Int
  private let count = Atomic<Int>(0)

  init(limit: Int) { self.limit = limit }

  /// - Returns: false, and nothing taken, where the limit would be passed.
  fileprivate func take(_ bytes: Int) -> Bool {
    if count.add(bytes, ordering: .relaxed).newValue <= limit { return true }
    give(bytes)
    return false
  }

  fileprivate func give(_ bytes: Int) { count.subtract(bytes, ordering: .relaxed) }

  /// What is held for one request and its answer, given back when nobody has this any more: neither
  /// the connection nor a thread that works for it.
  final class Share: Sendable {
    private let all: HeldBytes
    private let taken = Atomic<Int>(0)
    private let forsaken = Atomic<Bool>(false)

    init(of all: HeldBytes) { self.all = all }

    deinit {
      let bytes = taken.load(ordering: .relaxed)
      if bytes > 0 { all.give(bytes) }
    }

    /// - Returns: false, and nothing taken, where all together would hold too much.
    func take(_ bytes: Int) -> Bool {
      guard all.take(bytes) else { return false }
      taken.add(bytes, ordering: .relaxed)
      return true
    }

    /// Whether the client has gone, and nobody waits for an answer.
    var isForsaken: Bool { forsaken.load(ordering: .relaxed) }

    func forsake() { forsaken.store(true, ordering: .relaxed) }
  }
}
