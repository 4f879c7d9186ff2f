import SigmoidDigits
import SigmoidSystem

/// What is said of a fetch while it lasts. How large a file is, its mirror decides: there is a rate,
/// and no time left.
struct FetchWords {
  private var file = ""
  private var started = ContinuousClock.now

  mutating func of(_ progress: MNISTFetch.Progress) -> String {
    if progress.file != file {
      file = progress.file
      started = .now
    }
    let seconds = max((ContinuousClock.now - started).inSeconds, 1e-3)
    let rate = Format.megabytes(Int(Double(progress.bytes) / seconds))
    return "fetching \(file)  \(Format.megabytes(progress.bytes))  \(rate)/s"
  }
}
