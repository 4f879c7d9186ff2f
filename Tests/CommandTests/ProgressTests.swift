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

/// What a person sees on a terminal.
struct ProgressTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  /// Runs until some progress has been shown, then interrupts; gives all that was written.
  private func screen(
    columns: UInt16, environment: [String: String?] = [:], _ more: String...
  ) throws -> String {
    let terminal = try PseudoTerminal(columns: columns)
    let command = try CommandProcess(
      digits.training(epochs: InterruptTests.endless) + more, environment: environment,
      error: .descriptor(terminal.command))
    terminal.closeCommandEnd()
    try terminal.read(until: "epoch ")
    usleep(400_000)
    command.send(SIGINT)
    let text = terminal.readToEnd()
    #expect(try command.wait().ending == .exit(130))
    return text
  }

  /// What stands on the line between two carriage returns, without escapes.
  private func lines(_ text: String) -> [String] {
    text.replacing("\u{1B}[K", with: "").split { $0 == "\r" || $0 == "\r\n" || $0 == "\n" }
      .map(String.init)
  }

  /// A table that comes slowly: the line says how much of it is there, and goes away.
  @Test(arguments: [200, 40] as [UInt16]) func readingIsShown(columns: UInt16) throws {
    let pipe = digits.folder.file("slow.csv")
    try #require(mkfifo(pipe, 0o600) == 0)
    let terminal = try PseudoTerminal(columns: columns)
    let command = try CommandProcess(
      ["data", "convert", pipe, digits.folder.file("out.npz")], error: .descriptor(terminal.command)
    )
    terminal.closeCommandEnd()
    let writer = try #require(FileHandle(forWritingAtPath: pipe))
    let rows = Data(String(repeating: "1,2,3.5\n", count: 250_000).utf8)
    for _ in 0..<4 {
      try writer.write(contentsOf: rows)
      usleep(200_000)
    }
    try writer.close()
    #expect(try command.wait().ending == .exit(0))
    let text = terminal.readToEnd()
    #expect(text.contains("reading slow.csv"), "\(text)")
    #expect(text.contains(" MB/s"))
    #expect(lines(text).allSatisfy { $0.count < columns })
    // The last live line was taken away.
    #expect(text.hasSuffix("\r\u{1B}[K"))
  }

  @Test(arguments: [120, 60, 20, 7] as [UInt16]) func liveLineFitsTheTerminal(
    columns: UInt16
  ) throws {
    let terminal = try PseudoTerminal(columns: columns)
    let command = try CommandProcess(
      digits.training(epochs: InterruptTests.endless), error: .descriptor(terminal.command))
    terminal.closeCommandEnd()
    try terminal.read(until: "epoch")
    usleep(400_000)
    command.send(SIGINT)
    let text = terminal.readToEnd()
    #expect(try command.wait().ending == .exit(130))
    let shown = lines(text).filter { $0.hasPrefix("epoch") }
    #expect(shown.count > 1, "\(text.debugDescription)")
    // One column stays free, lest the terminal wraps.
    for line in shown { #expect(line.count < Int(columns), "\(line)") }
  }

  @Test func liveLineSaysEpochLossAndTimeLeftAndIsTakenAway() throws {
    let text = try screen(columns: 120)
    let shown = lines(text).filter { $0.hasPrefix("epoch") }
    #expect(shown.count > 1)
    for line in shown {
      #expect(line.contains(" of 1000000000  loss 0.") && line.hasSuffix(" left"), "\(line)")
    }
    // The live line is erased, then the note begins at the left.
    #expect(text.contains("\r\u{1B}[Kinterrupted after"), "\(text.debugDescription)")
    let parts = text.components(separatedBy: "interrupted after")
    #expect(parts.count == 2 && !parts[1].contains("epoch"))
  }

  @Test func shortRunShowsNoProgress() throws {
    let terminal = try PseudoTerminal(columns: 80)
    let command = try CommandProcess(
      digits.training(epochs: 1), error: .descriptor(terminal.command))
    terminal.closeCommandEnd()
    let text = terminal.readToEnd()
    #expect(text.hasPrefix("note: not converged") && text.count { $0 == "\r\n" } == 1)
    #expect(try command.wait().ending == .exit(0))
  }

  @Test func quietShowsNothing() throws {
    let terminal = try PseudoTerminal(columns: 80)
    let command = try CommandProcess(
      digits.training("--quiet", "--history", "/dev/null", epochs: InterruptTests.endless),
      error: .descriptor(terminal.command))
    terminal.closeCommandEnd()
    usleep(1_000_000)
    command.send(SIGKILL)
    #expect(terminal.readToEnd() == "")
    #expect(try command.wait().ending == .signal(SIGKILL))
  }

  @Test(arguments: [nil, "1", ""] as [String?]) func colourIsForThoseWhoWantIt(
    noColour: String?
  ) throws {
    let terminal = try PseudoTerminal(columns: 80)
    let command = try CommandProcess(
      ["evaluate", "--model", "/no/such/model"], environment: ["NO_COLOR": noColour],
      error: .descriptor(terminal.command))
    terminal.closeCommandEnd()
    let text = terminal.readToEnd()
    #expect(try command.wait().ending == .exit(1))
    #expect(text.contains("error:"))
    // no-color.org: set and not empty.
    #expect(text.contains("\u{1B}[") == (noColour != "1"), "\(text.debugDescription)")
  }

  @Test func errorComesAfterTheLiveLineIsTakenAway() throws {
    let terminal = try PseudoTerminal(columns: 80)
    let command = try CommandProcess(
      [
        "compare", "--data", digits.folder.path, "--engines", "reference", "--epochs", "100000",
        "--positive", "1", "--learning-rate", "100",
      ], error: .descriptor(terminal.command))
    terminal.closeCommandEnd()
    let text = terminal.readToEnd()
    #expect(try command.wait().ending == .exit(1))
    let message = try #require(text.components(separatedBy: "\r").last { $0.contains("diverged") })
    #expect(!message.contains("epoch 1"), "\(text.debugDescription)")
  }

  @Test func dumbTerminalGetsNoEscapes() throws {
    let terminal = try PseudoTerminal(columns: 80)
    let command = try CommandProcess(
      ["evaluate", "--model", "/no/such/model"], environment: ["TERM": "dumb"],
      error: .descriptor(terminal.command))
    terminal.closeCommandEnd()
    let text = terminal.readToEnd()
    #expect(try command.wait().ending == .exit(1))
    #expect(!text.contains("\u{1B}"), "\(text.debugDescription)")
  }

  @Test func logHasPlainLines() throws {
    let command = try CommandProcess(digits.training(epochs: InterruptTests.endless))
    usleep(500_000)
    command.send(SIGINT)
    let outcome = try command.wait()
    #expect(!outcome.error.contains("\r") && !outcome.error.contains("\u{1B}"))
  }
}
