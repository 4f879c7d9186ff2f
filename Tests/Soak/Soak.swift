import Foundation

/// Fits, saves, loads and predicts for the minutes that are named, in one process: what comes out has
/// to be the same every time, and the memory to stay what it was.
@main
struct Soak {
  static func main() throws {
    guard CommandLine.arguments.count == 2, let minutes = Double(CommandLine.arguments[1]),
      minutes > 0, minutes.isFinite
    else {
      FileHandle.standardError.write(Data("usage: Soak MINUTES\n".utf8))
      exit(64)
    }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sigmoid-soak-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }

    let round = Round(folder: folder.path)
    let first = try round.results()
    let seconds = minutes * 60
    var memory = MemorySamples(seconds: seconds)
    let start = ContinuousClock.now
    var rounds = 1
    while true {
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      memory.add(residentBytes(), at: elapsed)
      if elapsed >= seconds { break }
      guard try round.results() == first else {
        fatalError("round \(rounds) gave other results than the first")
      }
      rounds += 1
    }
    let (second, last) = memory.quarters
    let growth = last / second - 1
    print(
      "\(rounds) rounds in \(minutes) minutes, the same results in each; memory "
        + "\(Int(second / 1e6)) MB in the second quarter, \(Int(last / 1e6)) MB in the last, "
        + "\((growth * 1000).rounded() / 10) %")
    guard abs(growth) <= 0.02 else {
      FileHandle.standardError.write(Data("error: expected memory within 2 %\n".utf8))
      exit(1)
    }
  }

  /// Of this process, as Linux counts it; 0 elsewhere.
  private static func residentBytes() -> Double {
    let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = text?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
  }
}

/// The mean memory of the second and of the last quarter.
private struct MemorySamples {
  private var sums = [Double](repeating: 0, count: 4)
  private var counts = [Double](repeating: 0, count: 4)
  private let seconds: Double

  init(seconds: Double) { self.seconds = seconds }

  mutating func add(_ bytes: Double, at elapsed: Double) {
    let quarter = min(3, Int(4 * elapsed / seconds))
    sums[quarter] += bytes
    counts[quarter] += 1
  }

  var quarters: (second: Double, last: Double) {
    (sums[1] / max(1, counts[1]), sums[3] / max(1, counts[3]))
  }
}
