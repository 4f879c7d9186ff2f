#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A training that is killed again and again, at random moments, and resumed each time.
package struct KilledTraining {
  /// Of the command, without those of checkpoints.
  package let arguments: [String]
  package let checkpoint: String
  package let kills: Int
  /// From a start of the process to its kill.
  package let millisecondsBetween: Range<Int>

  package init(
    arguments: [String], checkpoint: String, kills: Int, millisecondsBetween: Range<Int>
  ) {
    self.arguments = arguments
    self.checkpoint = checkpoint
    self.kills = kills
    self.millisecondsBetween = millisecondsBetween
  }

  /// Ends when the training has come to its end by itself, after at most `kills`.
  /// - Returns: how often it was killed while it ran.
  package func run(_ random: inout RandomValues) throws -> Int {
    var survived = 0
    for round in 0... {
      let resumes = access(checkpoint, F_OK) == 0 ? ["--resume", checkpoint] : []
      let command = try CommandProcess(
        arguments + ["--checkpoint", checkpoint, "--checkpoint-every", "1"] + resumes)
      if round < kills {
        usleep(UInt32(random.int(in: millisecondsBetween)) * 1000)
        command.send(SIGKILL)
      }
      let outcome = try command.wait(timeout: 120)
      if outcome.ending == .signal(SIGKILL) {
        survived += 1
        continue
      }
      guard outcome.ending == .exit(0) else {
        throw CommandProcess.Failure(description: "\(outcome.ending): \(outcome.error)")
      }
      return survived
    }
    return survived
  }
}
