#if os(Linux)
  import Foundation
  import Glibc
  import TestSupport
  import Testing

  /// Limits on files and memory, streams that are closed, folders that vanish.
  @Suite struct FaultLimitTests {
    private let folder: TemporaryFolder

    init() throws { folder = try FaultCase.folder() }

    /// A shell that sets something up and becomes the command.
    private func shell(_ setUp: String) -> [String] {
      ["/bin/sh", "-c", "\(setUp); exec \"$@\"", "sh"]
    }

    private func run(
      _ setUp: String, _ arguments: [String], output: CommandProcess.Stream = .standard,
      timeout: Double = 60
    ) throws -> CommandProcess.Outcome {
      try CommandProcess.run(
        arguments, output: output, launcher: shell(setUp), timeout: timeout)
    }

    /// RLIMIT_FSIZE counts blocks of 512 bytes in a shell of POSIX.
    @Test func filesAboveTheLimitAreTold() throws {
      let model = try folder.write(OldOutput.bytes, to: "m")
      let before = folder.names()
      let outcome = try run(
        "ulimit -f 1",
        [
          "train", folder.file("x.csv"), "--epochs", "1", "--quiet", "--model", model, "--history",
          folder.file("h"),
        ], output: .file("/dev/null"))
      #expect(outcome.ending == .exit(1), "\(outcome)")
      #expect(outcome.error.contains("error: \(model): expected a file that can be written"))
      #expect(outcome.error.contains("ile too large"))
      #expect(try folder.bytes("m") == OldOutput.bytes)
      // The history is short enough, and is not lost with the model.
      #expect(folder.names() == (before + ["h"]).sorted())
      #expect(String(decoding: try folder.bytes("h"), as: UTF8.self).contains("\"evaluation\":1"))
    }

    /// One wrong index of a sparse file claims two billion features: 17 GB a vector.
    @Test(arguments: [[], ["--dense"], ["--solver", "lbfgs"]])
    func moreThanThereIsMemoryForIsRefused(options: [String]) throws {
      let path = try folder.write(Array("0 2147483647:1\n1 1:1\n".utf8), to: "x.libsvm")
      let outcome = try run(
        "ulimit -v 8000000", ["train", path, "--quiet", "--model", folder.file("m")] + options,
        timeout: 20)
      #expect(outcome.ending == .exit(1), "\(outcome)")
      #expect(outcome.error.contains("error: \(path): expected "), "\(outcome.error)")
      #expect(outcome.error.contains(" memory ") || outcome.error.contains("with all zeros"))
      #expect(!folder.names().contains("m"))
    }

    /// A file of 3 GB (with a hole in it) where 2 GB may be had: refused before it is read.
    @Test(arguments: ["idx", "npy", "csv", "libsvm"])
    func filesAboveTheMemoryAreRefused(format: String) throws {
      let path = folder.file("large.\(format)")
      try folder.write([0, 0, 8, 2, 0, 0, 1, 0, 0, 0x8F, 0, 0], to: "large.\(format)")
      try #require(truncate(path, 3_000_000_000) == 0)
      let outcome = try run(
        "ulimit -v 2000000", ["train", path, "--labels", path, "--quiet"], timeout: 20)
      #expect(outcome.ending == .exit(1), "\(outcome)")
      #expect(
        outcome.error.contains(
          "error: \(path): expected 3000 MB of memory for its contents, found "),
        "\(outcome.error)")
      #expect(outcome.error.contains(" MB available; use a smaller file"))
    }

    /// The number of a closed stream must not become a file's, or the result goes there.
    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    func closedStreamsHarmNoFile(_ closed: String) throws {
      let model = folder.file("m")
      let words = ["train", folder.file("x.csv"), "--epochs", "3", "--model", model]
      let expected = try run("true", words + ["--quiet"])
      let whole = try folder.bytes("m")
      try folder.write(OldOutput.bytes, to: "m")
      let outcome = try run("exec \(closed)", words + ["--quiet"])
      #expect(try folder.bytes("m") == whole)
      if closed.contains(" >&-") || closed.hasPrefix(">") {
        #expect(outcome.ending == .exit(1) && outcome.output == "")
        #expect(closed.contains("2") || outcome.error.contains("standard output: expected"))
      } else {
        #expect(outcome.ending == .exit(0))
        #expect(
          outcome.output.split(separator: "\n").count
            == expected.output.split(separator: "\n").count)
      }
    }

    @Test func closedStreamsAreTakenUp() throws {
      let command = try CommandProcess(
        [
          "train", folder.file("x.csv"), "--solver", "gd", "--epochs", "\(InterruptTests.endless)",
          "--quiet",
        ], launcher: shell("exec <&- >&- 2>&-"))
      var targets: [String?] = []
      for _ in 0..<1000 where targets != ["/dev/null", "/dev/null", "/dev/null"] {
        usleep(10_000)
        targets = (0...2).map {
          try? FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/\(command.identifier)/fd/\($0)")
        }
      }
      #expect(targets == ["/dev/null", "/dev/null", "/dev/null"])
    }

    @Test func standardInputThatIsClosedIsTold() throws {
      let outcome = try run(
        "exec <&-", ["predict", "--model", folder.file("model"), "-", "--input-format", "csv"])
      #expect(outcome.ending == .exit(1), "\(outcome)")
      #expect(outcome.error.contains("error: ") && outcome.error.contains("ad file descriptor"))
    }

    /// A folder that is gone when a training ends is told, and the training not lost without a word.
    @Test func folderThatVanishesIsTold() throws {
      let output = folder.file("out")
      try FileManager.default.createDirectory(
        atPath: output, withIntermediateDirectories: false)
      let terminal = try PseudoTerminal(columns: 80)
      let command = try CommandProcess(
        [
          "train", folder.file("x.csv"), "--solver", "gd", "--epochs",
          "\(InterruptTests.endless)", "--model", output + "/m",
        ], error: .descriptor(terminal.command))
      terminal.closeCommandEnd()
      try terminal.read(until: "epoch")
      try FileManager.default.removeItem(atPath: output)
      command.send(SIGINT)
      #expect(try command.wait(timeout: 20).ending == .exit(1))
      let text = terminal.readToEnd()
      #expect(text.contains("\(output)/m: expected a file that can be written"), "\(text)")
    }
  }
#endif
