@testable import SigmoidExamples

#if os(Linux)
  import Glibc
  import TestSupport
  import Testing

  /// Kills of the optimised command while it saves a model of a megabyte, at random moments.
  @Suite(
    .enabled(
      if: OptimisedCommand.path != nil, "needs SIGMOID_COMMAND, the optimised command"))
  struct FaultKillTests {
    private static let rounds = 200

    @Test func twoHundredKillsLeaveTheOldModelOrTheNew() throws {
      var random = RandomValues()
      let folder = try TemporaryFolder()
      let data = try folder.write(Array("0 1:1 3:2\n1 2:1 100000:1\n".utf8), to: "x.libsvm")
      func words(_ epochs: Int) -> [String] {
        ["train", data, "--epochs", "\(epochs)", "--quiet", "--model", folder.file("m")]
      }
      var seconds = 0.0
      let models = try (1...2).map { epochs in
        let outcome = try CommandProcess.run(words(epochs))
        #expect(outcome.ending == .exit(0), "\(outcome.error)")
        seconds = outcome.seconds
        return try folder.bytes("m")
      }
      let (first, second) = (models[0], models[1])
      let differ = first != second
      #expect(differ && first.count > 800_000)

      var (killed, amid) = (0, 0)
      for round in 0..<Self.rounds {
        // What lies there tells who wrote it last; each round tries to put the other one there.
        let isFirst = try folder.bytes("m") == first
        let command = try CommandProcess(words(isFirst ? 2 : 1))
        if round % 2 == 0 {
          usleep(UInt32((0.65 + 0.45 * random.unit()) * seconds * 1e6))
        } else {
          // As soon as the new file is seen beside the old one, and a little later.
          let deadline = ContinuousClock.now + .seconds(2 * seconds)
          while folder.names().count == 2 && ContinuousClock.now < deadline {}
          usleep(UInt32(random.int(in: 0..<3000)))
        }
        command.send(SIGKILL)
        if try command.wait().ending == .signal(SIGKILL) { killed += 1 }
        let found = try folder.bytes("m")
        let isWhole = found == first || found == second
        #expect(isWhole, "round \(round), seed \(random.seed): \(found.count) bytes")
        for name in folder.names() where name.hasSuffix(".tmp") {
          amid += 1
          unlink(folder.file(name))
        }
      }
      #expect(killed > Self.rounds / 4 && amid > 0)
      print("kills survived: \(killed) of \(Self.rounds) rounds, \(amid) of them amid the write")
    }
  }
#endif
