@testable import SigmoidExamples

#if os(Linux)
  import Foundation
  import Glibc
  import TestSupport
  import Testing

  /// System calls that fail, disks that fill up, files that change while they are read, signals at
  /// every call: one message or a whole result, and never half a file.
  @Suite struct FaultTests {
    @Test(arguments: FaultCase.all) func everyFailedCallIsTold(test: FaultCase) throws {
      let sweep = try FaultSweep(test)
      #expect(sweep.calls.count >= 5, "\(sweep.calls)")
      for (index, call) in sweep.calls.enumerated() {
        let what = "\(call) failed, call \(index + 1)"
        let outcome = try sweep.run(.error(EIO), at: index + 1)
        // A file that cannot be removed stays.
        let new = try sweep.checkFiles(what, leftovers: call == .unlink ? 1 : 0)
        switch outcome.ending {
        case .exit(0):
          // The result is there: what failed only tidied up, or waited for the folder on the disk.
          #expect(new == test.outputs.count, "\(what): no result")
          #expect([.unlink, .open, .fsync].contains(call), "\(what): not noticed")
        default: expectOneMessage(outcome, naming: sweep.folder.path, what)
        }
      }
      print("faults injected: \(sweep.calls.count) failed calls of \(test.name)")
    }

    @Test(arguments: FaultCase.all) func diskFullAtEveryWriteIsTold(test: FaultCase) throws {
      let sweep = try FaultSweep(test)
      let writes = sweep.calls.count { $0 == .write }
      #expect(writes > 0)
      for number in 1...writes {
        let outcome = try sweep.run(.diskFull, at: number, of: .write)
        try sweep.checkFiles("disk full at write \(number)")
        expectOneMessage(outcome, naming: sweep.folder.path, "write \(number)")
        #expect(outcome.error.contains("no space left on device; free some space"))
      }
      print("faults injected: \(writes) full disks of \(test.name)")
    }

    /// SIGINT and SIGTERM save the model so far or leave the old one; SIGKILL may leave what was
    /// being written, under a name of its own.
    @Test(arguments: [SIGINT, SIGTERM, SIGKILL], FaultCase.all)
    func signalAtEveryCall(signal: Int32, test: FaultCase) throws {
      let sweep = try FaultSweep(test)
      for (index, call) in sweep.calls.enumerated() {
        let what = "signal \(signal) before call \(index + 1), \(call)"
        let outcome = try sweep.run(.signal(signal), at: index + 1)
        try sweep.checkFiles(what, leftovers: signal == SIGKILL ? 1 : 0)
        #expect(
          outcome.ending == (signal == SIGKILL ? .signal(signal) : .exit(128 + signal)), "\(what)")
      }
      print("faults injected: \(sweep.calls.count) signals \(signal) of \(test.name)")
    }

    @Test(arguments: FaultCase.all) func piecesAndInterruptionsChangeNothing(
      test: FaultCase
    ) throws {
      let sweep = try FaultSweep(test)
      let outcome = try sweep.run(.trickle)
      #expect(outcome.ending == .exit(0), "\(outcome.error)")
      #expect(try sweep.checkFiles("in pieces") == test.outputs.count)
    }

    /// Between opening and reading, and between two reads, a file shrinks to nothing or to its half,
    /// or grows. What was read until then is of no file that ever was.
    @Test(arguments: FaultCase.all) func inputsThatChangeAreRefused(test: FaultCase) throws {
      let sweep = try FaultSweep(test, isForced: true)
      let reads = sweep.calls.count { $0 == .read }
      #expect(reads > 0)
      for number in 1...reads {
        for size in [0, 200, 1 << 16] {
          let outcome = try sweep.run(.resize(size), at: number, of: .read)
          let what = "\(size) bytes at read \(number)"
          try sweep.checkFiles(what)
          expectOneMessage(outcome, naming: sweep.folder.path, what)
          #expect(outcome.error.contains("expected it to stay as it was"), "\(what)")
        }
      }
      print("faults injected: \(3 * reads) inputs of \(test.name) changed, all refused")
    }

    private func expectOneMessage(
      _ outcome: CommandProcess.Outcome, naming path: String, _ what: String
    ) {
      #expect(outcome.ending == .exit(1), "\(what): \(outcome.error)")
      #expect(outcome.output == "", "\(what)")
      let isOne = outcome.error.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1
      #expect(isOne && outcome.error.contains("error: \(path)"), "\(what): \(outcome.error)")
      #expect(outcome.error.contains("expected") && outcome.error.contains("; "), "\(what)")
    }
  }
#endif
