import ArgumentParser
import SigmoidLinear
import SigmoidSystem

/// The address space that OpenBLAS takes: where the system does not give it, OpenBLAS asks for ever.
enum BLASRoom {
  /// For each thread that multiplies, its stack included: what OpenBLAS 0.3 maps on x86-64.
  private static let bytesOfThread = 136 << 20

  /// Refuses a command that multiplies where there is no such room.
  static func check(for command: any ParsableCommand) throws {
    guard let threads = threads(of: command), AvailableMemory.limitsAddresses else { return }
    let possible = room(upTo: threads)
    guard possible < threads else {
      // Before anything else can take it.
      BLASThreads.reserve(threads)
      ThreadRoom.limit(to: threads)
      return
    }
    throw RunFailure(
      description: "memory: expected \(bytesOfThread >> 20) MB of address space for each of "
        + "\(Format.count(threads, "thread")), found room for \(possible); raise the limit, ulimit -v"
        + (possible > 0 && command is Train ? ", or use --threads \(possible)" : ""))
  }

  /// As many as may multiply at once; nil for a command that does not.
  private static func threads(of command: any ParsableCommand) -> Int? {
    switch command {
    case let train as Train:
      min(train.engine.threads ?? BLASThreads.available, EngineOptions.mostThreads)
    case let compare as Compare:
      min(compare.threads ?? BLASThreads.available, EngineOptions.mostThreads)
    case is Evaluate, is Predict, is ReportCommand, is Plot, is Serve:
      BLASThreads.available
    default: nil
    }
  }

  /// How many threads have theirs. Asked for one by one, as OpenBLAS does: the system may refuse as one
  /// piece what it gives in several.
  private static func room(upTo threads: Int) -> Int {
    guard threads > 0, let space = AlignedBuffer(ifAvailable: bytesOfThread) else { return 0 }
    return withExtendedLifetime(space) { 1 + room(upTo: threads - 1) }
  }
}
