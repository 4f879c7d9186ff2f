import SigmoidExamples
import SigmoidFormats
import SigmoidLinear
import SigmoidSystem
import Dispatch
import Synchronization

/// Work on files that may take long, with its progress on standard error while it lasts.
enum ProgressScope {
  /// Runs `work`; a thread of its own looks at how far it has come, and says so.
  static func run<Result: ~Copyable>(
    quiet: Bool, _ work: () throws -> Result
  ) rethrows -> Result {
    // The display takes two threads.
    guard !quiet, ThreadRoom.threads > 2 else { return try work() }
    let meter = WorkMeter()
    let display = Mutex(Display())
    // A queue of its own: the shared ones are busy with the work.
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
    timer.setEventHandler { display.withLock { $0.show(meter.reading) } }
    timer.schedule(deadline: .now() + .milliseconds(100), repeating: .milliseconds(100))
    timer.activate()
    defer {
      timer.cancel()
      display.withLock { $0.finish() }
    }
    var result: Result?
    try WorkMeter.$current.withValue(meter) { result = try work() }
    guard let value = result.take() else { fatalError("work that did not run") }
    return value
  }

  /// Reads a file, and says what of it is ignored and may matter.
  static func read(
    _ file: ReadRequest, threads: Int = BLASThreads.available, quiet: Bool
  ) throws -> Examples {
    let table = try run(quiet: quiet) { try file.read(threads: threads) }
    if !quiet { Terminal.notes(of: table) }
    return table
  }

  /// The line, and the step that it is of.
  private struct Display: ~Copyable, Sendable {
    private var line: ProgressLine? = ProgressLine(quiet: false)
    private var step = ""
    private var stepStart = ContinuousClock.now

    mutating func show(_ reading: WorkMeter.Reading) {
      guard !reading.step.isEmpty else { return }
      let now = ContinuousClock.now
      if reading.step != step {
        step = reading.step
        stepStart = now
      }
      let elapsed = now - stepStart
      line?.update(fraction: nil) { Self.words(reading, elapsed: elapsed) }
    }

    mutating func finish() {
      line?.finish()
      // A timer that fires late shows nothing more.
      line = nil
    }

    /// Such as `reading train.csv  45 of 110 MB  250 MB/s  1 s left`.
    private static func words(_ reading: WorkMeter.Reading, elapsed: Duration) -> String {
      let seconds = elapsed.inSeconds
      // The folder would leave no room for the figures on a narrow terminal.
      let file = reading.path?.split(separator: "/").last.map { " \($0)" } ?? ""
      var text = reading.step + file
      guard reading.done > 0 else { return text }
      let rate = seconds > 0 ? Double(reading.done) / seconds : 0
      func amount(_ count: Double) -> String {
        reading.unit == .bytes ? Format.fixed(count / 1e6, digits: 0) : "\(Int(count))"
      }
      let name = reading.unit == .bytes ? "MB" : reading.unit == .examples ? "examples" : "images"
      let total = reading.total.map { " of \(amount(Double($0)))" } ?? ""
      text += "  \(amount(Double(reading.done)))\(total) \(name)  \(amount(rate)) \(name)/s"
      if let total = reading.total, total > 0 {
        let fraction = min(Double(reading.done) / Double(total), 1)
        text += "  " + ProgressLine.timeLeft(elapsed: elapsed, fraction: fraction)
      }
      return text
    }
  }
}
