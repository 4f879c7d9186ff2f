#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// With little address space OpenBLAS and Dispatch ask the system for it without an end: nothing of the
  /// command waits for that. OpenBLAS must be part of the command, as `make build` has it.
  @Suite(
    .enabled(
      if: ProcessInfo.processInfo.environment["SIGMOID_COMMAND"] != nil,
      "of the optimised command alone"))
  struct SmallRoomTests {
    private let folder: TemporaryFolder

    init() throws { folder = try FaultCase.folder() }

    private func run(_ kilobytes: Int, _ words: [String]) throws -> CommandProcess.Outcome {
      try CommandProcess.run(
        words, launcher: ["/bin/sh", "-c", "ulimit -v \(kilobytes); exec \"$@\"", "sh"],
        timeout: 30)
    }

    @Test(arguments: [80_000, 120_000, 160_000, 220_000, 340_000])
    func whatNeedsNoProductsWorks(kilobytes: Int) throws {
      let version = try run(kilobytes, ["--version"])
      #expect(version.ending == .exit(0) && version.output.hasPrefix("0."), "\(version)")
      let help = try run(kilobytes, ["train", "--help"])
      #expect(help.ending == .exit(0) && help.output.contains("--solver"), "\(help)")
      let info = try run(kilobytes, ["info"])
      #expect(info.ending == .exit(0) && info.output.contains("OpenBLAS"), "\(info)")
      let data = try run(kilobytes, ["data", "info", folder.file("x.csv")])
      #expect(data.ending == .exit(0) && data.output.contains("60"), "\(data)")
    }

    @Test(arguments: [
      ["train", "@x.csv", "--l2", "1e-3"], ["train", "@x.csv", "--threads", "1"],
      ["evaluate", "@x.csv", "--model", "@model"], ["predict", "@x.csv", "--model", "@model"],
      ["compare", "--synthetic", "--examples", "50", "--epochs", "1", "--threads", "16"],
    ])
    func whatMultipliesIsDoneOrRefused(words: [String]) throws {
      let arguments = words.map {
        $0.hasPrefix("@") ? folder.file(String($0.dropFirst())) : $0
      }
      var endings: Set<Int32> = []
      for kilobytes in [100_000, 150_000, 220_000, 280_000, 340_000, 450_000, 560_000, 900_000] {
        let outcome = try run(kilobytes, arguments)
        guard case .exit(let code) = outcome.ending else {
          Issue.record("\(kilobytes) KB, \(words): \(outcome)")
          continue
        }
        #expect(code == 0 || outcome.error.contains("raise the limit, ulimit -v"), "\(outcome)")
        endings.insert(code)
      }
      #expect(endings.contains(1))
    }
  }
#endif
