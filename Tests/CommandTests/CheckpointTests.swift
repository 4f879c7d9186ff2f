@testable import SigmoidExamples
import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// `train --checkpoint` and `--resume` as processes.
struct CheckpointCommandTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  private var checkpoint: String { digits.folder.file("c") }
  private var model: String { digits.folder.file("m.safetensors") }

  private func training(_ more: String..., epochs: Int = 40) -> [String] {
    digits.training("--quiet", "--model", model, epochs: epochs) + more
  }

  @Test(arguments: ["gd", "momentum", "sgd", "adam", "lbfgs", "newton"])
  func killedTrainingsGoOnToTheSameModel(solver: String) throws {
    var random = RandomValues(of: solver)
    // Newton takes a Hessian a step, and few of them.
    let epochs = solver == "newton" ? 6 : 40
    let arguments = training("--solver", solver, "--l2", "0.001", epochs: epochs)
    try CommandProcess.succeed(arguments)
    let expected = try digits.folder.bytes("m.safetensors")
    try FileManager.default.removeItem(atPath: model)
    let survived = try KilledTraining(
      arguments: arguments, checkpoint: checkpoint, kills: 4, millisecondsBetween: 150..<500
    ).run(&random)
    #expect(try digits.folder.bytes("m.safetensors") == expected)
    print("killedTrainingsGoOnToTheSameModel \(solver): \(survived) kills survived")
  }

  @Test func interruptedTrainingSaysHowToGoOn() throws {
    let terminal = try PseudoTerminal(columns: 80)
    let command = try CommandProcess(
      digits.training(
        "--checkpoint", checkpoint, "--checkpoint-every", "1000s",
        epochs: InterruptTests.endless), error: .descriptor(terminal.command))
    terminal.closeCommandEnd()
    try terminal.read(until: "epoch")
    command.send(SIGINT)
    #expect(try command.wait().ending == .exit(130))
    let said = terminal.readToEnd()
    #expect(said.contains("--resume \(checkpoint)"))
    let made = try #require(
      said.firstMatch(of: /interrupted after (\d+) evaluations/).flatMap { Int($0.output.1) })
    let history = digits.folder.file("h.jsonl")
    // The end has come nearer: too near, and then a little further.
    let early = try CommandProcess.run(digits.training("--resume", checkpoint, epochs: made - 2))
    #expect(early.ending == .exit(1) && early.error.contains("--epochs at least"))
    let result = try JSON.object(
      CommandProcess.succeed(
        digits.training("--resume", checkpoint, "--json", "--history", history, epochs: made + 20)))
    #expect(try result.number("evaluations") == Double(made + 20))
    let lines = try String(contentsOfFile: history, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == made + 20)
    #expect(lines[0].contains("\"evaluation\":1,"))
  }

  @Test func otherOptionsAreRefusedByName() throws {
    try CommandProcess.succeed(training("--checkpoint", checkpoint, epochs: 5))
    try FileManager.default.removeItem(atPath: model)
    for (more, words) in [
      (["--learning-rate", "0.2"], "--learning-rate 0.1"), (["--l2", "0.1"], "--l2 0.0"),
      (["--solver", "momentum"], "--solver gd"), (["--positive", "1"], "the classes"),
      (["--examples", "200"], "the number of examples 300"),
      (["--engine", "blas"], "--engine bytes"), (["--standardize"], "--standardize false"),
    ] {
      let outcome = try CommandProcess.run(training("--resume", checkpoint, epochs: 5) + more)
      #expect(outcome.ending == .exit(1))
      #expect(
        outcome.error.contains(checkpoint) && outcome.error.contains(words), "\(outcome.error)")
      #expect(!FileManager.default.fileExists(atPath: model))
    }
  }

  @Test func wrongUsageIsRefused() throws {
    for (more, words) in [
      (["--checkpoint", ""], "--checkpoint"), (["--resume", ""], "--resume"),
      (["--checkpoint-every", "5"], "--checkpoint"),
      (["--checkpoint", checkpoint, "--checkpoint-every", "soon"], "--checkpoint-every"),
      (["--checkpoint", checkpoint, "--checkpoint-every", "0"], "--checkpoint-every"),
    ] {
      let outcome = try CommandProcess.run(training() + more)
      #expect(outcome.ending == .exit(64) && outcome.error.contains(words), "\(outcome.error)")
    }
    for (path, words) in [
      (digits.folder.file("none"), "no such file"), (try digits.model(), "kind"),
    ] {
      let outcome = try CommandProcess.run(training("--resume", path))
      #expect(outcome.ending == .exit(1))
      #expect(outcome.error.contains(path) && outcome.error.contains(words), "\(outcome.error)")
    }
  }

  /// The folder goes away after the start: the model is saved, and the loss is not silent.
  @Test func aCheckpointThatCannotBeSavedFailsTheRun() throws {
    let folder = digits.folder.file("gone")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let terminal = try PseudoTerminal(columns: 80)
    let command = try CommandProcess(
      digits.training(
        "--model", model, "--checkpoint", folder + "/c", "--checkpoint-every", "1000s",
        epochs: InterruptTests.endless), error: .descriptor(terminal.command))
    terminal.closeCommandEnd()
    try terminal.read(until: "epoch")
    try FileManager.default.removeItem(atPath: folder)
    command.send(SIGINT)
    #expect(try command.wait().ending == .exit(1))
    #expect(terminal.readToEnd().contains(folder + "/c"))
    #expect(FileManager.default.fileExists(atPath: model))
  }
}
