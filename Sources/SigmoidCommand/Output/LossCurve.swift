import SigmoidMetrics
import SigmoidModel
import SigmoidReport

/// The loss of a training as a curve on standard error: on a terminal drawn again and again in its
/// place while it fits, and once at the end.
struct LossCurve: ~Copyable {
  private static let height = 10
  /// Of the curve, its axis, and the words under it.
  private static let lines = height + 3
  /// At most five drawings a second.
  private static let interval = Duration.milliseconds(200)
  /// Of more points every second one is left out: twice as many as a wide terminal can show.
  private static let mostPoints = 1600

  /// Whether it is drawn while it fits: not where lines would wrap or scroll away.
  let isLive: Bool
  private let isWanted: Bool
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var nextDrawing: ContinuousClock.Instant
  private var isShown = false
  private var points: [CurvePoint] = []
  private var last: CurvePoint?
  private var evaluationsAPoint = 1

  init(isWanted: Bool) {
    self.isWanted = isWanted
    isLive =
      isWanted && Terminal.isInteractive && Terminal.rows > Self.lines
      && Terminal.columns > TerminalChart.widths.lowerBound
    start = clock.now
    nextDrawing = start.advanced(by: Self.interval)
  }

  /// Takes a point, and draws if it is time to.
  mutating func append(_ progress: TrainingProgress, words: () -> String) {
    guard isWanted else { return }
    let point = CurvePoint(x: Double(progress.evaluation), y: progress.loss)
    last = point
    if (progress.evaluation - 1) % evaluationsAPoint == 0 { points.append(point) }
    if points.count > Self.mostPoints {
      points = points.indices.filter { $0 % 2 == 0 }.map { points[$0] }
      evaluationsAPoint *= 2
    }
    guard isLive, clock.now >= nextDrawing else { return }
    nextDrawing = clock.now.advanced(by: Self.interval)
    let fraction = Double(progress.evaluation) / Double(progress.evaluationLimit)
    let text =
      words() + "  " + ProgressLine.timeLeft(elapsed: clock.now - start, fraction: fraction)
    let drawing = drawing + [String(text.prefix(Terminal.columns - 1))]
    Terminal.standardError(erasing + drawing.joined(separator: "\n") + "\n")
    isShown = true
  }

  /// Takes the live drawing away and leaves the whole curve.
  mutating func finish() {
    if isShown { Terminal.standardError(erasing) }
    isShown = false
    guard points.count > 1 else { return }
    Terminal.note(drawing.joined(separator: "\n"))
    points = []
  }

  /// What brings the cursor back to the first line of the drawing, and clears from there.
  private var erasing: String { isShown ? "\r\u{1B}[\(Self.lines)A\u{1B}[J" : "" }

  private var drawing: [String] {
    var all = points
    if let last, all.last != last { all.append(last) }
    return TerminalChart.curve(
      all, x: ChartAxis(label: "loss by evaluation", from: 1, to: max(last?.x ?? 2, 2)),
      y: ChartAxis(label: "loss", covering: all.map(\.y)), width: Terminal.columns - 1,
      height: Self.height)
  }
}
