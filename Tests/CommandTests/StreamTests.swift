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

/// Readers that go away, and disks that are full.
struct StreamTests {
  let digits: SmallDigits

  init() throws { digits = try SmallDigits() }

  /// A pipe whose reader is gone; the caller closes it.
  private func brokenPipe() throws -> Int32 {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    close(ends[0])
    return ends[1]
  }

  private func results(_ model: String) -> [[String]] {
    [
      ["predict", "--model", model, digits.folder.file(SmallDigits.trainingImages)],
      ["evaluate", "--model", model, "--data", digits.folder.path],
      digits.training("--json", "--quiet"),
      ["info"],
    ]
  }

  @Test func closedPipeEndsTheCommandSilently() throws {
    let model = try digits.model()
    for arguments in results(model) {
      let end = try brokenPipe()
      defer { close(end) }
      let outcome = try CommandProcess.run(arguments, output: .descriptor(end))
      #expect(outcome.ending == .signal(SIGPIPE), "\(arguments)")
      #expect(outcome.error == "", "\(arguments)")
    }
  }

  /// systemd and some languages' runtimes start programs with SIGPIPE ignored.
  @Test func closedPipeEndsTheCommandSilentlyWhereItsSignalIsIgnored() throws {
    let model = try digits.model()
    for arguments in results(model) {
      let end = try brokenPipe()
      defer { close(end) }
      let outcome = try CommandProcess.run(
        arguments, output: .descriptor(end), ignoring: [SIGPIPE])
      #expect(outcome.ending == .signal(SIGPIPE), "\(arguments)")
      #expect(outcome.error == "", "\(arguments)")
    }
  }

  /// `sigmoid predict … | head -1`.
  @Test func readerThatHasSeenEnoughGetsWholeLines() throws {
    let model = try digits.model()
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let command = try CommandProcess(
      ["predict", "--model", model, digits.folder.file(SmallDigits.testImages)],
      output: .descriptor(ends[1]))
    close(ends[1])
    var bytes = [UInt8](repeating: 0, count: 24)
    #expect(read(ends[0], &bytes, bytes.count) == bytes.count)
    close(ends[0])
    #expect(String(decoding: bytes, as: UTF8.self) == "index,label,probability\n")
    #expect(try command.wait().error == "")
  }

  #if os(Linux)
    @Test func fullDiskUnderStandardOutputIsAFailure() throws {
      let model = try digits.model()
      for arguments in results(model) + [["data", "info", "--data", digits.folder.path]] {
        try CommandProcess.fail(
          arguments, saying: ["standard output: expected", "o space left on device", "; send"],
          output: .file("/dev/full"))
      }
    }

    @Test(arguments: ["--model", "--history"]) func fullDiskUnderAFileIsAFailure(
      option: String
    ) throws {
      try CommandProcess.fail(
        digits.training("--quiet", option, "/dev/full"),
        saying: [
          "/dev/full: expected a file that can be written", "found no space left", "free some",
        ])
    }
  #endif

  @Test func closedStandardErrorHarmsNoResult() throws {
    let result = try CommandProcess.run(digits.training("--json"), error: .file("/dev/null"))
    #expect(result.ending == .exit(0))
    #expect(try JSON.object(result.output).number("evaluations") == 10)
  }
}
