@testable import SigmoidExamples
@testable import SigmoidOptimization
import SigmoidSystem
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

/// Ctrl-C, a polite kill, and an impolite one.
struct InterruptTests {
  static let endless = 1_000_000_000
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  /// A training without end, of which the first live line has been seen.
  private func training(
    _ more: String..., output: CommandProcess.Stream = .standard
  ) throws -> (command: CommandProcess, terminal: PseudoTerminal) {
    let terminal = try PseudoTerminal(columns: 80)
    let command = try CommandProcess(
      digits.training(epochs: Self.endless) + more, output: output,
      error: .descriptor(terminal.command))
    terminal.closeCommandEnd()
    try terminal.read(until: "epoch")
    return (command, terminal)
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func interruptedTrainingSavesTheModelSoFar(signal: Int32, code: Int32) throws {
    let model = digits.folder.file("m.safetensors")
    let history = digits.folder.file("h.jsonl")
    let (command, terminal) = try training("--json", "--model", model, "--history", history)
    command.send(signal)
    let outcome = try command.wait()
    #expect(outcome.ending == .exit(code))
    let result = try JSON.object(outcome.output)
    #expect(try result.text("terminationReason") == "interrupted")
    #expect(try result.number("evaluations") > 1)
    let rest = terminal.readToEnd()
    #expect(rest.contains("interrupted after") && rest.contains(model), "\(rest)")
    try CommandProcess.succeed(["evaluate", "--model", model, "--data", digits.folder.path])
    let rows = try JSON.lines(String(contentsOfFile: history, encoding: .utf8))
    #expect(try Double(rows.count) == result.number("evaluations"))
  }

  @Test func interruptedTrainingWithoutAModelEndsWith130() throws {
    let (command, terminal) = try training()
    command.send(SIGINT)
    let outcome = try command.wait()
    #expect(outcome.ending == .exit(130))
    #expect(outcome.output.contains("interrupted"))
    #expect(!terminal.readToEnd().contains("model so far"))
  }

  /// A pipe that nobody reads keeps the command from saving, so it is still there the second time.
  @Test func secondInterruptEndsAtOnce() throws {
    let model = digits.folder.file("pipe")
    try #require(mkfifo(model, 0o600) == 0)
    let (command, _) = try training("--json", "--model", model)
    command.send(SIGINT)
    usleep(300_000)
    command.send(SIGINT)
    let outcome = try command.wait(timeout: 20)
    #expect(outcome.ending == .exit(130))
    #expect(outcome.output == "")
  }

  /// After the last epoch there is still a model to save.
  @Test func interruptWhileSavingSavesFirst() throws {
    let model = digits.folder.file("pipe")
    try #require(mkfifo(model, 0o600) == 0)
    let command = try CommandProcess(digits.training("--json", "--model", model, epochs: 1))
    // By now it waits for a reader; were it slower, it would save the model so far all the same.
    usleep(1_500_000)
    command.send(SIGINT)
    usleep(100_000)
    let reader = open(model, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    defer { close(reader) }
    #expect(try command.wait(timeout: 20).ending == .exit(130))
    // The pipe holds all of so small a model.
    var saved = [UInt8](repeating: 0, count: 1 << 16)
    saved.removeLast(saved.count - max(0, read(reader, &saved, saved.count)))
    let copy = try digits.folder.write(saved, to: "m")
    try CommandProcess.succeed(["evaluate", "--model", copy, "--data", digits.folder.path])
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func interruptWhileLoadingEndsAtOnce(signal: Int32, code: Int32) throws {
    let images = digits.folder.file("train-images-idx3-ubyte")
    try FileManager.default.removeItem(atPath: images + ".gz")
    try #require(mkfifo(images, 0o600) == 0)
    let old = OldOutput.bytes
    let model = try digits.folder.write(old, to: "m")
    let command = try CommandProcess(digits.training("--model", model))
    // A writer gets in only when the command has come to read.
    var writer: Int32 = -1
    for _ in 0..<10_000 where writer < 0 {
      writer = open(images, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      if writer < 0 { usleep(1000) }
    }
    try #require(writer >= 0)
    defer { close(writer) }
    command.send(signal)
    let outcome = try command.wait(timeout: 20)
    #expect(outcome.ending == .exit(code))
    #expect(outcome.output == "" && outcome.error == "")
    #expect(try digits.folder.bytes("m") == old)
  }

  /// Bytes in all files of the folder whose name begins so: a model and what is written beside it.
  private func size(ofFilesNamed name: String) -> Int {
    digits.folder.names().filter { $0.hasPrefix(name) }.reduce(0) { sum, file in
      var status = stat()
      return stat(digits.folder.file(file), &status) == 0 ? sum + Int(status.st_size) : sum
    }
  }

  /// Killed at random moments, most of them near the save, the file is always a whole model.
  @Test func killWhileSavingLeavesTheOldModelOrTheNew() throws {
    var random = RandomValues()
    let arguments = digits.training("--quiet", "--model", digits.folder.file("m"), epochs: 2)
    let whole = try CommandProcess.run(arguments)
    #expect(whole.ending == .exit(0))
    let first = try ModelBytes(digits.folder.bytes("m"))
    try CommandProcess.succeed(arguments + ["--positive", "1"])
    let second = try ModelBytes(digits.folder.bytes("m"))
    let differ = first != second
    #expect(differ)
    var killed = 0
    for round in 0..<30 {
      // What lies there tells who wrote it last; each round tries to put the other one there.
      let next = try ModelBytes(digits.folder.bytes("m")) == first ? ["--positive", "1"] : []
      let command = try CommandProcess(arguments + next)
      if round % 2 == 0 {
        let share = 0.65 + 0.45 * random.unit()
        usleep(UInt32(share * whole.seconds * 1e6))
      } else {
        // As soon as a byte is seen to be written, and a little later.
        let before = size(ofFilesNamed: "m")
        let deadline = ContinuousClock.now + .seconds(whole.seconds * 2)
        while size(ofFilesNamed: "m") == before && ContinuousClock.now < deadline {}
        usleep(UInt32(random.int(in: 0..<201)))
      }
      command.send(SIGKILL)
      if try command.wait().ending == .signal(SIGKILL) { killed += 1 }
      let found = try ModelBytes(digits.folder.bytes("m"))
      let isWhole = found == first || found == second
      #expect(isWhole, "round \(round), seed \(random.seed)")
    }
    #expect(killed > 0, "no round was killed, seed \(random.seed)")
    try CommandProcess.succeed(
      ["evaluate", "--model", digits.folder.file("m"), "--data", digits.folder.path])
  }
}

/// A model's file, but for the order of the keys in its header.
private struct ModelBytes: Equatable {
  let count: Int
  let header: [UInt8]
  let numbers: [UInt8]

  init(_ bytes: [UInt8]) throws {
    count = bytes.count
    let length = try #require(bytes.count > 8 ? Int(bytes[0]) + Int(bytes[1]) << 8 : nil)
    header = bytes.dropFirst(8).prefix(length).sorted()
    numbers = Array(bytes.dropFirst(8 + length))
  }
}
