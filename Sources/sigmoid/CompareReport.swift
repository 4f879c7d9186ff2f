import LogisticRegression

/// What `sigmoid compare` says.
struct CompareReport: Encodable {
  struct Row: Encodable {
    let engine: String
    let secondsPerEpochMedian, loss: Double
    /// Against the reference; nil where it did not run.
    let maxWeightDifference, speedup: OrNull<Double>
  }

  let epochs, examples, features, classes: Int
  let engines: [Row]

  init(fits: [(engine: EngineChoice, fit: LogisticFit)], epochs: Int) {
    self.epochs = epochs
    examples = fits.first?.fit.summary.examples ?? 0
    features = fits.first?.fit.summary.features ?? 0
    classes = fits.first?.fit.model.classes.count ?? 0
    let reference = fits.first { $0.engine == .reference }?.fit
    engines = fits.map { engine, fit in
      Row(
        engine: engine.rawValue, secondsPerEpochMedian: fit.summary.secondsPerEpochMedian,
        loss: fit.summary.loss,
        maxWeightDifference: OrNull(
          value: reference.map { Self.maxDifference(fit.model, $0.model) }),
        speedup: OrNull(
          value: reference.map {
            $0.summary.secondsPerEpochMedian / fit.summary.secondsPerEpochMedian
          }))
    }
  }

  private static func maxDifference(_ a: LogisticModel, _ b: LogisticModel) -> Double {
    zip(a.weights + a.intercepts, b.weights + b.intercepts).map { abs($0 - $1) }.max() ?? 0
  }

  var text: String {
    let table = Format.table(
      headings: ["engine", "an epoch", "loss", "weight difference", "speed-up"],
      rows: engines.map { row in
        [
          row.engine, Format.milliseconds(row.secondsPerEpochMedian),
          Format.fixed(row.loss, digits: 8),
          row.maxWeightDifference.value.map(Format.scientific) ?? "–",
          row.speedup.value.map { Format.fixed($0, digits: 1) + " ×" } ?? "–",
        ]
      })
    return "\(examples) examples of \(features) features, \(Format.count(epochs, "epoch"))\n\n"
      + table
  }
}
