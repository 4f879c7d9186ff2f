import Foundation
import SigmoidLinear
import SigmoidSystem

/// Draws data sets whose truth is known and counts how often each kind of 95 % interval has it:
/// `coverage --sets 10000 --seed 1`. What it counts has to be what another program counted
/// (`KnownCoverage`), within the error of both simulations; and other kinds' counts must not be.
@main
struct Coverage {
  private static let usage = """
    usage: coverage [--sets COUNT] [--profiles COUNT] [--seed SEED] [--threads COUNT] [--only DESIGN]
    """
  /// Standard errors: of 110 numbers one is beyond in 140 runs.
  private static let farthest = 4.0
  /// Of sets without an answer, such as those whose classes are separated.
  private static let mostWithoutAnswer = 0.005
  private static let setsAtATime = 50

  /// Kinds that have to be told apart: the counts of the first are not what is known of the second. A
  /// program that took one for the other would be found.
  private static let mistakes: [(CoverageDesign, taken: IntervalKind, for: IntervalKind)] = [
    (.large, .modelAt94, .model), (.small, .modelAt94, .model),
    (.small, .hc0, .hc1), (.small, .hc1, .hc3), (.small, .hc2, .hc3),
    (.small, .model, .hc3), (.small, .model, .profile), (.small, .profile, .firth),
    (.misspecified, .model, .hc0), (.misspecified, .model, .hc3),
    (.clustered, .model, .cluster), (.clustered, .hc3, .cluster),
    (.sampled, .frequency, .sampling),
  ]

  static func main() {
    guard let options = CoverageOptions(CommandLine.arguments.dropFirst()) else {
      FileHandle.standardError.write(Data("error: \(usage)\n".utf8))
      exit(64)
    }
    print("seed \(options.seed), \(options.sets) sets of each design")
    let start = ContinuousClock.now
    var problems: [String] = []
    for design in options.designs {
      problems += judge(design, tallies(of: design, options), options)
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    for problem in problems { print("error: \(problem)") }
    if problems.isEmpty {
      print(
        "every coverage is what is known, within \(farthest) standard errors of both simulations; "
          + "\(Int(seconds.rounded(.up))) s")
    }
    exit(problems.isEmpty ? 0 : 1)
  }

  private static func tallies(
    of design: CoverageDesign, _ options: CoverageOptions
  ) -> [IntervalKind: CoverageTally] {
    let place = UInt64(CoverageDesign.allCases.firstIndex(of: design) ?? 0)
    let empty = CoverageTally(coefficients: design.truth.count)
    let blocks = (options.sets + setsAtATime - 1) / setsAtATime
    let parts = parallelMap(blocks, threads: options.threads) { block in
      var tallies: [IntervalKind: CoverageTally] = [:]
      for index in block * setsAtATime..<min((block + 1) * setsAtATime, options.sets) {
        var random = SeededGenerator(seed: options.seed, stream: place << 40 | UInt64(index))
        let set = design.draw(&random)
        for (kind, inside)
          in (try? IntervalKind.inside(
            set, design, hasFits: index < options.profiles)) ?? [:]
        {
          tallies[kind, default: empty].add(inside)
        }
      }
      return tallies
    }
    var result: [IntervalKind: CoverageTally] = [:]
    for part in parts {
      for (kind, tally) in part { result[kind, default: empty].add(tally) }
    }
    return result
  }

  /// What is wrong with the counts of a design, in words; prints a line a kind.
  private static func judge(
    _ design: CoverageDesign, _ tallies: [IntervalKind: CoverageTally],
    _ options: CoverageOptions
  ) -> [String] {
    print("\n\(design.rawValue)")
    var problems: [String] = []
    for kind in design.kinds {
      guard let tally = tallies[kind], let known = KnownCoverage.shares[design]?[kind] else {
        problems.append("\(design.rawValue), \(kind.rawValue): no interval at all")
        continue
      }
      let distances = tally.distances(from: known)
      let shown = zip(tally.shares, known).map { "\(percent($0)) (\(percent($1)))" }
      let name = kind.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
      print("  \(name)\(shown.joined(separator: "  "))")
      if let worst = distances.max(by: { abs($0) < abs($1) }), !(abs(worst) <= farthest) {
        problems.append(
          "\(design.rawValue), \(kind.rawValue): expected what is known, found \(worst) standard errors off"
        )
      }
      let sets = kind.isOfFits ? min(options.profiles, options.sets) : options.sets
      if Double(sets - tally.sets) > mostWithoutAnswer * Double(sets) {
        problems.append(
          "\(design.rawValue), \(kind.rawValue): \(sets - tally.sets) sets had no answer")
      }
    }
    for mistake in mistakes where mistake.0 == design {
      guard let tally = tallies[mistake.taken],
        let known = KnownCoverage.shares[design]?[mistake.for],
        tally.distances(from: known).contains(where: { abs($0) > farthest })
      else {
        problems.append(
          "\(design.rawValue): \(mistake.taken.rawValue) could be taken for \(mistake.for.rawValue); use more sets"
        )
        continue
      }
    }
    return problems
  }

  private static func percent(_ share: Double) -> String {
    String(format: "%.2f", 100 * share)
  }
}

/// What the command line asks for.
private struct CoverageOptions {
  var sets = 10_000
  /// Of which so many have profile intervals.
  var profiles = Int.max
  var seed: UInt64 = 1
  var threads = BLASThreads.available
  var designs = CoverageDesign.allCases

  /// Nil of a line that is not understood.
  init?(_ arguments: ArraySlice<String>) {
    var rest = arguments
    while let option = rest.popFirst() {
      guard let word = rest.popFirst() else { return nil }
      if option == "--only" {
        guard let design = CoverageDesign(rawValue: word) else { return nil }
        designs = [design]
        continue
      }
      guard let value = UInt64(word) else { return nil }
      switch option {
      case "--sets": sets = max(1, Int(clamping: value))
      case "--profiles": profiles = max(1, Int(clamping: value))
      case "--seed": seed = value
      case "--threads": threads = max(1, Int(clamping: value))
      default: return nil
      }
    }
  }
}
