import SigmoidLinear
import SigmoidSystem
import Synchronization

/// Work on many files, on all cores.
enum ParallelFiles {
  /// Calls `body` for 0..<count. Of several errors, the one of the lowest number is thrown,
  /// whichever happened first; files after it may not be touched any more.
  package static func forEach(
    _ count: Int, _ body: @Sendable (Int) throws(FileError) -> Void
  ) throws(FileError) {
    let meter = WorkMeter.current
    let first = Mutex<(number: Int, error: FileError)?>(nil)
    let block = 16
    // One file is no step of its own.
    WorkMeter.$current.withValue(nil) {
      concurrently((count + block - 1) / block) { part in
        for number in part * block..<min((part + 1) * block, count) {
          if let failed = first.withLock({ $0?.number }), failed < number { return }
          do throws(FileError) {
            try body(number)
            meter?.advance(by: 1)
          } catch {
            first.withLock { slot in
              if slot.map({ number < $0.number }) ?? true { slot = (number, error) }
            }
            return
          }
        }
      }
    }
    if let failure = first.withLock({ $0 }) { throw failure.error }
  }
}
