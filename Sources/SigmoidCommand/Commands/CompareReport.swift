import SigmoidExamples
import SigmoidLinear
import SigmoidModel
import SigmoidReport

/// What `sigmoid compare` says.
struct CompareReport: Encodable {
  struct Row: Encodable {
    let engine: String
    let secondsPerEpochMedian, loss: Double
    /// What of the matrix went through the memory in an epoch, by its time; the limit is the
    /// report's own `readGigabytesPerSecond`.
    let gigabytesPerSecond: Double
    /// Against the reference; nil where it did not run.
    let maxWeightDifference, speedup: OrNull<Double>
  }

  let epochs, examples, features, classes: Int
  let engines: [Row]
  /// One read of the bytes by all threads, measured in the same run.
  let readSeconds, readGigabytesPerSecond: Double
  /// The same of the floats; nil where no engine reads floats.
  let readFloatsSeconds: OrNull<Double>
  let kernels: String
  let blasKernels: String

  init(
    fits: [(engine: EngineChoice, fit: LogisticFit)], epochs: Int, readSeconds: Double,
    readFloatsSeconds: Double?, bytesRead: Int
  ) {
    self.readSeconds = readSeconds
    self.readFloatsSeconds = OrNull(value: readFloatsSeconds)
    readGigabytesPerSecond = Double(bytesRead) / readSeconds * 1e-9
    kernels = "\(KernelLevel.current)"
    blasKernels = BLASLibrary.kernels
    self.epochs = epochs
    examples = fits.first?.fit.summary.examples ?? 0
    features = fits.first?.fit.summary.features ?? 0
    classes = fits.first?.fit.model.classes.count ?? 0
    let reference = fits.first { $0.engine == .reference }?.fit
    engines = fits.map { engine, fit in
      Row(
        engine: engine.rawValue, secondsPerEpochMedian: fit.summary.secondsPerEpochMedian,
        loss: fit.summary.loss,
        gigabytesPerSecond: Double(
          engine.bytesRead(elements: fit.summary.examples * fit.summary.features))
          / fit.summary.secondsPerEpochMedian * 1e-9,
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
      headings: ["engine", "per epoch", "GB/s", "loss", "weight difference", "speed-up"],
      rows: engines.map { row in
        [
          row.engine, Format.milliseconds(row.secondsPerEpochMedian),
          Format.fixed(row.gigabytesPerSecond, digits: 1),
          Format.fixed(row.loss, digits: 8),
          row.maxWeightDifference.value.map { NumberText.scientific($0) } ?? "–",
          row.speedup.value.map { Format.fixed($0, digits: 1) + " ×" } ?? "–",
        ]
      })
    return "\(examples) examples of \(features) features, \(Format.count(epochs, "epoch"))\n\n"
      + table + "\n\none read of the bytes: \(Format.milliseconds(readSeconds)), "
      + "\(Format.fixed(readGigabytesPerSecond, digits: 1)) GB/s; "
      + (readFloatsSeconds.value.map { "of the floats \(Format.milliseconds($0)); " } ?? "")
      + "kernels \(kernels), BLAS kernels \(blasKernels)"
  }
}
