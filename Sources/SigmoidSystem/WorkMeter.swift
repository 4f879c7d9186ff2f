import Synchronization

/// How far a long step on files has come: counted by those who read and write, looked at by who
/// waits for them.
///
/// Readers and writers find it in `current`. Without one, which is usual, they count nothing.
package final class WorkMeter: Sendable {
  @TaskLocal package static var current: WorkMeter?

  package struct Reading: Equatable, Sendable {
    /// What is done, such as `reading`; empty before it begins.
    package let step: String
    /// The file it is done to; nil where there is none to name.
    package let path: String?
    package let unit: Unit
    package let done: Int
    /// nil where nobody knows.
    package let total: Int?
  }

  package enum Unit: Sendable {
    case bytes, examples, images
  }

  private let step = Mutex<Reading>(Reading(step: "", path: nil, unit: .bytes, done: 0, total: nil))
  private let done = Atomic<Int>(0)

  package init() {}

  /// Begins a step, and ends the one before.
  package func begin(_ step: String, _ path: String?, _ unit: Unit, total: Int?) {
    self.step.withLock { current in
      current = Reading(step: step, path: path, unit: unit, done: 0, total: total)
      done.store(0, ordering: .relaxed)
    }
  }

  package func advance(by count: Int) { done.add(count, ordering: .relaxed) }

  package var reading: Reading {
    step.withLock { current in
      Reading(
        step: current.step, path: current.path, unit: current.unit,
        done: done.load(ordering: .relaxed),
        total: current.total)
    }
  }
}
