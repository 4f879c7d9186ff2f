@testable import SigmoidFormats
import Foundation
import TestSupport
import Testing

/// `sigmoid plot` and `sigmoid train --plot`. What charts hold is ReportTests' to check.
struct PlotTests {
  let digits: SmallDigits
  let model: String
  let history: String

  init() throws {
    digits = try SmallDigits()
    history = digits.folder.file("h.jsonl")
    model = digits.folder.file("m.safetensors")
    try CommandProcess.succeed(
      digits.training("--quiet", "--model", model, "--history", history))
  }

  private func file(_ name: String) -> String { digits.folder.file(name) }

  @Test(arguments: [
    "weights", "roc", "pr", "confusion", "calibration", "histogram", "samples",
  ]) func everyKindIsTheSameOnStandardOutputAndInAFile(kind: String) throws {
    var words = ["plot", kind, "--model", model]
    if kind != "weights" { words += ["--data", digits.folder.path] }
    if kind == "samples" { words += ["--show", "uncertain", "--count", "3"] }
    let svg = try CommandProcess.succeed(words)
    #expect(svg.hasPrefix("<svg xmlns=") && svg.hasSuffix("</svg>\n"))
    let path = file("\(kind).SVG")
    #expect(try CommandProcess.succeed(words + ["-o", path]).contains(path))
    let written = String(decoding: try digits.folder.bytes("\(kind).SVG"), as: UTF8.self)
    #expect(written == svg)
  }

  @Test func lossIsOfTheHistory() throws {
    let svg = try CommandProcess.succeed(["plot", "loss", "--history", history, "--log", "--time"])
    #expect(svg.contains("in 10 evaluations") && svg.contains("seconds of training"))
    let drawn = try CommandProcess.succeed(["plot", "loss", "--history", history, "--terminal"])
    #expect(drawn.hasPrefix("Loss\n") && drawn.contains("└──") && !drawn.contains("\u{1B}"))
  }

  @Test func pixelsArePNGWithoutAnotherProgram() throws {
    let nowhere = ["PATH": digits.folder.path]
    try CommandProcess.succeed(
      ["plot", "weights", "--model", model, "-o", file("w.png")], environment: nowhere)
    let weights = try PNGImage.read(file("w.png"))
    #expect(weights.width > 500 && weights.width == weights.height)
    try CommandProcess.fail(
      ["plot", "loss", "--history", history, "-o", file("l.png")],
      saying: ["rsvg-convert", "librsvg2-bin", ".svg"], environment: nowhere)
    #expect(!digits.folder.names().contains("l.png"))
  }

  @Test func chartsArePNGWhereTheProgramIs() throws {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard folders.contains(where: { access("\($0)/rsvg-convert", X_OK) == 0 }) else {
      print("chartsArePNGWhereTheProgramIs: skipped, there is no rsvg-convert")
      return
    }
    let temporary = try TemporaryFolder()
    try CommandProcess.succeed(
      ["plot", "loss", "--history", history, "-o", file("l.png")],
      environment: ["TMPDIR": temporary.path])
    #expect(try PNGImage.read(file("l.png")).width == 1200)
    #expect(temporary.names() == [])
  }

  /// A program by that name which fails, and one that never ends, would be another's fault.
  @Test func aRendererThatFailsIsNamed() throws {
    // Written by another process: a child of this one could still have it open, and a program that is
    // open for writing does not start.
    let program = file("rsvg-convert")
    let script = "printf '#!/bin/sh\\necho broken fonts >&2\\nexit 3\\n' > \"$0\"; chmod 755 \"$0\""
    let writer = try Process.run(
      URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", script, program])
    writer.waitUntilExit()
    try CommandProcess.fail(
      ["plot", "loss", "--history", history, "-o", file("l.png")],
      saying: [program, "broken fonts", ".svg"],
      environment: ["PATH": digits.folder.path, "TMPDIR": digits.folder.path])
    #expect(!digits.folder.names().contains { $0.hasPrefix("sigmoid-") || $0 == "l.png" })
  }

  @Test func weightsOnATerminalAreInColourForThoseWhoWantIt() throws {
    for (noColour, isColoured) in [(nil, true), ("1", false)] as [(String?, Bool)] {
      let terminal = try PseudoTerminal(columns: 60)
      let command = try CommandProcess(
        ["plot", "weights", "--model", model, "--terminal"], environment: ["NO_COLOR": noColour],
        output: .descriptor(terminal.command), error: .descriptor(terminal.command))
      terminal.closeCommandEnd()
      let text = terminal.readToEnd()
      #expect(try command.wait().ending == .exit(0))
      #expect(text.contains("\u{1B}[38;5;") == isColoured && text.contains("±"))
    }
  }

  @Test func failuresSayWhatToDo() throws {
    let data = ["--data", digits.folder.path]
    try CommandProcess.fail(
      ["plot", "weights", "--model", file("none")], saying: [file("none"), "expected"])
    try CommandProcess.fail(
      ["plot", "roc", "--model", model, "--class", "seven"] + data,
      saying: ["--class", "not 0, 0", "seven"])
    try CommandProcess.fail(
      ["plot", "weights", "--model", model, "--class", "not 0"], saying: ["--class", "not 0"])
    try digits.folder.write(Array("{}\n".utf8), to: "bad.jsonl")
    try CommandProcess.fail(
      ["plot", "loss", "--history", file("bad.jsonl")], saying: ["bad.jsonl", "line 1"])
    try CommandProcess.fail(
      ["plot", "weights", "--model", model, "-o", file("no/such/folder/x.svg")],
      saying: ["no/such/folder"])
  }

  @Test(arguments: [
    (["loss"], "--history"), (["roc"], "--model"), (["pie", "--model", "m"], "pie"),
    (["roc", "--model", "m", "--terminal"], "--terminal"),
    (["roc", "--model", "m", "--log"], "--log"),
    (["weights", "--model", "m", "-o", "x.gif"], ".svg or .png"),
    (["weights", "--model", "m", "--synthetic"], "--synthetic"),
    (["weights", "--model", "m", "x.csv"], "x.csv"),
    (["loss", "--history", "h", "--model", "m"], "--model"),
    (["samples", "--model", "m", "--count", "0"], "--count"),
    (["loss", "--history", "h", "--terminal", "-o", "x.svg"], "--terminal"),
  ]) func wrongUsageIsRefused(words: [String], part: String) throws {
    try CommandProcess.fail(["plot"] + words, code: 64, saying: [part])
  }

  @Test func liveCurveIsDrawnInPlaceAndTakenAway() throws {
    let terminal = try PseudoTerminal(columns: 90)
    let command = try CommandProcess(
      digits.training("--plot", epochs: InterruptTests.endless),
      error: .descriptor(terminal.command))
    terminal.closeCommandEnd()
    try terminal.read(until: "\u{1B}[13A\u{1B}[J")
    command.send(SIGINT)
    let text = terminal.readToEnd()
    #expect(try command.wait().ending == .exit(130))
    #expect(text.contains("loss by evaluation") && text.contains("epoch "))
    // Behind the last erasure the curve stands once, without the live words.
    let last = try #require(text.components(separatedBy: "\u{1B}[13A\u{1B}[J").last)
    #expect(last.components(separatedBy: "└").count == 2 && !last.contains("epoch "))
    #expect(last.contains("interrupted after") && !last.contains("\u{1B}"))
    for line in text.split(whereSeparator: \.isNewline) { #expect(line.count <= 90 + 8) }
  }

  @Test func elsewhereTheCurveComesOnceAtTheEnd() throws {
    let outcome = try CommandProcess.run(digits.training("--plot", "--json"))
    #expect(outcome.ending == .exit(0) && outcome.output.hasPrefix("{"))
    #expect(outcome.error.components(separatedBy: "└").count == 2)
    #expect(!outcome.error.contains("\u{1B}"))
    try CommandProcess.fail(
      digits.training("--plot", "--quiet"), code: 64, saying: ["--plot", "--quiet"])
  }
}
