import Foundation
import SigmoidLinear
import Synchronization

/// Fits random problems and compares what the trainer says of each with what an oracle of another
/// precision knows: `sweep --problems 2000 --seed 1`.
@main
struct Sweep {
  private static let usage = """
    usage: sweep [--problems COUNT] [--seed SEED] [--threads COUNT] [--first INDEX] [--only INDEX]
      [--self-test]
    """
  private static let secondsBetweenLines = 5.0

  static func main() {
    guard hasWide else {
      fail("the sweep needs floats of 80 bits, which only x86-64 has; run it there")
    }
    guard let options = SweepOptions(CommandLine.arguments.dropFirst()) else {
      fail(usage, status: 64)
    }
    if options.isSelfTest {
      var test = SelfTest()
      test.run()
      exit(test.failures == 0 ? 0 : 1)
    }
    print("seed \(options.seed)")
    if let only = options.only {
      let result = SweepResult(seed: options.seed, index: only) { print($0) }
      var tally = Tally()
      tally.add(result)
      exit(tally.falseClaims + tally.failures == 0 ? 0 : 1)
    }
    let tally = run(options)
    for shortcoming in tally.shortcomings { print("error: \(shortcoming)") }
    if !tally.shortcomings.isEmpty {
      print("replay a problem: sweep --seed \(options.seed) --only INDEX")
      exit(1)
    }
  }

  private static func run(_ options: SweepOptions) -> Tally {
    let start = ContinuousClock.now
    let shared = Mutex((tally: Tally(), printed: start))
    _ = parallelMap(options.problems, threads: options.threads) { place in
      let index = options.first + place
      let result = SweepResult(seed: options.seed, index: index)
      shared.withLock { state in
        let before = state.tally.falseClaims
        state.tally.add(result)
        if state.tally.falseClaims > before {
          print("false: --seed \(options.seed) --only \(index)")
        }
        let now = ContinuousClock.now
        guard now - state.printed > .seconds(secondsBetweenLines) else { return }
        state.printed = now
        let seconds = Int((now - start) / .seconds(1))
        print(
          "\(state.tally.problems) of \(options.problems) problems, "
            + "\(state.tally.falseClaims) fits with false claims, \(seconds) s")
        fflush(nil)
      }
      return true
    }
    let tally = shared.withLock(\.tally)
    print(tally.report(seconds: (ContinuousClock.now - start) / .seconds(1)))
    return tally
  }

  private static func fail(_ message: String, status: Int32 = 1) -> Never {
    FileHandle.standardError.write(Data("error: \(message)\n".utf8))
    exit(status)
  }
}

/// What the command line asks for.
private struct SweepOptions {
  var problems = 2000
  var seed: UInt64 = 1
  var threads = BLASThreads.available
  var first = 0
  var only: Int?
  var isSelfTest = false

  /// Nil of a line that is not understood.
  init?(_ arguments: ArraySlice<String>) {
    var rest = arguments
    while let option = rest.popFirst() {
      if option == "--self-test" {
        isSelfTest = true
        continue
      }
      guard let word = rest.popFirst(), let value = UInt64(word) else { return nil }
      switch option {
      case "--problems": problems = Int(clamping: value)
      case "--seed": seed = value
      case "--threads": threads = max(1, Int(clamping: value))
      case "--first": first = Int(clamping: value)
      case "--only": only = Int(clamping: value)
      default: return nil
      }
    }
  }
}
