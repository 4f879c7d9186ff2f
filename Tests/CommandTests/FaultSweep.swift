@testable import SigmoidExamples

#if os(Linux)
  import Glibc
  import TestSupport
  import Testing

  /// One command, run again and again over the files of the run before, something else going wrong
  /// each time.
  struct FaultSweep {
    let test: FaultCase
    let folder: TemporaryFolder
    /// The calls on files of the folder that the command makes when nothing goes wrong.
    let calls: [FaultInjector.Call]
    private let arguments: [String]
    private let injector: FaultInjector
    private let inputs: [String: [UInt8]]
    /// What it writes then.
    private let whole: [String: [UInt8]]

    private static let old = OldOutput.bytes

    /// For all sweeps.
    private static let injector = Result { try FaultInjector() }

    /// - Parameter isForced: whether the command replaces old files without a look at them.
    init(_ test: FaultCase, isForced: Bool = false) throws {
      self.test = test
      injector = try Self.injector.get()
      folder = try FaultCase.folder()
      let folder = folder
      inputs = try Dictionary(
        uniqueKeysWithValues: folder.names().map { ($0, try folder.bytes($0)) })
      arguments = test.arguments(in: folder) + (isForced ? ["--force"] : [])
      for name in test.outputs { try folder.write(Self.old, to: name) }
      calls = try injector.calls(of: arguments, in: folder)
      whole = try Dictionary(
        uniqueKeysWithValues: test.outputs.map { ($0, try folder.bytes($0)) })
    }

    /// Runs the command over old files.
    func run(
      _ fault: FaultInjector.Fault, at number: Int = 0, of call: FaultInjector.Call? = nil
    ) throws -> CommandProcess.Outcome {
      for name in folder.names() { unlink(folder.file(name)) }
      for (name, bytes) in inputs { try folder.write(bytes, to: name) }
      for name in test.outputs { try folder.write(Self.old, to: name) }
      return try CommandProcess.run(
        arguments, environment: injector.environment(fault, at: number, of: call, in: folder))
    }

    /// Every output is the old file or a whole new one, and nothing lies beside them.
    /// - Parameter leftovers: how many files of a write that did not end there may be.
    /// - Returns: how many of them are new.
    @discardableResult
    func checkFiles(_ what: String, leftovers: Int = 0) throws -> Int {
      var new = 0
      for name in test.outputs {
        let bytes = try folder.bytes(name)
        if bytes == Self.old { continue }
        new += 1
        if name == "h" {
          // Its seconds differ from run to run.
          let rows = bytes.split(separator: 10).count
          #expect(rows == 3 && bytes.last == 10, "\(test.name), \(what): half a history")
        } else {
          let isWhole = bytes == whole[name]
          #expect(isWhole, "\(test.name), \(what): \(name) has \(bytes.count) bytes of its own")
        }
      }
      let others = folder.names().filter { inputs[$0] == nil && !test.outputs.contains($0) }
      #expect(others.count <= leftovers, "\(test.name), \(what): left \(others)")
      return new
    }
  }
#endif
