import Synchronization

/// How far a long step on files has come: counted by those who read and write, looked at by who
/// waits for them.
///
/// Readers and writers find it in `current`. Without one, which is usual, they count nothing.
public final class WorkMeter: Sendable {
  @TaskLocal public static var current: WorkMeter?

  public struct Reading: Equatable, Sendable {
    /// What is done, such as `reading`; empty before it begins.
    public let step: String
    /// The file it is done to; nil where there is none to name.
    public let path: String?
    public let unit: Unit
    public let done: Int
    /// nil where nobody knows.
    public let total: Int?
  }

  public enum Unit: Sendable {
    case bytes, examples, images
  }

  private let step = Mutex<Reading>(Reading(step: "", path: nil, unit: .bytes, done: 0, total: nil))
  private let done = Atomic<Int>(0)

  public init() {}

  /// Begins a step, and ends the one before.
  public func begin(_ step: String, _ path: String?, _ unit: Unit, total: Int?) {
    self.step.withLock { current in
      current = Reading(step: step, path: path, unit: unit, done: 0, total: total)
      done.store(0, ordering: .relaxed)
    }
  }

  public func advance(by count: Int) { done.add(count, ordering: .relaxed) }

  public var reading: Reading {
    step.withLock { current in
      Reading(
        step: current.step, path: current.path, unit: current.unit,
        done: done.load(ordering: .relaxed),
        total: current.total)
    }
  }
}
