import SigmoidSystem

/// Progress of a long step: one live line on a terminal, sparse plain lines elsewhere, nothing
/// when quiet.
struct ProgressLine: ~Copyable {
  private let quiet: Bool
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var nextLine: ContinuousClock.Instant
  private var isShown = false

  /// A terminal is redrawn ten times a second, a log gets a line every ten.
  private var interval: Duration {
    Terminal.isInteractive ? .milliseconds(100) : .seconds(10)
  }

  init(quiet: Bool) {
    self.quiet = quiet
    start = clock.now
    // A step that is over in no time shows nothing.
    nextLine = start.advanced(by: Terminal.isInteractive ? .milliseconds(200) : .seconds(10))
  }

  /// Shows `text` if it is time to, with the time left when `fraction` of the step is done.
  mutating func update(fraction: Double?, _ text: () -> String) {
    guard !quiet else { return }
    let now = clock.now
    guard now >= nextLine else { return }
    nextLine = now.advanced(by: interval)
    var line = text()
    if let fraction, fraction > 0 {
      line += "  " + Self.timeLeft(elapsed: now - start, fraction: fraction)
    }
    if Terminal.isInteractive {
      // One column stays free: a terminal wraps when the last one is written.
      let fitting = String(line.prefix(max(Terminal.columns - 1, 1)))
      Terminal.standardError("\r\(fitting)\u{1B}[K")
      isShown = true
      hasLiveLine.store(true, ordering: .relaxed)
    } else {
      Terminal.note(line)
    }
  }

  /// Takes the live line away, so that what follows begins at the left.
  mutating func finish() {
    guard isShown else { return }
    Terminal.standardError("\r\u{1B}[K")
    isShown = false
    hasLiveLine.store(false, ordering: .relaxed)
  }

  static func timeLeft(elapsed: Duration, fraction: Double) -> String {
    let left = Int(elapsed.inSeconds * (1 / fraction - 1) + 0.5)
    return left >= 60 ? "\(left / 60) min \(left % 60) s left" : "\(left) s left"
  }
}
