@testable import SigmoidCommand
import Foundation
import TestSupport
import Testing

/// What goes wrong in one of several processes ends all of them, soon, with one message.
@Suite(.serialized, .enabled(if: MPIRun.isReady, "\(MPIRun.whatIsMissing)"))
struct DistributedFaultTests {
  let digits: ShardedDigits
  var folder: TemporaryFolder { digits.folder }

  init() throws {
    digits = try ShardedDigits()
    try digits.cut()
    try folder.write(OldOutput.bytes, to: "old")
  }

  /// Starts a training that is to fail, or to be ended.
  private func start(
    _ arguments: [String], ranks: Int, launcher: [String]? = nil
  ) throws -> CommandProcess {
    try CommandProcess(
      ["train", "--distributed", "--model", folder.file("old"), "--threads", "1"] + arguments,
      environment: MPIRun.environment, launcher: launcher ?? MPIRun.launcher(ranks: ranks))
  }

  private func refuse(
    _ arguments: [String], ranks: Int, launcher: [String]? = nil, saying parts: [String]
  ) throws {
    let outcome = try start(arguments, ranks: ranks, launcher: launcher).wait(timeout: 60)
    #expect(outcome.ending == .exit(1), "\(outcome)")
    for part in parts { #expect(outcome.error.contains(part), "\(part)\n\(outcome.error)") }
    let messages = outcome.error.split(separator: "\n").filter { $0.contains("error:") }
    #expect(messages.count == 1, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    #expect(try folder.bytes("old") == OldOutput.bytes)
  }

  @Test func aShardThatIsMissingEndsAll() throws {
    unlink(folder.file("part-2.idx"))
    try folder.link("part-2.idx", to: folder.file("gone"))
    try refuse(
      digits.parts, ranks: 4, saying: ["rank 2: ", "part-2.idx", "no such file or directory"])
  }

  @Test func aShardOfAnotherWidthEndsAll() throws {
    let other = try folder.bytes("part-3.idx")
    try folder.write(
      Array(other[..<12]) + [0, 0, 0, 14] + Array(other[16..<16 + 600 * 392]), to: "part-3.idx")
    try refuse(
      digits.parts, ranks: 4,
      saying: ["part-3.idx", "784 features", "part-0.idx", "392"])
  }

  @Test func aProcessWithoutExamplesEndsAll() throws {
    try refuse(
      digits.whole + ["--examples", "600"], ranks: 3,
      saying: ["each of 3 processes", "none for rank 0", "600 examples", "2 chunks", "fewer"])
  }

  @Test func otherOptionsEndAll() throws {
    let options = ["train", "--distributed", "--epochs", "2"] + digits.whole
    let mpirun = MPIRun.path ?? "mpirun"
    let command = try CommandProcess.executable()
    try refuse(
      digits.whole + ["--epochs", "3"], ranks: 2,
      launcher: [mpirun, "-n", "1", command] + options + [":", "-n", "1"],
      saying: ["rank 1: expected the options", "--epochs 2", "as rank 0 has", "--epochs 3"])
  }

  @Test func aValueThatIsNoNumberIsFoundByItsPlace() throws {
    var text = "y,a\n"
    for row in 0..<1200 { text += "\(row % 2),\(row == 900 ? "nan" : "\(row).5")\n" }
    let path = try folder.write(Array(text.utf8), to: "n.csv")
    let whole = try CommandProcess.run(["train", path])
    #expect(whole.ending == .exit(1))
    try refuse([path], ranks: 2, saying: ["n.csv"])
  }

  @Test func aModelThatCannotBeWrittenIsSaidOnce() throws {
    try refuse(
      digits.whole + ["--history", folder.path + "/none/history"], ranks: 2,
      saying: ["none/history"])
  }

  /// The processes of a run: children of mpirun.
  private func processes(of parent: pid_t) -> [pid_t] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { pid_t($0) }.filter { process in
      let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      let fields = status?.split(separator: ")").last?.split(separator: " ") ?? []
      return fields.count > 1 && fields[1] == "\(parent)"
    }
  }

  /// A long training of which the history's file, or the checkpoint, tells that it is under way.
  private func longRun(_ more: [String] = []) throws -> (CommandProcess, [pid_t]) {
    let command = try start(
      digits.whole + [
        "--epochs", "1000000", "--learning-rate", "1e-6", "--positive", "0", "--checkpoint",
        folder.file("checkpoint"), "--checkpoint-every", "10",
      ] + more, ranks: 3)
    for _ in 0..<6000 {
      if access(folder.file("checkpoint"), F_OK) == 0 { break }
      usleep(10_000)
    }
    return (command, processes(of: command.identifier))
  }

  @Test func aKilledProcessEndsAll() throws {
    let (command, children) = try longRun()
    #expect(children.count == 3)
    let clock = ContinuousClock.now
    kill(try #require(children.last), SIGKILL)
    let outcome = try command.wait(timeout: 120)
    #expect((ContinuousClock.now - clock) < .seconds(20))
    if case .exit(let code) = outcome.ending { #expect(code != 0) }
    #expect(outcome.error.contains("signal 9"), "\(outcome.error)")
    // One that nobody has asked for its status yet is gone too. One that was killed may still be
    // giving back its memory.
    func remaining() -> [String] {
      children.compactMap { try? String(contentsOfFile: "/proc/\($0)/stat", encoding: .utf8) }
        .filter { !$0.contains(") Z") }
    }
    while !remaining().isEmpty && ContinuousClock.now - clock < .seconds(20) { usleep(10_000) }
    #expect(remaining().isEmpty)
    #expect(try folder.bytes("old") == OldOutput.bytes)
  }

  /// Several times: it may come while the processes agree that none has come.
  @Test(arguments: 1...3)
  func anEndThatIsAskedForSavesTheModel(time: Int) throws {
    let (command, children) = try longRun()
    // To one process, as a scheduler may: all end with it.
    kill(try #require(children.last), SIGTERM)
    let outcome = try command.wait(timeout: 120)
    #expect(outcome.ending == .exit(143), "\(outcome)")
    #expect(outcome.error.contains("interrupted after"), "\(outcome.error)")
    #expect(try folder.bytes("old") != OldOutput.bytes)
  }

  @Test func aFileThatShrinksEndsAll() throws {
    let (command, children) = try longRun(["--map"])
    #expect(children.count == 3)
    truncate(digits.images, 400_000)
    let outcome = try command.wait(timeout: 120)
    if case .exit(let code) = outcome.ending { #expect(code != 0) }
    #expect(outcome.error.contains("found a part of it gone"), "\(outcome.error)")
    #expect(try folder.bytes("old") == OldOutput.bytes)
  }
}

/// The command that these tests are linked with has no MPI.
@Suite struct CommandWithoutMPITests {
  @Test func itSaysHowToGetIt() throws {
    let error = #expect(throws: (any Error).self) {
      try Sigmoid.parseAsRoot(["train", "--synthetic", "--distributed"])
    }
    #expect(Sigmoid.fullMessage(for: try #require(error)).contains("--traits Command,MPI"))
  }
}
